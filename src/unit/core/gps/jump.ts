import { distanceM } from "../../../shared/domain/distance.js";
import { msOf } from "../../../shared/domain/elapsed.js";

interface Place {
  readonly lat: number;
  readonly lon: number;
}

interface Heard extends Place {
  readonly monoMs: number;
}

/** Tells positions a vehicle can have reached from jumps. */
export interface JumpFilter {
  /** Whether a position counts: it can be reached from the last one that counted, or the jump has persisted. */
  counts(place: Place, monoNs: bigint): boolean;
  /** Metres between the place that counted last and the one that is waiting; null when none is. */
  jumpM(): number | null;
}

/** Faster than any police vehicle, with what a receiver errs between high walls. */
const topSpeedMps = 120;
const slackM = 1_000;
/** A new place is believed when the receiver stays with it for this long. */
const persistMs = 30_000;

/** Reachable is what lies within 1 km and 120 m/s of the last place; a jump the receiver stays with for 30 s counts. */
export function createJumpFilter(): JumpFilter {
  let last: Heard | null = null;
  let rival: { readonly since: number; readonly heard: Heard } | null = null;
  const reachable = (from: Heard, to: Heard): boolean =>
    distanceM(from, to) <= slackM + (topSpeedMps * Math.max(0, to.monoMs - from.monoMs)) / 1_000;
  return {
    counts(place, monoNs) {
      const heard = { lat: place.lat, lon: place.lon, monoMs: msOf(monoNs) };
      if (last && !reachable(last, heard)) {
        const since = rival && reachable(rival.heard, heard) ? rival.since : heard.monoMs;
        rival = { since, heard };
        if (heard.monoMs - since < persistMs) return false;
      }
      rival = null;
      last = heard;
      return true;
    },
    jumpM: () => (rival && last ? distanceM(last, rival.heard) : null),
  };
}
