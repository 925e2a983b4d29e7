import type { Clock } from "./ports.js";
import type { Millis } from "./types.js";

/** Milliseconds of the monotonic clock: for durations, which a stepped wall clock must not stretch or cut. */
export const monoMs = (clock: Pick<Clock, "monoNs">): number => Number(clock.monoNs()) / 1e6;

/** UTC as the wall clock (or `start`) told it now, carried on by the monotonic clock: for ends that were set in the same run. */
export function steadyUtc(clock: Clock, start = clock.now()): () => Millis {
  const base = start - monoMs(clock);
  return () => Math.round(base + monoMs(clock));
}
