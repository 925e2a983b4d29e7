import type { HitJson, ReadJson, Snapshot } from "./api-types.js";
import type { Context } from "./context.js";
import { alertJson, firstOfEncounters, hitJson, readJson, visibleHits } from "./views.js";

const maxHits = 50;
const maxReads = 24;

/** The whole picture of the live page. When the store cannot be read, the alerts of this process are still there. */
export function snapshotOf(context: Context): Snapshot {
  const status = context.status();
  return {
    at: context.clock.now(),
    unit: context.unit,
    cameras: Object.fromEntries(status.cameras.map((camera) => [camera.id, camera.name])),
    position: status.position,
    hits: currentHits(context),
    reads: orNone(context, () => recentReads(context)),
    faults: context.faults.list(),
  };
}

function currentHits(context: Context): readonly HitJson[] {
  const stored = orNone(context, () => context.records.hits({ limit: maxHits })).filter(
    (view) => !view.hit.entry.covert,
  );
  const known = new Set(stored.map((view) => view.hit.id));
  const unstored = context.live.recent().filter((alert) => !known.has(alert.hit.id));
  const all = [
    ...stored.map((view) => hitJson(view, context.live.lastAlert(view.hit.id))),
    ...unstored.map((alert) => alertJson(alert, null)),
  ];
  // Ids are UUIDv7, so their order is that of time.
  all.sort((a, b) => (a.id < b.id ? 1 : -1));
  return firstOfEncounters(all).slice(0, maxHits);
}

function recentReads(context: Context): readonly ReadJson[] {
  return context.records
    .newestReads(maxReads)
    .map((read) => readJson(read, visibleHits(context.records.hitsOf(read.id), false)));
}

function orNone<T>(context: Context, query: () => readonly T[]): readonly T[] {
  try {
    return query();
  } catch (error) {
    context.log.error("the store cannot be read for the page", {
      reason: error instanceof Error ? error.message : String(error),
    });
    return [];
  }
}
