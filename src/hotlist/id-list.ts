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
    add: (hash) => index.add(hash, 0),
    sorted: () => {
      index.sort();
      const bytes = Buffer.alloc(index.count * idBytes);
      let at = 0;
      let [lastTop, lastHigh, lastLow] = [-1, -1, -1];
      index.forEach((top, high, low) => {
        if (top === lastTop && high === lastHigh && low === lastLow) return;
        [lastTop, lastHigh, lastLow] = [top, high, low];
        bytes[at] = top >>> 8;
        bytes.writeUInt32BE(high, at + 1);
        bytes[at + 5] = low >>> 24;
        at += idBytes;
      });
      return bytes.subarray(0, at);
    },
  };
}

/** The six bytes of one identity. */
export function idOf(hash: Hash): Buffer {
  const bytes = Buffer.alloc(idBytes);
  bytes[0] = hash.high >>> 24;
  bytes.writeUInt32BE(((hash.high << 8) | (hash.low >>> 24)) >>> 0, 1);
  bytes[5] = (hash.low >>> 16) & 0xff;
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
