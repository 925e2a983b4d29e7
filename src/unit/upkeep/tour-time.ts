// When a tour began, and how long the unit was off in it, where the time may become known only while the tour runs.
import { monoMs, nsOf } from "../../shared/domain/elapsed.js";
import type { Clock } from "../../shared/domain/ports.js";
import type { Millis, StampedTime } from "../../shared/domain/types.js";
import { tourAfter, type Tour } from "../core/upkeep/tour.js";
import { markOf, type KeptMark } from "./mark.js";
import type { TourBegin } from "./tour-rows.js";

/** What tells the time of tours. `stamp`: the time of a moment of this boot, as far as it is known now. */
export interface TourTimeDeps {
  readonly clock: Clock;
  readonly stamp: (monoNs: bigint) => StampedTime;
  readonly assignedAt: (at: Millis) => string | null;
}

/** A tour and when it began, where that is known. */
export interface DatedTour {
  readonly tour: Tour;
  readonly began: TourBegin | null;
}

/** Now, by the best that is known, with the moment it is of. */
export function tourNow({ clock, stamp }: Pick<TourTimeDeps, "clock" | "stamp">): KeptMark & TourBegin {
  const { at, uncertaintyMs } = stamp(clock.monoNs());
  return { ...markOf(clock), at: Math.round(at), uncertaintyMs };
}

/** Clocks that differ by less say the same. */
const sameMs = 60_000;

/**
 * The tour with the time it began at as it is known now: a clock that is set while it runs dates it anew, one that is moved
 * without a source behind it does not. Whoever had the unit at the new time has the tour.
 */
export function redated({ tour, began }: DatedTour, deps: TourTimeDeps): DatedTour {
  if (began === null || began.boot !== deps.clock.boot) return { tour, began };
  const { at, uncertaintyMs } = deps.stamp(nsOf(began.ms));
  if (uncertaintyMs > began.uncertaintyMs) return { tour, began };
  const surer = { ...began, uncertaintyMs };
  if (Math.abs(at - tour.beganAt) < sameMs) return { tour, began: surer };
  const beganAt = Math.round(at);
  return { tour: { ...tour, beganAt, assignedTo: deps.assignedAt(beganAt) }, began: surer };
}

/** A unit that was off for longer had another tour meanwhile, or none. */
export const longestOffMs = 4 * 3_600_000;
/** So long a source must have told the time without a break before it is believed how long the unit was off. */
const steadyMs = 60_000;
/** After this the computer's own clock must do. */
const patienceMs = 1_200_000;
/** A time that is off by more tells nothing of it. */
const sureMs = 300_000;

/** How long a unit was off that began anew in the middle of a tour. */
export interface OffTime {
  /** As far as anybody knows now, milliseconds. */
  ms(): number;
  /** The same once it is sure, or nothing surer will come; null before. Ask it again and again. */
  settled(): number | null;
}

/** Begins to ask. Within one boot the monotonic clock tells at once; the first time of another boot may be any. */
export function createOffTime(stored: KeptMark, { clock, stamp }: Omit<TourTimeDeps, "assignedAt">): OffTime {
  const startedMs = monoMs(clock);
  let sureSinceMs: number | null = null;
  const isOneBoot = stored.boot === clock.boot;
  const ms = (): number =>
    Math.max(0, isOneBoot ? startedMs - stored.ms : stamp(nsOf(startedMs)).at - stored.at);
  return {
    ms,
    settled() {
      if (isOneBoot) return ms();
      const nowMs = monoMs(clock);
      const { source, uncertaintyMs } = stamp(clock.monoNs());
      const isSure = (source === "gps" || source === "ntp") && uncertaintyMs <= sureMs;
      sureSinceMs = isSure ? (sureSinceMs ?? nowMs) : null;
      if (sureSinceMs !== null && nowMs - sureSinceMs >= steadyMs) return ms();
      return nowMs - startedMs >= patienceMs ? ms() : null;
    },
  };
}

/** The tour after so long without the unit, in which its cameras were blind. */
export function afterOff(tour: Tour, ms: number): Tour {
  const cameras = tour.cameras.map(({ id }) => ({ id, isSeeing: false }));
  return tourAfter(tour, ms, { cameras, defects: [] });
}
