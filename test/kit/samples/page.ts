// What the live page is told, for tests of its logic without a browser.
import type { HitJson, LiveSnapshot } from "../../../src/shared/web/api-types.js";
import { alertJson } from "../../../src/unit/console/views.js";
import type { Alert } from "../../../src/shared/domain/types.js";
import type { Priority } from "../../../src/shared/domain/categories.js";
import { aHit, aRead, anEntry, testTime, testUnit } from "./records.js";

/** An alert `index` milliseconds after `testTime`; ids are ordered by it. */
export function anAlert(priority: Priority, index = 0, over: Partial<Alert> = {}): HitJson {
  const at = testTime + index;
  const read = aRead({ capturedAt: { at, uncertaintyMs: 1, source: "gps" } });
  const hit = aHit(read, { entry: anEntry({ priority }) });
  return alertJson({ hit, read, recorded: true, kind: "new", raisedAt: at, ...over }, null);
}

/** The whole picture with these hits. */
export function aSnapshot(hits: readonly HitJson[]): LiveSnapshot {
  const state = { open: null, watch: { watching: true, seeing: 1, total: 1 } };
  return { at: testTime, unit: testUnit, cameras: {}, position: null, hits, reads: [], faults: [], ...state };
}
