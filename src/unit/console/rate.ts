import type { Clock } from "../../shared/domain/ports.js";

/** So many at once, and so many a second from then on. */
export interface RequestRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts what each key uses up. */
export interface Rates {
  /** True while the key keeps to its rate; counts one. */
  take(key: string): boolean;
}

const maxKeys = 1_000;

/** Token buckets, by the monotonic clock; the longest unused is forgotten first. */
export function createRates({ burst, perSecond }: RequestRate, clock: Clock): Rates {
  const buckets = new Map<string, { readonly left: number; readonly at: bigint }>();
  return {
    take(key) {
      const now = clock.monoNs();
      const known = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, known.left + (Number(now - known.at) / 1e9) * perSecond);
      const isAllowed = left >= 1;
      buckets.delete(key);
      buckets.set(key, { left: isAllowed ? left - 1 : left, at: now });
      const oldest = buckets.keys().next().value;
      if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
      return isAllowed;
    },
  };
}
