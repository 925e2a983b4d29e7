// A blocked Bloom filter in front of the list file: most keys of most reads are on no list, and are told so by one
// cache line of memory instead of a page of the encrypted file.
import type { Hash } from "./hash.js";

const wordsPerBlock = 16;
const bitsPerKey = 16;
const probes = 6;

/** No key that was added is ever missed. `words` is what is stored. */
export interface KeyFilter {
  add(hash: Hash): void;
  /** False: certainly not on the list. True: look (about one in 500 in vain). */
  mayHold(hash: Hash): boolean;
  readonly words: Uint32Array;
}

/** An empty filter for so many keys. */
export function createFilter(keys: number): KeyFilter {
  const blocks = Math.max(1, Math.ceil((keys * bitsPerKey) / (wordsPerBlock * 32)));
  return filterOver(new Uint32Array(blocks * wordsPerBlock));
}

/** A filter over words made by `createFilter`. Only the upper 8 bits of `low` are used: the key index keeps no more. */
export function filterOver(words: Uint32Array): KeyFilter {
  const blocks = words.length / wordsPerBlock;
  const blockOf = (hash: Hash): number => Math.floor((hash.high / 2 ** 32) * blocks) * wordsPerBlock;
  return {
    words,
    add: (hash) => {
      const block = blockOf(hash);
      let bits = firstBits(hash);
      for (let i = 0; i < probes; i++) {
        const at = block + (bits >>> 28);
        words[at] = (words[at] ?? 0) | (1 << ((bits >>> 23) & 31));
        bits = nextBits(bits);
      }
    },
    mayHold: (hash) => {
      const block = blockOf(hash);
      let bits = firstBits(hash);
      for (let i = 0; i < probes; i++) {
        if (((words[block + (bits >>> 28)] ?? 0) & (1 << ((bits >>> 23) & 31))) === 0) return false;
        bits = nextBits(bits);
      }
      return true;
    },
  };
}

// The upper nine bits name a bit of the block; a linear congruential step makes the next.
const firstBits = (hash: Hash): number =>
  Math.imul((hash.low >>> 24) ^ Math.imul(hash.high, 0x85ebca6b), 0x9e3779b1);
const nextBits = (bits: number): number => (Math.imul(bits, 0x19660d) + 0x3c6ef35f) | 0;
