import { monoMs } from "../domain/elapsed.js";
import type { Clock } from "../domain/ports.js";

/** Five failed tries within fifteen minutes lock an account (CJIS Security Policy AC-7). */
export const accountLimit: AttemptLimit = { tries: 5, withinMs: 15 * 60_000 };

/** So many failures from one address, over all names, and it has to wait: each try costs a core 150 ms. */
export const addressLimit: AttemptLimit = { tries: 30, withinMs: 15 * 60_000 };

/** `tries` failures within the last `withinMs` (a sliding window on the monotonic clock) use up a key. */
export interface AttemptLimit {
  readonly tries: number;
  readonly withinMs: number;
}

const maxKeys = 1_000;

/** Counts failed sign-ins by name (known and unknown ones alike, so that the answer tells nothing) or by address. */
export interface Attempts {
  /** True when the key has used up its tries. */
  spent(key: string): boolean;
  /** Counts a failure; true when it was the last one allowed. */
  fail(key: string): boolean;
  /** Tries that are left to the key. */
  left(key: string): number;
  clear(key: string): void;
}

/** Keeps the counts in memory; a known account is locked in the users file besides, which outlives a restart. */
export function createAttempts(limit: AttemptLimit, clock: Clock): Attempts {
  const failures = new Map<string, readonly number[]>();
  const recent = (key: string): readonly number[] =>
    (failures.get(key) ?? []).filter((at) => monoMs(clock) - at < limit.withinMs);
  return {
    spent: (key) => recent(key).length >= limit.tries,
    fail(key) {
      const times = [...recent(key), monoMs(clock)];
      failures.delete(key);
      failures.set(key, times);
      const oldest = failures.keys().next().value;
      if (failures.size > maxKeys && oldest !== undefined) failures.delete(oldest);
      return times.length >= limit.tries;
    },
    left: (key) => Math.max(0, limit.tries - recent(key).length),
    clear: (key) => void failures.delete(key),
  };
}
