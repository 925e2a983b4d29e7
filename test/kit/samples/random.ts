/** Random numbers from 0 to below 1 that repeat for a seed (mulberry32), on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seeded randomness, so that fixtures are the same on every machine. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** Mean 0, standard deviation 1 (sum of twelve). */
  normal(): number;
  pick<T>(values: readonly T[]): T;
}

/** The randomness of a seed. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => Array.from({ length: 12 }, next).reduce((a, b) => a + b, -6),
    pick: (values) => values[Math.floor(next() * values.length)],
  };
}
