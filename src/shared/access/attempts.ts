import { monoMs } from "../domain/elapsed.js";
import type { Clock } from "../domain/ports.js";
import { neighbourhood } from "./networks.js";

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

/** Counts failures by key: a name (known and unknown ones alike, so that the answer tells nothing), a screen or an address. */
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

/** Counts failures by address, thirty within fifteen minutes; those that one machine can take as it likes count as one. */
export function createAddressAttempts(clock: Clock): Pick<Attempts, "spent" | "fail"> {
  const counted = createAttempts(addressLimit, clock);
  return {
    spent: (address) => counted.spent(neighbourhood(address)),
    fail: (address) => counted.fail(neighbourhood(address)),
  };
}
