// Damages rows of hotlists as spreadsheets, commas, names, states and categories do, and counts plates that come into
// force although the source did not mean them. `undetected`: such plates although the damage shows. `lost`: right rows refused.
import { configSchema } from "../../src/unit/config/schema.js";
import { createRandom } from "../../test/kit/samples/list-rows.js";
import { damageRows } from "./lib/damage.js";
import type { DrillSettings, DrillResult } from "./main.js";

const standardRows = 100_000;

/** A source of this format with its defaults. */
function sourceOf(format: "csv" | "ncic") {
  const source = configSchema.parse({
    unit: { id: "drill", kind: "vehicle", name: "drill" },
    cameras: [{ id: "front", source: "none.mp4" }],
    hotlist: { sources: [{ id: "drill", format, timeZone: "UTC" }] },
  }).hotlist.sources[0];
  if (!source) throw new Error("no source");
  return source;
}

/** Runs the drill. */
export function run({ rounds, seed, json }: DrillSettings): Promise<DrillResult> {
  const rows = rounds ?? standardRows;
  const start = performance.now();
  const counts = damageRows(rows, createRandom(seed), sourceOf);
  if (!json) console.table(Object.fromEntries(counts));
  const of = (visibility: string, field: "bent" | "refused"): number =>
    [...counts.values()]
      .filter((one) => one.visibility === visibility)
      .reduce((sum, one) => sum + one[field], 0);
  return Promise.resolve({
    rounds: rows,
    announced: rows,
    lost: of("keep", "refused"),
    duplicated: 0,
    undetected: of("refuse", "bent") + of("keep", "bent"),
    seconds: Math.round((performance.now() - start) / 100) / 10,
  });
}
