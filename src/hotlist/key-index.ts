// Which rows have which key: gathered in memory as they come, sorted natively, written as small sorted buckets.
// An item is 64 bits: the upper 40 bits of the key's hash above 24 bits of row number.
import type { Hash } from "./hash.js";

export const mostRows = 1 << 24;
/** Items per piece: memory grows by two megabytes, never by half of what there is. */
const pieceItems = 1 << 18;
const rowMask = 0xffffff;

export interface KeyIndex {
  add(hash: Hash, row: number): void;
  /** Sorts everything and calls back for each item, in order. The index is empty afterwards. */
  drain(visit: (high: number, low: number) => void): void;
  readonly count: number;
}

export function createKeyIndex(): KeyIndex {
  let pieces: Uint32Array[] = [];
  let piece = new Uint32Array(0);
  let at = 0;
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (hash, row) => {
      if (at === piece.length) {
        piece = new Uint32Array(pieceItems * 2);
        pieces.push(piece);
        at = 0;
      }
      piece[at++] = ((hash.low & ~rowMask) | row) >>> 0;
      piece[at++] = hash.high;
      count++;
    },
    drain: (visit) => {
      const all = joined(pieces, count);
      pieces = [];
      new BigUint64Array(all.buffer).sort();
      for (let i = 0; i < all.length; i += 2) visit(all[i + 1] ?? 0, all[i] ?? 0);
    },
  };
}

function joined(pieces: readonly Uint32Array[], count: number): Uint32Array {
  const all = new Uint32Array(count * 2);
  pieces.forEach((piece, i) => {
    const from = i * pieceItems * 2;
    all.set(piece.subarray(0, Math.min(piece.length, all.length - from)), from);
  });
  return all;
}

/** Number of the bucket of a hash, when so many of its upper bits number the buckets. */
export const bucketOf = (hash: Hash, bits: number): number => (hash.high >>> 16) >>> (16 - bits);

/** Row numbers in a bucket (sorted items, low word first) whose hash is this one: found by halves, then walked. */
export function rowsInBucket(bucket: Buffer, hash: Hash): readonly number[] {
  const wanted = (hash.low & ~rowMask) >>> 0;
  let [from, to] = [0, bucket.length / 8];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const high = bucket.readUInt32LE(middle * 8 + 4);
    const low = bucket.readUInt32LE(middle * 8);
    if (high < hash.high || (high === hash.high && low < wanted)) from = middle + 1;
    else to = middle;
  }
  const rows: number[] = [];
  for (let at = from * 8; at < bucket.length; at += 8) {
    const low = bucket.readUInt32LE(at);
    if (bucket.readUInt32LE(at + 4) !== hash.high || (low & ~rowMask) >>> 0 !== wanted) break;
    rows.push(low & rowMask);
  }
  return rows;
}
