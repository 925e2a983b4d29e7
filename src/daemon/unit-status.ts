import { positionAt } from "../core/read.js";
import type { UnitStatus } from "../core/status.js";
import { freeBytes } from "../os/disk.js";
import type { Foundation } from "./foundation.js";
import type { Lists } from "./lists.js";
import type { Outside } from "./outside.js";
import type { Sight } from "./sight.js";

/** The whole unit at this moment, for the page and the status message. */
export function unitStatus(
  foundation: Foundation,
  parts: { sight: Sight; lists: Lists; outside: Outside },
  startedAt: number,
): UnitStatus {
  const { config, unit, version, clock, store } = foundation;
  const { sight, lists, outside } = parts;
  const now = clock.monoNs();
  const fix = sight.gps.latest();
  const stamped = sight.time.stamp(now);
  const { cameras, running, restarts, rssMb } = sight.vision.status();
  const upload = outside.uploader?.status();
  return {
    unit,
    version,
    startedAt,
    cameras: cameras.map(({ id, name, state, fps, dropped, lastFrameAgeMs }) => ({
      id,
      name,
      state,
      fps,
      dropped,
      lastFrameAgeMs,
    })),
    vision: { running, restarts, rssMb },
    clock: { source: stamped.source, uncertaintyMs: stamped.uncertaintyMs },
    position: fix ? positionAt(fix, now) : null,
    hotlists: lists.status(),
    upload: upload ? { connected: upload.state === "connected", ...store.outbox.counts() } : null,
    store: { encrypted: true, freeBytes: freeBytes(config.store.dir) },
  };
}
