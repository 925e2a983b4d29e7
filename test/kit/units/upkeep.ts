// What keeps a unit in order over a real store: the board of faults, the supervisor, the desk.
import { onTestFinished } from "vitest";
import { v7 } from "uuid";
import { configSchema } from "../../../src/unit/config/schema.js";
import { createFaultLedger } from "../../../src/unit/daemon/fault-ledger.js";
import { openUpkeep, type TourStatus } from "../../../src/unit/daemon/upkeep.js";
import { isSeeing } from "../../../src/unit/core/watching.js";
import type { OutboxItem } from "../../../src/unit/core/outbox.js";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import { msSince } from "../../../src/shared/domain/elapsed.js";
import type { NewId } from "../../../src/shared/domain/ports.js";
import type { StampedTime } from "../../../src/shared/domain/types.js";
import { testUnit } from "../samples/records.js";
import type { FakeClock } from "../doubles/clock.js";
import { testStore } from "./store.js";

const live = (faults: readonly Fault[]): TourStatus => ({
  cameras: ["front", "rear"].map((id) => {
    const camera = { id, name: id, state: "live", fps: 15, dropped: 0, lastFrameAgeMs: 50 } as const;
    return { ...camera, seeing: isSeeing(camera, faults) };
  }),
  vision: { running: true, restarts: 0, rssMb: 200 },
  position: null,
});

/** What the wall clock says, as one that nothing stands behind. */
export const stampOf = (clock: FakeClock, monoNs: bigint): StampedTime => {
  return { at: clock.now() - msSince(clock, monoNs), uncertaintyMs: 1_000, source: "system" };
};

/** Starts it; `dir` and `clock` of an earlier one make the next start of the same unit. */
export async function startUpkeep(given: {
  /** What tours count; a front and a rear camera that see when left out. */
  readonly status?: () => TourStatus;
  readonly yaml?: object;
  readonly supervisor?: object;
  readonly dir?: string;
  readonly clock?: FakeClock;
  /** What tells the time of tours; the wall clock when left out. */
  readonly stamp?: (monoNs: bigint) => StampedTime;
  /** Ids by the clock, as the daemon makes them; by the machine's when left out. */
  readonly newId?: (clock: FakeClock) => NewId;
  /** No true time lies before it; none when left out. */
  readonly notBefore?: number;
}) {
  const made = await testStore({
    ...(given.dir ? { dir: given.dir } : {}),
    ...(given.clock ? { clock: given.clock } : {}),
  });
  const { store, clock, log, dir } = made;
  const newId = given.newId?.(clock) ?? ((): string => v7());
  const ledger = createFaultLedger({ clock, log, newId, unit: () => testUnit });
  ledger.attach(store);
  const config = configSchema.parse({
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    cameras: [{ id: "front", source: "/dev/video0" }],
    ...given.yaml,
    ...(given.supervisor ? { supervisor: given.supervisor } : {}),
  });
  const stop = new AbortController();
  const parts = openUpkeep(
    {
      ...{
        store,
        clock,
        log,
        newId,
        ledger,
        config,
        unit: testUnit,
        faults: ledger.faults,
        notBefore: given.notBefore ?? 0,
      },
      onFault: (listener) => ledger.onFault(listener),
    },
    {
      status: given.status ?? (() => live(ledger.faults.list())),
      stamp: given.stamp ?? ((monoNs) => stampOf(clock, monoNs)),
    },
    null,
  );
  const { upkeep, services } = parts;
  const running = [...services, ...ledger.services].map((service) => service.run(stop.signal));
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.all(running);
    store.close();
  };
  onTestFinished(() => stop.abort());
  /** Fault messages that wait, oldest first. */
  const messages = (): readonly Record<string, unknown>[] =>
    store.outbox
      .next(100, ["fault"])
      .map(({ body }: OutboxItem) => JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>);
  return {
    ...made,
    parts,
    dir,
    ledger,
    faults: ledger.faults,
    upkeep: { ...upkeep, aim: () => null },
    end,
    messages,
  };
}
