// Two sources that lie together, or a unit that was off for months: deletion leaves the leap out for seven days.
import { expect, it } from "vitest";
import { createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { confirmTime } from "../../../src/unit/store/time-commands.js";
import { aRead, aRecord } from "../../kit/samples/records.js";
import { onePass, TickClock } from "../../kit/units/retention.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const day = 86_400_000;
const built = Date.UTC(2025, 0, 1);
const actor = { name: "tech", role: "technician", source: "cli" } as const;

/** A store whose time two sources vouch for, `errorMs` off its clock. */
async function vouched(errorMs: number, given: { dir?: string; clock?: TickClock; bootId?: string } = {}) {
  const clock = given.clock ?? new TickClock();
  const trust = createTimeTrust({ notBefore: built });
  const made = await testStore({ bootId: "boot-1", ...given, clock, trust });
  const sayFor = async (offMs: number): Promise<void> => {
    for (let n = 0; n <= 10; n++) {
      for (const source of ["gps", "ntp"] as const) trust.hear(source, clock.now() + offMs, clock.monoNs());
      await clock.advance(60_000);
    }
  };
  await sayFor(errorMs);
  await onePass(made);
  return { ...made, clock, sayFor };
}

/** Records a read, and has the service look at the time: what no look came after counts from the next vouched time. */
async function recordNow(made: TestStore): Promise<string> {
  const { store, clock } = made;
  const read = aRead({ capturedAt: { at: clock.now(), uncertaintyMs: 1_000, source: "ntp" } });
  await store.record(aRecord(read));
  await onePass(made);
  return read.id;
}
const told = ({ faults }: TestStore) => faults.list().find(({ code }) => code === "PURGE_WAITS");

it("goes on by the time that certainly passed for seven days after two sources leapt, also over a restart", async () => {
  const first = await vouched(0);
  const old = await recordNow(first);
  await first.clock.advance(26 * day);
  await onePass(first);
  const young = await recordNow(first);
  await first.sayFor(900 * day);
  await onePass(first);
  expect(first.store.read(old)).not.toBeNull();
  expect(told(first)).toMatchObject({ severity: "critical" });
  expect(told(first)?.text).toContain("the time went on at once from 2026-");
  first.store.close();
  const again = await vouched(900 * day, { dir: first.dir, clock: first.clock });
  expect([again.store.read(old), again.store.read(young)]).not.toContain(null);
  await again.clock.advance(5 * day);
  await onePass(again);
  expect(again.store.read(old)).toBeNull();
  expect(again.store.read(young)).not.toBeNull();
  await again.clock.advance(2 * day);
  await onePass(again);
  expect(again.store.read(young)).toBeNull();
  expect(told(again)).toBeUndefined();
});

it("ends what is over of a unit that was off for months, a week after it came back", async () => {
  const first = await vouched(0);
  const id = await recordNow(first);
  first.store.close();
  const clock = new TickClock(first.clock.now() + 120 * day);
  const later = await vouched(0, { dir: first.dir, clock, bootId: "boot-2" });
  expect(later.store.read(id)).not.toBeNull();
  expect(told(later)).toBeDefined();
  await clock.advance(7 * day);
  await onePass(later);
  expect(later.store.read(id)).toBeNull();
});

it("a person's word ends the wait at once", async () => {
  const made = await vouched(0);
  const id = await recordNow(made);
  made.clock.step(90 * day);
  await made.sayFor(0);
  await onePass(made);
  expect(made.store.read(id)).not.toBeNull();
  const { dir, clock, log } = made;
  await clock.advance(1_000);
  const handle = openStoreHandle({ dir, unitKey, now: () => clock.now(), log });
  const here = { monoNs: clock.monoNs(), boot: "boot-1" };
  confirmTime(handle, { now: clock.now(), why: "radio clock", actor, ...here });
  handle.close();
  await onePass(made);
  expect(made.store.read(id)).toBeNull();
  expect(told(made)).toBeUndefined();
});
