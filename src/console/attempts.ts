import type { Clock } from "../core/ports.js";

/** Five failed tries within fifteen minutes lock an account (CJIS Security Policy AC-7). */
export const attemptLimit = { tries: 5, withinMs: 15 * 60_000 } as const;

const maxNames = 1_000;

/** Counts failed sign-ins by name, known names and unknown ones alike, so that the answer tells nothing. */
export interface Attempts {
  /** True when the name has used up its tries. */
  spent(name: string): boolean;
  /** Counts a failure; true when it was the last one allowed. */
  fail(name: string): boolean;
  clear(name: string): void;
}

/** Keeps the counts in memory; a known account is locked in the users file besides, which outlives a restart. */
export function createAttempts(clock: Clock): Attempts {
  const failures = new Map<string, readonly number[]>();
  const recent = (name: string): readonly number[] =>
    (failures.get(name) ?? []).filter((at) => clock.now() - at < attemptLimit.withinMs);
  return {
    spent: (name) => recent(name).length >= attemptLimit.tries,
    fail(name) {
      const times = [...recent(name), clock.now()];
      failures.delete(name);
      failures.set(name, times);
      const oldest = failures.keys().next().value;
      if (failures.size > maxNames && oldest !== undefined) failures.delete(oldest);
      return times.length >= attemptLimit.tries;
    },
    clear: (name) => void failures.delete(name),
  };
}
