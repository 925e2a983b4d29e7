// Faults from before the store is open: written down once it is, one row for each, with their own times.
import { expect, onTestFinished, test } from "vitest";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import { createFaultLedger, type FaultLedger } from "../../../src/unit/daemon/fault-ledger.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { idAt, testUnit } from "../../kit/samples/records.js";
import { testStore, type TestStore } from "../../kit/units/store.js";

const lost = { code: "CAMERA_LOST", subject: "front", severity: "warning", text: "no pictures" } as const;

interface Row {
  readonly id: string;
  readonly at: number;
  readonly open: boolean;
  readonly body: { readonly fault: Fault; readonly clearedAt: number | null };
}

interface Start {
  readonly ledger: FaultLedger;
  readonly faults: FaultLedger["faults"];
  readonly store: Store;
  /** What the archive holds, oldest first. */
  readonly rows: () => readonly Row[];
  /** `change faultId` of each message. */
  readonly told: () => readonly string[];
}

/** A start of the unit up to the moment at which the store opens. */
async function aStart(made: TestStore): Promise<Start> {
  const store = await openStore(made.options);
  onTestFinished(() => store.close());
  const ledger = createFaultLedger({
    clock: made.clock,
    log: memoryLog(),
    newId: () => idAt(),
    unit: () => testUnit,
  });
  const rows = (): readonly Row[] =>
    ([...store.upkeep.between("fault", 0, 1e15, 99)] as unknown as readonly Row[]).toReversed();
  const told = (): readonly string[] =>
    store.outbox.next(99, ["fault"]).map(({ body }) => {
      const { change, faultId } = JSON.parse(Buffer.from(body).toString()) as Record<string, string>;
      return `${change ?? ""} ${faultId ?? ""}`;
    });
  return { ledger, faults: ledger.faults, store, rows, told };
}

async function unit(): Promise<TestStore> {
  const made = await testStore();
  made.store.close();
  return made;
}

const idOf = ({ faults }: Start): string => faults.list()[0]?.id ?? "none stands";

test("one that stands is written once, with its own time", async () => {
  const made = await unit();
  const start = await aStart(made);
  const began = made.clock.now();
  start.faults.raise(lost);
  start.faults.raise({ ...lost, text: "still none" });
  await made.clock.advance(5_000);
  start.ledger.attach(start.store);
  expect(start.rows()).toMatchObject([
    { at: began, open: true, body: { fault: { text: "still none", since: began } } },
  ]);
  expect(start.told()).toEqual([`raised ${idOf(start)}`]);
});

test("one that is over is one row, with its own end; another of its kind is another", async () => {
  const made = await unit();
  const start = await aStart(made);
  const began = made.clock.now();
  start.faults.raise(lost);
  await made.clock.advance(1_000);
  start.faults.clear(lost.code, lost.subject);
  await made.clock.advance(90_000);
  start.faults.raise(lost);
  start.ledger.attach(start.store);
  expect(start.rows()).toMatchObject([
    { at: began, open: false, body: { clearedAt: began + 1_000 } },
    { at: began + 91_000, open: true, body: { clearedAt: null } },
  ]);
  const [first, second] = start.rows().map(({ id }) => id);
  expect(start.told()).toEqual([`raised ${first ?? ""}`, `cleared ${first ?? ""}`, `raised ${second ?? ""}`]);
});

test("one that went and came back within a minute is the same, and stands", async () => {
  const made = await unit();
  const start = await aStart(made);
  start.faults.raise(lost);
  start.faults.clear(lost.code, lost.subject);
  start.faults.raise(lost);
  start.ledger.attach(start.store);
  expect(start.rows()).toMatchObject([{ open: true, body: { clearedAt: null } }]);
});

/** A unit whose last run ended while the fault stood. */
async function withEarlier(): Promise<{ readonly made: TestStore; readonly before: Fault }> {
  const made = await unit();
  const first = await aStart(made);
  first.ledger.attach(first.store);
  first.faults.raise(lost);
  first.store.outbox.sent(
    first.store.outbox.next(99).map(({ seq }) => seq),
    made.clock.now(),
  );
  first.store.close();
  await made.clock.advance(600_000);
  return { made, before: first.faults.list()[0] ?? expect.fail("none stands") };
}

test("one that stood at the last end keeps its row; that it is graver now is written and told", async () => {
  const { made, before } = await withEarlier();
  const same = await aStart(made);
  same.faults.raise(lost);
  same.ledger.attach(same.store);
  expect([same.rows().length, same.told()]).toEqual([1, []]);
  same.store.close();
  const graver = await aStart(made);
  graver.faults.raise({ ...lost, severity: "critical" });
  graver.ledger.attach(graver.store);
  expect(graver.rows()).toMatchObject([
    { id: before.id, at: before.since, open: true, body: { fault: { severity: "critical" } } },
  ]);
  expect(graver.told()).toEqual([`changed ${before.id}`]);
});

test("one that stood at the last end, was found again and is over ends its row, and makes no other", async () => {
  const { made, before } = await withEarlier();
  const start = await aStart(made);
  start.faults.raise(lost);
  start.faults.clear(lost.code, lost.subject);
  const over = made.clock.now();
  await made.clock.advance(2_000);
  start.ledger.attach(start.store);
  expect(start.rows()).toMatchObject([{ id: before.id, open: false, body: { clearedAt: over } }]);
  expect(start.told()).toEqual([`cleared ${before.id}`]);
});
