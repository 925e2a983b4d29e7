import { msOf } from "../../../shared/domain/elapsed.js";
import type { FixQuality } from "../../../shared/domain/closed-sets.js";
import type { Fix } from "../../../shared/domain/types.js";

/** From worst to best: what lies between two fixes is as good as the worse of them. */
const rankOf: Readonly<Record<FixQuality, number>> = {
  stale: 0,
  "dead-reckoning": 1,
  "2d": 2,
  "3d": 3,
  fixed: 4,
};

/** Whether the unit was where the fix says: measured in time, neither old nor estimated. */
export function isMeasured(quality: FixQuality): boolean {
  return rankOf[quality] >= rankOf["2d"];
}

/** Fixes of the last minutes, asked for by capture time. */
export interface PositionHistory {
  /** Adds a fix; one of the same moment as the newest takes its place, an earlier one is ignored. */
  add(fix: Fix): void;
  /** Newest fix, labelled `stale` when it is older than allowed at `nowMonoNs`; null when it is older than that by far. */
  latest(nowMonoNs: bigint): Fix | null;
  /**
   * The position at a moment: between two fixes that are near enough in time it is interpolated and bears that moment;
   * otherwise the nearest fix as it was received, labelled `stale` when it is further away than allowed, and null when
   * it is further away by far.
   */
  at(monoNs: bigint): Fix | null;
}

/** A stale position is one of the last this many times the allowed age (a minute at 5 s); after that there is none. */
const goneAfter = 12;
/** Ten minutes at 1 Hz, one at 10 Hz. */
const maxFixes = 600;

/** Keeps the newest fixes in memory; one further from the moment asked for than `staleAfterMs` is labelled `stale`. */
export function createPositionHistory(staleAfterMs: number): PositionHistory {
  const fixes: Fix[] = [];
  const label = (fix: Fix, monoNs: bigint): Fix | null => {
    const apart = apartMs(fix, monoNs);
    if (apart <= staleAfterMs) return fix;
    return apart <= staleAfterMs * goneAfter ? { ...fix, quality: "stale" } : null;
  };
  return {
    add(fix) {
      const newest = fixes.at(-1);
      if (newest && fix.monoNs < newest.monoNs) return;
      if (newest?.monoNs === fix.monoNs) fixes.pop();
      fixes.push(fix);
      if (fixes.length > maxFixes) fixes.shift();
    },
    latest(nowMonoNs) {
      const newest = fixes.at(-1);
      return newest ? label(newest, nowMonoNs) : null;
    },
    at(monoNs) {
      const next = fixes.findIndex((fix) => fix.monoNs >= monoNs);
      const after = next < 0 ? undefined : fixes[next];
      const before = next < 0 ? fixes.at(-1) : fixes[next - 1];
      if (after?.monoNs === monoNs) return after;
      if (before && after) {
        if (msOf(after.monoNs - before.monoNs) <= staleAfterMs) return between(before, after, monoNs);
        const nearest = apartMs(before, monoNs) <= apartMs(after, monoNs) ? before : after;
        return label(nearest, monoNs);
      }
      const only = before ?? after;
      return only ? label(only, monoNs) : null;
    },
  };
}

function apartMs(fix: Fix, monoNs: bigint): number {
  return Math.abs(msOf(monoNs - fix.monoNs));
}

/** Straight line between two fixes a moment apart; speed and course are those of the nearer one. */
function between(before: Fix, after: Fix, monoNs: bigint): Fix {
  const part = Number(monoNs - before.monoNs) / Number(after.monoNs - before.monoNs);
  // The shorter way around, also across the date line.
  const east = ((after.lon - before.lon + 540) % 360) - 180;
  const lon = before.lon + part * east;
  return {
    ...(part < 0.5 ? before : after),
    at: Math.round(before.at + part * (after.at - before.at)),
    monoNs,
    lat: before.lat + part * (after.lat - before.lat),
    lon: lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon,
    quality: rankOf[before.quality] < rankOf[after.quality] ? before.quality : after.quality,
  };
}
