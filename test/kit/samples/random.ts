/** Seeded randomness (mulberry32), so that fixtures are the same on every machine. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** Mean 0, standard deviation 1 (sum of twelve). */
  normal(): number;
  pick<T>(values: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => Array.from({ length: 12 }, next).reduce((a, b) => a + b, -6),
    pick: (values) => values[Math.floor(next() * values.length)],
  };
}
