// The parts of a daemon that time concerns, on the clocks and sources of a world.
import { v7 } from "uuid";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { createCentreTime, type CentreTime } from "../../../src/unit/core/time/centre-time.js";
import { builtAt, createTimeTrust, type TimeTrust } from "../../../src/shared/domain/time-trust.js";
import { newestRecordAt } from "../../../src/unit/daemon/sensing.js";
import { createTimeKeeper, type TimeKeeper } from "../../../src/unit/health/time-keeper.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import type { Sources, WorldClock } from "./clock-world.js";
import { memoryFaults, type MemoryFaults } from "../../../test/kit/doubles/faults.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";

import { testUnit } from "../../../test/kit/samples/records.js";

const day = 86_400_000;
/** How long a read and one with a hit are kept. */
export const spans = { read: day, hit: 2 * day } as const;
export const unitKey = Buffer.alloc(32, 5);
const defaults = storeSchema.parse({});
const config = {
  ...defaults,
  retention: { ...defaults.retention, ...spans, historicalHit: 2 * day, audit: 3 * day },
  space: { pictures: 1, reads: 1, hits: 1 },
};

export interface Unit {
  readonly store: Store;
  readonly trust: TimeTrust;
  readonly keeper: TimeKeeper;
  readonly centre: CentreTime;
  readonly faults: MemoryFaults;
}

export interface UnitWorld {
  readonly dir: string;
  readonly clock: WorldClock;
  readonly sources: Sources;
  /** A step of the clock went into the audit trail. */
  readonly onStep: () => void;
}

/** The daemon starts. */
export async function openUnit({ dir, clock, sources, onStep }: UnitWorld): Promise<Unit> {
  const faults = memoryFaults();
  const trust = createTimeTrust({ notBefore: builtAt });
  const store = await openStore({
    ...{ dir, unitKey, config, clock, faults, trust, log: quiet },
    unit: testUnit,
    newId: () => v7({ msecs: clock.trueMs }),
    bootId: clock.boot,
  });
  const hosts = ["broker.police.example", "lists.police.example"];
  const centre = createCentreTime({ trust, hosts, gpsHost: null });
  const keeper = createTimeKeeper({
    ...{ clock, faults, trust, log: quiet },
    audit: {
      append: (event) => {
        if (event.event === "clock-step") onStep();
        store.append(event);
      },
    },
    gpsOffset: () =>
      sources.gpsErrorMs === null
        ? null
        : { offsetMs: clock.trueMs + sources.gpsErrorMs - clock.now(), uncertaintyMs: 300, ageMs: 0 },
    ntpSynchronised: () => Promise.resolve(sources.ntpErrorMs !== null),
    ntpKin: () => Promise.resolve(centre.kinOf(sources.server())),
    newestRecordAt: newestRecordAt(store),
    doubt: { beforeStartMs: store.clockMovedBeforeStart(), sinceVouchedMs: () => store.clockDoubtMs() },
    bootId: clock.boot,
    notBefore: builtAt,
  });
  return { store, trust, keeper, centre, faults };
}
