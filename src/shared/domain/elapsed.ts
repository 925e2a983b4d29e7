import type { Clock } from "./ports.js";
import type { Millis } from "./types.js";

/** Milliseconds of a duration, or of a moment of CLOCK_MONOTONIC, given in nanoseconds. */
export const msOf = (ns: bigint): number => Number(ns) / 1e6;

/** Nanoseconds of a duration in milliseconds, rounded to whole milliseconds. */
export const nsOf = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** Milliseconds gone since a moment of CLOCK_MONOTONIC. */
export const msSince = (clock: Pick<Clock, "monoNs">, monoNs: bigint): number =>
  msOf(clock.monoNs() - monoNs);

/** Milliseconds of the monotonic clock: for durations, which a stepped wall clock must not stretch or cut. */
export const monoMs = (clock: Pick<Clock, "monoNs">): number => msOf(clock.monoNs());

/**
 * Milliseconds since `thenNs` in which something could answer: not longer than the computer is awake. For whether a part of
 * the program, a camera or a receiver is silent; all that is meant by real time goes by `monoNs`.
 */
export function awakeMsSince(clock: Pick<Clock, "monoNs" | "slept">, thenNs: bigint): number {
  const nowNs = clock.monoNs();
  const wokeNs = clock.slept?.().wokeNs ?? 0n;
  return msOf(nowNs - (thenNs > wokeNs ? thenNs : wokeNs));
}

/** UTC as the wall clock (or `start`) told it now, carried on by the monotonic clock: for ends that were set in the same run. */
export function steadyUtc(clock: Clock, start = clock.now()): () => Millis {
  const base = start - monoMs(clock);
  return () => Math.round(base + monoMs(clock));
}
