import type { HitJson, ReadJson, LiveSnapshot } from "../../shared/web/api-types.js";
import type { RouteDeps } from "./context.js";
import { openNow, shownHit, unstoredAlerts, watchNow } from "./state.js";
import { alertJson, firstOfEncounters, readJson, visibleHits } from "./views.js";
import { errorText } from "../../shared/domain/error-text.js";

const maxOpen = 100;
const maxHits = 50;
const maxReads = 24;

/** The whole picture of the live page. When the store cannot be read, the alerts of this process are still there. */
export function snapshotOf(context: RouteDeps): LiveSnapshot {
  const status = context.status();
  const open = openNow(context);
  return {
    at: context.clock.now(),
    unit: context.unit,
    cameras: Object.fromEntries(status.cameras.map((camera) => [camera.id, camera.name])),
    position: status.position,
    hits: currentHits(context, open !== null),
    open,
    watch: watchNow(context),
    reads: orNone(context, () => recentReads(context)),
    faults: context.faults.list(),
  };
}

/** What waits for a verdict, however old, and the newest of the rest. */
function currentHits(context: RouteDeps, hasStore: boolean): readonly HitJson[] {
  const open = orNone(context, () => context.records.openEncounters(maxOpen));
  const waiting = new Set(open.map((view) => view.hit.encounterId));
  const others = orNone(context, () => context.records.hits({ covert: false, limit: maxHits })).filter(
    ({ hit }) => !waiting.has(hit.encounterId),
  );
  const known = new Set([...open, ...others].map((view) => view.hit.id));
  // Without a store, the alerts of this process are all there is.
  const unstored = (hasStore ? unstoredAlerts(context) : context.live.recent()).filter(
    (alert) => !known.has(alert.hit.id),
  );
  const all = [
    ...[...open, ...others].map((view) => shownHit(context, view)),
    ...unstored.map((alert) => alertJson(alert, null)),
  ];
  // Ids are UUIDv7, so their order is that of time.
  all.sort((a, b) => (a.id < b.id ? 1 : -1));
  return firstOfEncounters(all);
}

function recentReads(context: RouteDeps): readonly ReadJson[] {
  return context.records
    .newestReads(maxReads)
    .map((read) => readJson(read, visibleHits(context.records.hitsOf(read.id), false)));
}

function orNone<T>(context: RouteDeps, query: () => readonly T[]): readonly T[] {
  try {
    return query();
  } catch (error) {
    context.log.error("the store cannot be read for the page", {
      reason: errorText(error),
    });
    return [];
  }
}
