// Which rows have which key: built as 256 growing parts in memory, sorted natively, written as small sorted buckets.
// An item is 64 bits: 40 bits of the key's hash above 24 bits of row number; the part gives 8 more bits of hash.
import type { Hash } from "./hash.js";

export const mostRows = 1 << 24;
const parts = 256;
const firstCapacity = 256;

/** One part: pairs of 32-bit words (low, high), little-endian. */
interface Part {
  words: Uint32Array;
  count: number;
}

export interface KeyIndex {
  add(hash: Hash, row: number): void;
  /** Sorts everything; then `items` may be read. */
  sort(): void;
  /** Calls back for each item in order of its hash; `top` holds the upper 16 bits of the hash. */
  forEach(visit: (top: number, high: number, low: number) => void): void;
  readonly count: number;
}

export function createKeyIndex(): KeyIndex {
  const all: Part[] = Array.from({ length: parts }, () => ({
    words: new Uint32Array(firstCapacity * 2),
    count: 0,
  }));
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (hash, row) => {
      const part = all[hash.high >>> 24];
      if (!part) return;
      if (part.count * 2 === part.words.length) part.words = grow(part.words);
      const at = part.count++ * 2;
      part.words[at] = (((hash.low >>> 16) & 0xff) << 24) | row;
      part.words[at + 1] = (hash.high << 8) | (hash.low >>> 24);
      count++;
    },
    sort: () => {
      for (const part of all) new BigUint64Array(part.words.buffer, 0, part.count).sort();
    },
    forEach: (visit) => {
      all.forEach((part, number) => {
        for (let i = 0; i < part.count * 2; i += 2) {
          const high = part.words[i + 1] ?? 0;
          visit((number << 8) | (high >>> 24), high, part.words[i] ?? 0);
        }
      });
    },
  };
}

// Half more, not double: at five million rows the slack is what counts.
function grow(words: Uint32Array): Uint32Array {
  const larger = new Uint32Array(Math.ceil((words.length * 1.5) / 2) * 2);
  larger.set(words);
  return larger;
}

/** The two words a look-up compares in a bucket: high, and the hash part of low (its row bits are 0). */
export function itemOfHash(hash: Hash): { readonly high: number; readonly low: number } {
  return {
    high: ((hash.high << 8) | (hash.low >>> 24)) >>> 0,
    low: (((hash.low >>> 16) & 0xff) << 24) >>> 0,
  };
}

const rowMask = 0xffffff;

/** Row numbers in a bucket whose hash is this one. The bucket is short, so it is walked by halves to the first. */
export function rowsInBucket(bucket: Buffer, hash: Hash): readonly number[] {
  const wanted = itemOfHash(hash);
  let [from, to] = [0, bucket.length / 8];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const high = bucket.readUInt32LE(middle * 8 + 4);
    const low = bucket.readUInt32LE(middle * 8);
    if (high < wanted.high || (high === wanted.high && low < wanted.low)) from = middle + 1;
    else to = middle;
  }
  const rows: number[] = [];
  for (let at = from * 8; at < bucket.length; at += 8) {
    const low = bucket.readUInt32LE(at);
    if (bucket.readUInt32LE(at + 4) !== wanted.high || (low & ~rowMask) >>> 0 !== wanted.low) break;
    rows.push(low & rowMask);
  }
  return rows;
}
