/** Delays grow from `firstMs` by `factor` up to `maxMs`, before chance is added. */
export interface BackoffSettings {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Growth per attempt; 2 when left out. */
  readonly factor?: number;
  /** Part of the delay that is left to chance, 0..1, so that many units do not knock at once; 0.2 when left out. */
  readonly jitter?: number;
}

/** Growing delays between attempts. */
export interface Backoff {
  /** Delay before the next attempt, milliseconds, at most `maxMs`. */
  next(): number;
  /** After a success: start small again. */
  reset(): void;
  attempts(): number;
}

/** `random` returns 0..1 (pass Math.random at the rim); with jitter j a delay d becomes something in [d (1-j), d]. */
export function createBackoff(settings: BackoffSettings, random: () => number): Backoff {
  const { firstMs, maxMs, factor = 2, jitter = 0.2 } = settings;
  let attempts = 0;
  return {
    next() {
      const delay = Math.min(maxMs, firstMs * factor ** Math.min(attempts, 64));
      attempts++;
      return delay * (1 - jitter * random());
    },
    reset() {
      attempts = 0;
    },
    attempts: () => attempts,
  };
}
