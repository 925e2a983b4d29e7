// What every page knows of the unit at any moment, locked or not: what waits for a verdict, and whether anything is watched.
import type { HitView, OpenCounts } from "../core/evidence-queries.js";
import type { Alert, Millis } from "../../shared/domain/types.js";
import { isWatching } from "../core/watching.js";
import type { HitJson, LockedJson, WatchJson } from "../../shared/web/api-types.js";
import type { RouteDeps } from "./context.js";
import { hitJson } from "./views.js";
import { errorText } from "../../shared/domain/error-text.js";

type StateDeps = Pick<RouteDeps, "records" | "live" | "log" | "status">;

/** Alerts of this process that the store does not have: they wait for a person too. */
export function unstoredAlerts({ records, live }: Pick<StateDeps, "records" | "live">): readonly Alert[] {
  const isStored = (alert: Alert): boolean => {
    try {
      return records.hit(alert.hit.id) !== null;
    } catch {
      return false;
    }
  };
  return live.recent().filter((alert) => !alert.recorded && alert.kind !== "cancelled" && !isStored(alert));
}

/** All encounters that wait for a verdict; null when the store cannot say. */
export function openNow(deps: StateDeps): OpenCounts | null {
  try {
    const counts = { ...deps.records.openCounts() };
    for (const { hit } of unstoredAlerts(deps)) counts[hit.entry.priority]++;
    return counts;
  } catch (error) {
    deps.log.error("the store cannot say which hits are unverified", {
      reason: errorText(error),
    });
    return null;
  }
}

/** A stored hit as the page shows it now. */
export function shownHit({ live, verdicts }: Pick<RouteDeps, "live" | "verdicts">, view: HitView): HitJson {
  const { id } = view.hit;
  return hitJson(view, { alert: live.lastAlert(id), check: verdicts.checks.find(id) });
}

/** How many of the cameras see, and whether any of them is being read. */
export function watchNow({ status }: Pick<StateDeps, "status">): WatchJson {
  const now = status();
  const seeing = now.cameras.filter((camera) => camera.seeing).length;
  return { watching: isWatching(now), seeing, total: now.cameras.length };
}

/** What the unit's clock says, and what GPS, the network or the centre do, where that differs. */
export function timesNow({ clock, status }: Pick<RouteDeps, "clock" | "status">): readonly Millis[] {
  const now = clock.now();
  const { at, sources } = status().time;
  return [now, ...(at === null ? [] : [at]), ...sources.map(({ aheadMs }) => now + aheadMs)];
}

/** What tokens expire by: the time that is vouched for, or else the latest that any clock says. */
export function timeOfTokens(deps: Pick<RouteDeps, "clock" | "status">): Millis {
  return deps.status().time.at ?? Math.max(...timesNow(deps));
}

/** What a locked screen may show: counts, place and faults, no plate and no name. */
export function lockedNow(context: RouteDeps): LockedJson {
  return {
    at: context.clock.now(),
    position: context.status().position,
    open: openNow(context),
    watch: watchNow(context),
    faults: context.faults.list(),
  };
}
