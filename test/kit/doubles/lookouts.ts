import { v7 } from "uuid";
import { createLookouts, type LookoutsDeps } from "../../../src/unit/hotlist/lookout/lookouts.js";
import { entryOfRow } from "../../../src/unit/hotlist/list-file/entry.js";
import { lookoutSource } from "../../../src/shared/domain/lookout.js";
import type { HotlistEntry } from "../../../src/shared/domain/types.js";
import type { Lookouts } from "../../../src/unit/core/lookouts.js";
import { hotlistConfig } from "../units/hotlist-config.js";
import { FakeClock } from "./clock.js";
import { memoryLog } from "./log.js";

/** Watches in memory, kept as a list keeps them. */
export function memoryLookouts(now: () => number, over: Partial<LookoutsDeps> = {}): Lookouts {
  let entries: readonly HotlistEntry[] = [];
  return createLookouts({
    library: {
      watched: () => entries,
      earlier: () => ({ found: 1_243, written: 100 }),
      writeWatched(rows) {
        entries = rows.map((row) => entryOfRow(row, lookoutSource));
        return Promise.resolve();
      },
    },
    config: hotlistConfig({ sources: [] }),
    clock: Object.assign(new FakeClock(), { now }),
    isVouched: () => true,
    notBefore: 0,
    newId: () => v7(),
    onChange: () => undefined,
    log: memoryLog(),
    kept: true,
    ...over,
  }).desk;
}
