// Which rows have which key: gathered in memory as they come, sorted natively, written as small sorted buckets.
// An item is 64 bits: the upper 40 bits of the key's hash above 24 bits of row number.
import type { Hash } from "./hash.js";

/** Row numbers have 24 bits; a longer list is refused. */
export const mostRows = 1 << 24;
const rowMask = 0xffffff;
/** Items are parted by the upper bits of their hash, so that only one part is copied and sorted at a time. */
const partBits = 6;
/** Words (two an item) per piece of a part: memory grows by 32 kilobytes, never by half of what there is. */
const pieceWords = 2 << 12;

/** Gathers keys in memory, eight bytes each, until they are drained. */
export interface KeyIndex {
  add(hash: Hash, row: number): void;
  /** Sorts everything and calls back for each item, in order. The index is empty afterwards. */
  drain(visit: (high: number, low: number) => void): void;
  readonly count: number;
}

interface Part {
  pieces: Uint32Array[];
  piece: Uint32Array;
  /** Words used of the last piece. */
  at: number;
}

/** Empty. Items are kept in parts by the upper bits of the hash, so that sorting needs little room beside them. */
export function createKeyIndex(): KeyIndex {
  const parts = Array.from({ length: 1 << partBits }, emptyPart);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (hash, row) => {
      const part = parts[hash.high >>> (32 - partBits)];
      if (part.at === part.piece.length) {
        part.piece = new Uint32Array(pieceWords);
        part.pieces.push(part.piece);
        part.at = 0;
      }
      part.piece[part.at++] = ((hash.low & ~rowMask) | row) >>> 0;
      part.piece[part.at++] = hash.high;
      count++;
    },
    drain: (visit) => {
      const sorted = new Uint32Array(Math.max(...parts.map(wordsOf)));
      parts.forEach((part, number) => {
        const items = sorted.subarray(0, wordsOf(part));
        part.pieces.forEach((piece, i) =>
          items.set(piece.subarray(0, items.length - i * pieceWords), i * pieceWords),
        );
        parts[number] = emptyPart();
        new BigUint64Array(items.buffer, 0, items.length / 2).sort();
        for (let i = 0; i < items.length; i += 2) visit(items[i + 1] ?? 0, items[i] ?? 0);
      });
    },
  };
}

const emptyPart = (): Part => ({ pieces: [], piece: new Uint32Array(0), at: 0 });

const wordsOf = ({ pieces, at }: Part): number => Math.max(0, pieces.length - 1) * pieceWords + at;

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
