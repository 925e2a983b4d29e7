import { expect, it } from "vitest";
import type { Base } from "../../../src/unit/daemon/base.js";
import type { Lists } from "../../../src/unit/daemon/hotlists.js";
import type { Outputs } from "../../../src/unit/daemon/outputs.js";
import type { MachineWatch } from "../../../src/unit/health/machine-watch.js";
import type { Sensing } from "../../../src/unit/daemon/sensing.js";
import { createUnitStatus } from "../../../src/unit/daemon/unit-status.js";
import { builtAt, createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** What the unit's page is told when its parts say these things of themselves. */
function statusWith(said: { readonly store: boolean; readonly list: boolean | null }) {
  const clock = new FakeClock();
  const base = {
    config: { store: { dir: scratchFolder() } },
    clock,
    trust: createTimeTrust({ notBefore: builtAt }),
    store: { encrypted: () => said.store, outbox: { counts: () => ({}) } },
    faults: memoryFaults(),
  } as unknown as Base;
  const vision = { status: () => ({ cameras: [], running: true, restarts: 0, rssMb: null }) };
  const sensing = {
    gps: { latest: () => null },
    time: { stamp: () => ({ source: "gps", uncertaintyMs: 1 }) },
    vision,
  } as unknown as Sensing;
  const list = { id: "a", entries: 1, importedAt: null, stale: false, encrypted: said.list };
  const machine = { status: () => null } as unknown as MachineWatch;
  const parts = {
    machine,
    sensing,
    lists: { status: () => [list] } as unknown as Lists,
    outputs: {} as Outputs,
  };
  return createUnitStatus(base, () => parts, clock.now())();
}

it.each([
  { store: true, list: true },
  { store: false, list: null },
  { store: true, list: false },
])("says of files on the disk what those who have them open measured: %o", (said) => {
  const { store, hotlists } = statusWith(said);
  expect({ store: store.encrypted, list: hotlists[0]?.encrypted }).toEqual(said);
});
