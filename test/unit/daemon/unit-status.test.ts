import { expect, it } from "vitest";
import type { Base } from "../../../src/unit/daemon/base.js";
import type { Lists } from "../../../src/unit/daemon/hotlists.js";
import type { Outputs } from "../../../src/unit/daemon/outputs.js";
import type { MachineWatch } from "../../../src/unit/health/machine-watch.js";
import type { Sensing } from "../../../src/unit/daemon/sensing.js";
import { createUnitStatus } from "../../../src/unit/daemon/unit-status.js";
import type { ErrorCode } from "../../../src/shared/domain/faults/errors.js";
import { isWatching } from "../../../src/unit/core/watching.js";
import { builtAt, createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** What the unit's page is told when its parts say these things of themselves. */
function statusWith(said: {
  readonly store: boolean;
  readonly list: boolean | null;
  readonly fault?: { readonly code: ErrorCode; readonly subject: string };
}) {
  const faults = memoryFaults();
  if (said.fault) faults.raise({ ...said.fault, severity: "critical", text: "" });
  const clock = new FakeClock();
  const base = {
    config: { store: { dir: scratchFolder() } },
    clock,
    trust: createTimeTrust({ notBefore: builtAt }),
    store: { encrypted: () => said.store, outbox: { counts: () => ({}) } },
    faults,
  } as unknown as Base;
  const cameras = ["front", "rear"].map((id) => ({ id, state: "live" }));
  const vision = { status: () => ({ cameras, running: true, restarts: 0, rssMb: null }) };
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

it.each([
  ["CAMERA_BLIND", "rear", [true, false]],
  ["CAMERA_DARK", "front", [false, true]],
  ["CAMERA_DIRTY", "front", [true, true]],
] as const)("%s of %s: which cameras are said to see", (code, subject, seeing) => {
  const status = statusWith({ store: true, list: null, fault: { code, subject } });
  expect(status.cameras.map((camera) => camera.seeing)).toEqual(seeing);
  expect(isWatching(status)).toBe(true);
  const [one] = status.cameras.filter(({ id }) => id === subject);
  expect(isWatching({ ...status, cameras: one ? [one] : [] })).toBe(code === "CAMERA_DIRTY");
});
