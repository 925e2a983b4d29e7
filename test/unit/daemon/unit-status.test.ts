import { expect, it } from "vitest";
import type { Foundation } from "../../../src/unit/daemon/base.js";
import type { Lists } from "../../../src/unit/daemon/hotlists.js";
import type { Outside } from "../../../src/unit/daemon/outside.js";
import type { Sight } from "../../../src/unit/daemon/sight.js";
import { createUnitStatus } from "../../../src/unit/daemon/unit-status.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** What the unit's page is told when its parts say these things of themselves. */
function statusWith(said: { readonly store: boolean; readonly list: boolean | null }) {
  const clock = new FakeClock();
  const foundation = {
    config: { store: { dir: scratchFolder() } },
    clock,
    store: { encrypted: () => said.store, outbox: { counts: () => ({}) } },
    faults: memoryFaults(),
  } as unknown as Foundation;
  const vision = { status: () => ({ cameras: [], running: true, restarts: 0, rssMb: null }) };
  const sight = {
    gps: { latest: () => null },
    time: { stamp: () => ({ source: "gps", uncertaintyMs: 1 }) },
    vision,
  } as unknown as Sight;
  const list = { id: "a", entries: 1, importedAt: null, stale: false, encrypted: said.list };
  const parts = { sight, lists: { status: () => [list] } as unknown as Lists, outside: {} as Outside };
  return createUnitStatus(foundation, () => parts, clock.now())();
}

it.each([
  { store: true, list: true },
  { store: false, list: null },
  { store: true, list: false },
])("says of files on the disk what those who have them open measured: %o", (said) => {
  const { store, hotlists } = statusWith(said);
  expect({ store: store.encrypted, list: hotlists[0]?.encrypted }).toEqual(said);
});
