// Nothing is deleted by the word of a clock alone: jumps of years, restarts, sources that differ, and a person's word.
import { describe, expect, onTestFinished, it } from "vitest";
import { agreeForMs, createTimeTrust, type TimeSource } from "../../../src/shared/domain/time-trust.js";
import type { Read } from "../../../src/shared/domain/types.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { confirmTime, timeStatus } from "../../../src/unit/store/time-commands.js";
import { createSpaceGuard } from "../../../src/unit/store/retention/space.js";
import { putReceipt } from "../../../src/unit/store/ledger/receipts.js";
import type { DeletionReceipt } from "../../../src/shared/evidence/receipt.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { aHit, aRead, aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";
import { onePass, TickClock } from "../../kit/units/retention.js";

const hour = 3_600_000;
const day = 24 * hour;
const years = 3 * 365 * day;
const built = Date.UTC(2025, 0, 1);
const boot = "boot-1";
const actor = { name: "tech", role: "technician", source: "cli" } as const;

type Unit = TestStore & { readonly trust: ReturnType<typeof createTimeTrust> };

/** A store nobody vouches for the time of. */
async function unit(
  given: { dir?: string; clock?: TickClock; bootId?: string; config?: object } = {},
): Promise<Unit> {
  const trust = createTimeTrust({ notBefore: built });
  const clock = given.clock ?? new TickClock();
  const made = await testStore({ bootId: boot, ...given, clock, trust });
  return { ...made, trust };
}

/** Sources tell the time for a while: each a true time plus its own error. */
async function hear(
  of: Unit,
  trueNow: () => number,
  errors: Partial<Record<TimeSource, number>>,
): Promise<void> {
  for (let ms = 0; ms <= agreeForMs; ms += 60_000) {
    for (const [source, error] of Object.entries(errors))
      of.trust.hear(source as TimeSource, trueNow() + error, of.clock.monoNs());
    await of.clock.advance(60_000);
  }
}

function handle(of: TestStore): StoreHandle {
  const opened = openStoreHandle({ dir: of.dir, unitKey, now: () => of.clock.now(), log: of.log });
  onTestFinished(() => opened.close());
  return opened;
}

/** A read taken now by the unit's clock. */
function readNow(of: TestStore) {
  return aRead({ capturedAt: { at: of.clock.now(), uncertaintyMs: 1_000, source: "system" } });
}

const waits = (of: TestStore): boolean => of.faults.list().some(({ code }) => code === "PURGE_WAITS");

describe("a clock three years ahead", () => {
  it("while running purges nothing, GPS right or silent, and is told before anything is due", async () => {
    const made = await unit();
    const read = readNow(made);
    await made.store.record(aRecord(read, [aHit(read)]));
    const plain = readNow(made);
    await made.store.record(aRecord(plain));
    const start = made.clock.now();
    const startNs = made.clock.monoNs();
    const trueNow = (): number => start + Number(made.clock.monoNs() - startNs) / 1e6;
    made.clock.step(years);
    await hear(made, trueNow, { gps: 0 });
    for (let n = 0; n < 4; n++) {
      await onePass(made);
      await made.clock.advance(hour);
    }
    expect(made.store.read(plain.id)).not.toBeNull();
    expect(made.store.hits({ limit: 5 })).toHaveLength(1);
    expect(made.faults.list().find(({ code }) => code === "PURGE_WAITS")).toMatchObject({
      severity: "critical",
    });
  });

  it("at the start, over restarts and reboots, purges nothing and is told", async () => {
    const first = await unit();
    const plain = readNow(first);
    await first.store.record(aRecord(plain));
    await onePass(first);
    first.store.close();
    for (const bootId of [boot, boot, "boot-2", "boot-3"]) {
      const clock = new TickClock(first.clock.now());
      await clock.advance(hour);
      clock.step(years);
      const again = await unit({ dir: first.dir, clock, bootId });
      for (let n = 0; n < 3; n++) {
        await onePass(again);
        await clock.advance(hour);
      }
      expect(again.store.read(plain.id)).not.toBeNull();
      expect(waits(again)).toBe(true);
      again.store.close();
    }
    expect(first.dir).not.toBe("");
  });

  it("does not put off what is due: two sources vouch for the true time, and that counts", async () => {
    const made = await unit();
    const old = readNow(made);
    await made.store.record(aRecord(old));
    const start = made.clock.now();
    const startNs = made.clock.monoNs();
    const trueNow = (): number => start + Number(made.clock.monoNs() - startNs) / 1e6;
    await hear(made, trueNow, { gps: 0, centre: 900 });
    await onePass(made);
    await made.clock.advance(31 * day);
    made.clock.step(years);
    const young = readNow(made);
    await made.store.record(aRecord(young));
    await onePass(made);
    expect(made.store.read(old.id)).toBeNull();
    expect(made.store.read(young.id)).not.toBeNull();
    expect(waits(made)).toBe(false);
    await made.clock.advance(29 * day);
    await onePass(made);
    expect(made.store.read(young.id)).not.toBeNull();
    await made.clock.advance(2 * day);
    await onePass(made);
    expect(made.store.read(young.id)).toBeNull();
    expect(verifyChain({ ...handle(made), pictures: true }).findings).toEqual([]);
  });
});

it("reads of a clock years behind count from when they were written, not from their stamp", async () => {
  const clock = new TickClock();
  const made = await unit({ clock });
  clock.step(-2 * 365 * day);
  const read = readNow(made);
  await made.store.record(aRecord(read));
  await onePass(made);
  clock.step(2 * 365 * day);
  await hear(made, () => clock.now(), { gps: 0, ntp: 0 });
  await onePass(made);
  expect(made.store.read(read.id)).not.toBeNull();
  const lines = made.store.auditEvents(100, null).length;
  expect(lines).toBeGreaterThan(0);
  await clock.advance(29 * day);
  await onePass(made);
  expect(made.store.read(read.id)).not.toBeNull();
  await clock.advance(2 * day);
  await onePass(made);
  expect(made.store.read(read.id)).toBeNull();
  expect(made.store.auditEvents(100, null).some(({ event }) => event === "retention.purge")).toBe(true);
});

it("PURGE_WAITS comes before the first read is due, and goes when a person vouches", async () => {
  const made = await unit();
  const read = readNow(made);
  await made.store.record(aRecord(read));
  await made.clock.advance(hour);
  await onePass(made);
  await made.clock.advance(20 * day);
  await onePass(made);
  expect(waits(made)).toBe(false);
  await made.clock.advance(8 * day);
  await onePass(made);
  expect(waits(made)).toBe(true);
  await made.clock.advance(3 * day);
  await onePass(made);
  expect(made.store.read(read.id)).not.toBeNull();
  const opened = handle(made);
  const here = { monoNs: made.clock.monoNs(), boot };
  expect(() => confirmTime(opened, { now: made.clock.now() + hour, why: "watch", actor, ...here })).toThrow(
    /your watch says/,
  );
  expect(timeStatus(opened, here).why).toBe("no source tells the time");
  confirmTime(opened, { now: made.clock.now() + 60_000, why: "watch of the sergeant", actor, ...here });
  await made.clock.advance(10_000);
  await onePass(made);
  expect(waits(made)).toBe(false);
  expect(timeStatus(opened, here)).toMatchObject({ waits: null, why: null, person: { who: "tech" } });
  expect(made.store.auditEvents(20, null).some(({ event }) => event === "time.confirm")).toBe(true);
  // It was written in the first hour, so it is due.
  expect(made.store.read(read.id)).toBeNull();
});

it("PURGE_WAITS goes by what a clock ahead stamped, and by when it was written at the latest", async () => {
  const clock = new TickClock();
  const made = await unit({ clock });
  const { dir } = made;
  const start = clock.now();
  const startNs = clock.monoNs();
  const trueNow = (): number => start + Number(clock.monoNs() - startNs) / 1e6;
  clock.step(40 * day);
  const read = readNow(made);
  await made.store.record(aRecord(read));
  await hear(made, trueNow, { gps: 0, ntp: 0 });
  await onePass(made);
  clock.step(-40 * day);
  await onePass(made);
  made.store.close();
  const later = await unit({ dir, clock, bootId: "00000000-0000-4000-8000-00000000000b" });
  for (const [days, isTold] of [
    [20, false],
    [8, true],
  ] as const) {
    await clock.advance(days * day);
    await onePass(later);
    expect(waits(later), String(days)).toBe(isTold);
  }
  expect(later.store.read(read.id)).not.toBeNull();
});

it.each([
  ["at once, also where an earlier vouch holds and the hour is not over", 0n],
  ["with the next look where the command's clock is a hundredth of a second ahead", 10_000_000n],
])("a person's word counts %s", async (_when, aheadNs) => {
  const made = await unit();
  const read = readNow(made);
  await made.store.record(aRecord(read));
  made.trust.vouch({ at: made.clock.now(), monoNs: made.clock.monoNs(), by: ["gps", "ntp"] });
  const turn = async (): Promise<void> => {
    let isOver = false;
    const done = made.store.retention.turn(new AbortController().signal).finally(() => (isOver = true));
    while (!isOver) await made.clock.advance(1);
    await done;
  };
  await turn();
  made.clock.step(years);
  await turn();
  expect(made.store.read(read.id)).not.toBeNull();
  // The word comes after the last vouch that was noted.
  await made.clock.advance(1_000);
  const here = { monoNs: made.clock.monoNs() + aheadNs, boot };
  confirmTime(handle(made), { now: made.clock.now(), why: "radio clock", actor, ...here });
  await turn();
  if (aheadNs > 0n) await made.clock.advance(10_000);
  if (aheadNs > 0n) await turn();
  expect(made.store.read(read.id)).toBeNull();
});

it("a person's word ends with the boot it was given in", async () => {
  const first = await unit();
  confirmTime(handle(first), {
    now: first.clock.now(),
    why: "watch",
    actor,
    monoNs: first.clock.monoNs(),
    boot,
  });
  await first.clock.advance(1_000);
  await onePass(first);
  expect(first.trust.utcAt(first.clock.monoNs())).not.toBeNull();
  first.store.close();
  const same = await unit({ dir: first.dir, clock: first.clock as TickClock });
  await onePass(same);
  expect(same.trust.utcAt(same.clock.monoNs())).toBe(same.clock.now());
  same.store.close();
  const next = await unit({ dir: first.dir, bootId: "boot-2" });
  await onePass(next);
  expect(next.trust.utcAt(next.clock.monoNs())).toBeNull();
});

it("verify names a purge that went by a jumped clock", async () => {
  const made = await testStore({ clock: new TickClock() });
  await made.store.record(aRecord(aRead()));
  const opened = handle(made);
  const receipt: Omit<DeletionReceipt, "at"> = {
    ...{ version: 1, gone: "records", reason: "retention", class: "read", unsent: 0 },
    ...{ count: 40, links: [], firstAt: 1, lastAt: 2 },
  };
  const at = made.clock.now() + years;
  opened.evidence.write(() => putReceipt(opened.evidence, opened.keys, { ...receipt, at }));
  const { findings } = verifyChain({ ...opened, pictures: false });
  expect(findings).toMatchObject([{ kind: "receipt", problem: "early" }]);
  expect(findings[0].text).toContain("40 records were purged right after the clock went from 2026-01-15");
});

it("space takes the oldest pictures first, whatever day a wrong clock wrote on them", async () => {
  const made = await testStore({ clock: new TickClock(), config: { space: { pictures: "2G" } } });
  const reads: Read[] = [];
  // A batch takes ten.
  for (const step of [...Array<number>(10).fill(0), -years]) {
    made.clock.step(step);
    reads.push(readNow(made));
    await made.store.record(aRecord(reads.at(-1)));
  }
  const opened = handle(made);
  const { evidence } = opened;
  const currentDb = { current: () => evidence, run: <T>(work: (s: typeof evidence) => T) => work(evidence) };
  const free = [1e9, 3e9];
  const guard = createSpaceGuard({
    currentDb: { ...currentDb, replace: () => undefined, close: () => undefined },
    ...{ keys: opened.keys, pictures: opened.pictures },
    checkpointer: { wake: () => undefined, catchUp: () => Promise.resolve() },
    floors: { ...made.options.config.space, reads: 1, hits: 1 },
    clock: Object.assign(made.clock, { sleep: () => Promise.resolve() }),
    log: made.log,
    faults: made.faults,
    free: () => Promise.resolve(free.shift() ?? 3e9),
  });
  evidence.db.prepare("DELETE FROM outbox").run();
  await guard.check(new AbortController().signal);
  const kept = await Promise.all(reads.map(({ id }) => made.store.picture(`${id}.1.plate`)));
  expect(kept.map((picture) => picture !== null)).toEqual([...Array<boolean>(10).fill(false), true]);
});
