// UTC from a GPS receiver: which of its dates to believe, and how far the system clock is off.
import type { Millis } from "../../../shared/domain/types.js";
import { msOf } from "../../../shared/domain/elapsed.js";

/** What a receiver's dates are held against. Times are UTC milliseconds. */
export interface GpsTimeDeps {
  /** No true time lies before this: the day the program was built. Rolled-over receivers report 1024 weeks less. */
  readonly notBefore: Millis;
  /** The system clock: a date 1024 weeks off it shows that the receiver's count of weeks rolled over. */
  readonly systemMs: () => Millis;
  /** Delay between the moment a receiver names and the arrival of its sentence that cannot be separated, milliseconds. */
  readonly delayMs: number;
}

/** GPS time minus system time, and how far that may be off. */
export interface TimeOffset {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  /** Since a time was last believed: what is older tells the monotonic clock's time, not the receiver's. */
  readonly ageMs: number;
}

/** Remembers what one receiver said of the time; nothing here sets a clock. */
export interface GpsTime {
  /**
   * Offers a UTC time heard at `monoNs`. `refused`: it cannot be true or does not go on from the last one;
   * `rolled-over`: it is 1024 weeks or a multiple early, so the place may be right; `repeated`: the very same time again.
   */
  offer(utc: Millis, monoNs: bigint): "taken" | "repeated" | "rolled-over" | "refused";
  /** UTC at a moment of the monotonic clock, or null before any time was believed. */
  utcAt(monoNs: bigint): Millis | null;
  /** Offset of a system clock that showed `systemMs` at `monoNs`; null before the receiver went on without a break for ten seconds. */
  offset(systemMs: Millis, monoNs: bigint): TimeOffset | null;
}

/** A time further than this from what the last believed one has become is not believed at once. */
const toleranceMs = 2_000;
/** A receiver that insists on another time for this long is believed (it has found its error, or ours). */
const insistMs = 30_000;
/** One sample is no time: the receiver must have gone on for this long. Then it is what the receiver says, not yet what is true. */
const steadyMs = 10_000;
const rolloverMs = 1024 * 7 * 86_400_000;
/** The system clock may be off by so much when it shows a roll-over. */
const rolloverWithinMs = 12 * 3_600_000;
/** The least delayed sentence of this span counts. */
const windowMs = 60_000;
/** Drift of a computer's clock without GPS, milliseconds per millisecond. */
const drift = 1e-4;

/** `base` is UTC minus monotonic milliseconds: constant but for delays and drift. */
interface Sample {
  readonly base: number;
  readonly monoMs: number;
}

/**
 * Believes a receiver's time when it is not before the build date and goes on where the last one left off. Sentences
 * come late by a varying delay and never early, so the largest base of the last minute is the best.
 */
export function createGpsTime(deps: GpsTimeDeps): GpsTime {
  let samples: Sample[] = [];
  let steadySinceMs = 0;
  let lastUtc: Millis | null = null;
  let rival: { readonly base: number; readonly sinceMs: number } | null = null;

  const best = (): Sample | null =>
    samples.length === 0 ? null : samples.reduce((a, b) => (b.base > a.base ? b : a));

  /** Whether a time that contradicts the believed one has been repeated for long enough. */
  function insists(base: number, monoMs: number): boolean {
    if (!rival || Math.abs(base - rival.base) > toleranceMs) rival = { base, sinceMs: monoMs };
    return monoMs - rival.sinceMs >= insistMs;
  }

  return {
    offer(utc, monoNs) {
      if (!Number.isFinite(utc)) return "refused";
      if (utc < deps.notBefore) return isRolledOver(utc, deps) ? "rolled-over" : "refused";
      if (utc === lastUtc) return "repeated";
      lastUtc = utc;
      const monoMs = msOf(monoNs);
      const base = utc - monoMs;
      const believed = best();
      if (believed && Math.abs(base - believed.base) > toleranceMs) {
        if (!insists(base, monoMs)) return "refused";
        samples = [];
      }
      if (samples.length === 0) steadySinceMs = rival?.sinceMs ?? monoMs;
      rival = null;
      samples = samples.filter((sample) => monoMs - sample.monoMs < windowMs);
      samples.push({ base, monoMs });
      return "taken";
    },
    utcAt(monoNs) {
      const believed = best();
      return believed && Math.round(believed.base + msOf(monoNs));
    },
    offset(systemMs, monoNs) {
      const believed = best();
      if (!believed) return null;
      if (samples.at(-1)!.monoMs - steadySinceMs < steadyMs) return null;
      const monoMs = msOf(monoNs);
      const ageMs = Math.max(0, monoMs - samples.at(-1)!.monoMs);
      return {
        offsetMs: Math.round(believed.base + monoMs + deps.delayMs / 2 - systemMs),
        uncertaintyMs: Math.round(deps.delayMs / 2 + ageMs * drift),
        ageMs,
      };
    },
  };
}

function isRolledOver(utc: Millis, { systemMs }: GpsTimeDeps): boolean {
  const early = systemMs() - utc;
  const times = Math.round(early / rolloverMs);
  return times >= 1 && Math.abs(early - times * rolloverMs) <= rolloverWithinMs;
}
