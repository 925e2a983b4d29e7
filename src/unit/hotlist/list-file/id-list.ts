// Identities of all entries of a list, sorted, six bytes each: what tells new entries from those already there.
// They are written and compared in order, piece by piece: a list of millions of them is never copied as a whole.
import type Database from "better-sqlite3";
import type { Hash } from "./hash.js";
import { createKeyIndex } from "./key-index.js";
import type { PartKind } from "./parts.js";

const idBytes = 6;
/** Bytes written at a time. */
const pieceBytes = idBytes * 170_000;

/** An identity as a number: the upper 48 bits of its hash. */
const idOfHash = (high: number, low: number): number => high * 0x10000 + (low >>> 16);
/** The upper 48 bits of an entry's identity, as a number that is exact. */
export const idNumber = (hash: Hash): number => idOfHash(hash.high, hash.low);

/** Gathers identities in memory, eight bytes each, until they are drained. */
export interface IdList {
  add(hash: Hash): void;
  /** Calls back for every identity, ascending, doubles left out. The list is empty afterwards. */
  drain(visit: (id: number) => void): void;
}

/** Empty. It sorts as the key index does. */
export function createIdList(): IdList {
  const index = createKeyIndex();
  return {
    add: (hash) => index.add(hash, hash.low & 0xff0000),
    drain: (visit) => {
      let last = -1;
      index.drain((high, low) => {
        const id = idOfHash(high, low);
        if (id !== last) visit(id);
        last = id;
      });
    },
  };
}

/** Writes identities piece by piece into the list file. */
export interface IdWriter {
  /** Takes the next identity; ascending. */
  add(id: number): void;
  /** Writes what waits. Returns the number of identities. */
  finish(): number;
}

/** Writes identities into a list file. */
export function createIdWriter(db: Database.Database, kind: PartKind): IdWriter {
  const insert = db.prepare("INSERT INTO part VALUES (?, ?, ?)");
  const piece = Buffer.alloc(pieceBytes);
  let at = 0;
  let pieces = 0;
  const flush = (): void => {
    if (at > 0) insert.run(kind, pieces++, piece.subarray(0, at));
  };
  return {
    add: (id) => {
      if (at === pieceBytes) {
        flush();
        at = 0;
      }
      at = piece.writeUIntBE(id, at, idBytes);
    },
    finish: () => {
      flush();
      return (Math.max(0, pieces - 1) * pieceBytes + at) / idBytes;
    },
  };
}

/** Tells for ascending identities whether a list file holds them. */
export function createIdCursor(db: Database.Database): { has(id: number): boolean; close(): void } {
  const pieces = db.prepare("SELECT data FROM part WHERE kind = 'ids' ORDER BY id").pluck().iterate();
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let isOver = false;
  function more(): boolean {
    const next = pieces.next();
    isOver = next.done === true;
    // A piece holds whole identities (createIdWriter).
    if (!isOver) bytes = next.value as Buffer;
    at = 0;
    return !isOver;
  }
  return {
    has: (id) => {
      for (;;) {
        if (at === bytes.length && (isOver || !more())) return false;
        const own = bytes.readUIntBE(at, idBytes);
        if (own >= id) return own === id;
        at += idBytes;
      }
    },
    close: () => void pieces.return?.(),
  };
}

/** Whether the sorted identities in `list` hold one. */
export function hasId(list: Buffer, id: number): boolean {
  let [from, to] = [0, list.length / idBytes];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const own = list.readUIntBE(middle * idBytes, idBytes);
    if (own === id) return true;
    if (own < id) from = middle + 1;
    else to = middle;
  }
  return false;
}
