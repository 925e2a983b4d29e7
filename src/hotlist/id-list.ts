// Identities of all entries of a list, sorted, six bytes each: what tells new entries from those already there.
import type { Hash } from "./hash.js";
import { createKeyIndex } from "./key-index.js";

const idBytes = 6;

export interface IdList {
  add(hash: Hash): void;
  /** Sorted bytes without doubles. */
  sorted(): Buffer;
  readonly bytes: number;
}

export function createIdList(): IdList {
  const index = createKeyIndex();
  return {
    bytes: idBytes,
    add: (hash) => index.add(hash, hash.low & 0xff0000),
    sorted: () => {
      const bytes = Buffer.alloc(index.count * idBytes);
      let at = 0;
      let [lastHigh, lastLow] = [-1, -1];
      index.drain((high, low) => {
        const id = low >>> 16;
        if (high === lastHigh && id === lastLow) return;
        [lastHigh, lastLow] = [high, id];
        bytes.writeUInt32BE(high, at);
        bytes.writeUInt16BE(id, at + 4);
        at += idBytes;
      });
      return bytes.subarray(0, at);
    },
  };
}

/** The six bytes of one identity. */
export function idOf(hash: Hash): Buffer {
  const bytes = Buffer.alloc(idBytes);
  bytes.writeUInt32BE(hash.high, 0);
  bytes.writeUInt16BE(hash.low >>> 16, 4);
  return bytes;
}

/** Identities of `now` that are not in `before`; both sorted. */
export function addedIds(now: Buffer, before: Buffer): Buffer {
  const added = Buffer.alloc(now.length);
  let length = 0;
  let old = 0;
  for (let at = 0; at < now.length; at += idBytes) {
    while (old < before.length && compareAt(before, old, now, at) < 0) old += idBytes;
    if (old >= before.length || compareAt(before, old, now, at) !== 0) {
      now.copy(added, length, at, at + idBytes);
      length += idBytes;
    }
  }
  return Buffer.from(added.subarray(0, length));
}

/** Whether a sorted list holds an identity. */
export function hasId(list: Buffer, id: Buffer): boolean {
  let [from, to] = [0, list.length / idBytes];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = compareAt(list, middle * idBytes, id, 0);
    if (order === 0) return true;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return false;
}

function compareAt(a: Buffer, i: number, b: Buffer, j: number): number {
  return a.readUIntBE(i, idBytes) - b.readUIntBE(j, idBytes);
}
