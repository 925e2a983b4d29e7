// Reads whose clock was not set get their time once their boot knows it: a further revision, and both stamps are kept.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import type { Alert, Hit, Read } from "../../../src/shared/domain/types.js";
import type { AlertMessage, HitMessage, ReadMessage } from "../../../src/shared/protocol/message-schemas.js";
import { createRestamper } from "../../../src/unit/daemon/restamp.js";
import { createTimeKeeper } from "../../../src/unit/health/time-keeper.js";
import { exportPackage } from "../../../src/unit/store/export/export.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { aHit, anEntry, aRead, aRecord, testUnit } from "../../kit/samples/records.js";
import { onePass, TickClock } from "../../kit/units/retention.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { someone, testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const hour = 3_600_000;
const day = 24 * hour;
const trueStart = Date.UTC(2026, 10, 20, 8);
const boot = "boot-1";

/** A unit whose clock says 1970, as after a flat battery; the true time is known to the test alone. */
async function unitOf1970(given: { dir?: string; bootId?: string; clock?: TickClock } = {}) {
  const clock = given.clock ?? new TickClock();
  if (!given.clock) clock.step(60_000 - clock.now());
  const trust = createTimeTrust({ notBefore: Date.UTC(2025, 0, 1) });
  const bootId = given.bootId ?? boot;
  const made = await testStore({ ...given, clock, trust, bootId });
  const startMs = Number(clock.monoNs()) / 1e6;
  const trueNow = (): number => trueStart + Number(clock.monoNs()) / 1e6 - startMs;
  const time = createTimeKeeper({
    ...{ clock, log: made.log, faults: made.faults, audit: made.store, trust, bootId },
    gpsOffset: () => null,
    ntpSynchronised: () => Promise.resolve(false),
    ntpKin: () => Promise.resolve([]),
    newestRecordAt: null,
    doubt: { beforeStartMs: null, sinceVouchedMs: () => 0 },
    notBefore: Date.UTC(2025, 0, 1),
  });
  return { ...made, clock, trust, time, trueNow };
}

type Unit = Awaited<ReturnType<typeof unitOf1970>>;

const readNow = ({ clock, time }: Unit): Read => aRead({ capturedAt: time.stamp(clock.monoNs()) });

/** Somebody sets the clock and vouches for it. */
function vouch({ clock, trust, trueNow }: Unit): void {
  clock.step(trueNow() - clock.now());
  trust.vouch({ at: trueNow(), monoNs: clock.monoNs(), by: ["person"] });
}

/** Lets the service look once; what it tells the page alone, and page and dispatch together. */
async function look(
  unit: Unit,
  follows: (id: string) => boolean = () => false,
): Promise<{
  readonly page: readonly Alert[];
  readonly both: readonly Alert[];
  readonly reads: readonly Read[];
}> {
  const told = { page: [] as Alert[], both: [] as Alert[], reads: [] as Read[] };
  const stop = new AbortController();
  const service = createRestamper({
    ...{ clock: unit.clock, log: unit.log, store: unit.store, time: unit.time, follows },
    unitAt: () => testUnit,
    wake: () => undefined,
    page: { alert: (alert) => void told.page.push(alert) },
    live: {
      alert: (alert) => void told.both.push(alert),
      read: (read) => void told.reads.push(read),
    },
  });
  const running = service.run(stop.signal);
  await unit.clock.advance(4_000);
  stop.abort();
  await running;
  return told;
}

function handle(of: TestStore): StoreHandle {
  const opened = openStoreHandle({ dir: of.dir, unitKey, now: () => of.clock.now(), log: of.log });
  onTestFinished(() => opened.close());
  return opened;
}

it("a read of 1970 is found under its own time, once, with both stamps, its pictures and its hit", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  const capturedAt = Math.round(unit.trueNow());
  expect(read.capturedAt).toMatchObject({ source: "unset", at: 60_000, moment: { boot } });
  const record = aRecord(read, [aHit(read)]);
  await unit.store.record(record);
  await unit.clock.advance(2 * hour);
  await look(unit);
  expect(unit.store.read(read.id)?.revision).toBe(1);
  expect(unit.store.awaitsTime(read.id)).toBe(true);
  vouch(unit);
  await look(unit);

  const span = { from: capturedAt - 1_000, to: capturedAt + 1_000, limit: 10 };
  const { found } = await unit.store.search(span, someone());
  expect(found).toHaveLength(1);
  expect(found[0]?.read).toMatchObject({ id: read.id, revision: 2, text: read.text });
  const stamp = found[0].read.capturedAt;
  expect(stamp).toMatchObject({ source: "system", first: 60_000 });
  expect(stamp.moment).toBeUndefined();
  expect(Math.abs(stamp.at - capturedAt)).toBeLessThanOrEqual(1);
  // A second for the clock, and what two hours of the monotonic clock may be off.
  expect(stamp.uncertaintyMs).toBeGreaterThanOrEqual(1_720);
  expect(found[0]?.read.firstSeenAt).toBe(stamp.at - 300);
  expect((await unit.store.search({ to: day, limit: 10 }, someone())).found).toEqual([]);
  expect(await unit.store.picture(`${read.id}.2.plate`)).toEqual(Buffer.from(record.pictures.plate));
  expect(unit.store.hits({ limit: 5 })[0]?.read.revision).toBe(2);
  expect(unit.store.awaitsTime(read.id)).toBe(false);

  const bodies = unit.store.outbox
    .next(20)
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()) as Partial<ReadMessage>);
  const sent = bodies.filter(({ revision }) => revision === 2);
  expect(sent.map(({ type }) => type).sort()).toEqual(["hit", "read"]);
  for (const message of sent)
    expect(message).toMatchObject({
      capturedAt: new Date(stamp.at).toISOString(),
      firstStampedAt: "1970-01-01T00:01:00.000Z",
    });
  expect(sent.find(({ type }) => type === "read")?.pictures?.[0].id).toBe(`${read.id}.1.plate`);
  await look(unit);
  expect(unit.store.read(read.id)?.revision).toBe(2);
});

it("the chain holds, the package has both revisions with their words, and retention counts from the new time", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  await unit.store.record(aRecord(read));
  await unit.clock.advance(2 * hour);
  vouch(unit);
  await onePass(unit);
  await look(unit);
  const opened = handle(unit);
  expect(verifyChain({ ...opened, pictures: true }).findings).toEqual([]);
  const out = join(scratchFolder(), "case");
  const order = { caseId: "1", readIds: [read.id], recipient: "r", madeBy: "m", unit: "car-12", out };
  expect(exportPackage(opened, order)).toMatchObject({ reads: 1, pictures: 2 });
  const sheet = readFileSync(join(out, "sheet.html"), "utf8");
  expect(sheet).toContain("not known: the clock was not set and said 1970-01-01");
  expect(sheet).toContain("computed later by the monotonic clock");
  expect(sheet.match(new RegExp(`pictures/${read.id}.1.plate.jpg`, "g"))).toHaveLength(2);

  const over = trueStart + 30 * day;
  await unit.clock.advance(over - hour - unit.clock.now());
  await onePass(unit);
  expect(unit.store.read(read.id)).not.toBeNull();
  // Counted from when it was written, it would stay two hours longer.
  await unit.clock.advance(hour + 60_000);
  await onePass(unit);
  expect(unit.store.read(read.id)).toBeNull();
});

it("reads of a boot that ended before its time was known stay as they are, and it is said", async () => {
  const before = await unitOf1970();
  const read = readNow(before);
  await before.store.record(aRecord(read));
  before.store.close();
  const after = await unitOf1970({ dir: before.dir, bootId: "boot-2", clock: before.clock });
  vouch(after);
  await look(after);
  expect(after.store.read(read.id)).toEqual(read);
  expect(after.store.awaitsTime(read.id)).toBe(false);
});

it("a daemon that started anew in the same boot still stamps them", async () => {
  const before = await unitOf1970();
  const read = readNow(before);
  await before.store.record(aRecord(read));
  before.store.close();
  await before.clock.advance(hour);
  const after = await unitOf1970({ dir: before.dir, clock: before.clock });
  after.trust.vouch({ at: trueStart + hour, monoNs: after.clock.monoNs(), by: ["person"] });
  await look(after);
  expect(after.store.read(read.id)?.capturedAt).toMatchObject({ at: trueStart, first: 60_000 });
});

it("a read whose vehicle is still in view waits: its track writes the next revision", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  await unit.store.record(aRecord(read));
  vouch(unit);
  await look(unit, (id) => id === read.id);
  expect(unit.store.read(read.id)?.revision).toBe(1);
  await unit.store.record(aRecord({ ...readNow(unit), id: read.id, revision: 2 }));
  await look(unit);
  expect(unit.store.read(read.id)?.capturedAt.first).toBeUndefined();
});

/** Hits of a read of 1970, whose entries' dates could not be checked: in force then, over then, and one that is covert. */
function undatedHits(read: Read): readonly Hit[] {
  const doubted = { datesNotChecked: true } as const;
  const over = { effectiveAt: trueStart - 30 * day, expiresAt: trueStart - day };
  return [
    aHit(read, { ...doubted, entry: anEntry({ plate: "INFORCE", effectiveAt: trueStart - day }) }),
    aHit(read, { ...doubted, entry: anEntry({ plate: "OVER", ...over }) }),
    aHit(read, { ...doubted, entry: anEntry({ plate: "HIDDEN", covert: true, ...over }) }),
    aHit(read, { entry: anEntry({ plate: "DATELESS" }) }),
  ];
}

it("checks the dates of what it met: confirms the hit that was in force, cancels the one that was not", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  const [inForce, over, hidden, dateless] = undatedHits(read) as readonly [Hit, Hit, Hit, Hit];
  await unit.store.record(aRecord(read, [inForce, over, hidden, dateless]));
  await unit.clock.advance(2 * hour);
  const before = unit.store.outbox.next(100).map(({ seq }) => seq);
  vouch(unit);
  const told = await look(unit);

  const stored = (hit: Hit): Hit | undefined => unit.store.hit(hit.id)?.hit;
  expect(stored(inForce)).not.toHaveProperty("datesNotChecked");
  expect(stored(inForce)).not.toHaveProperty("cancelled");
  expect(stored(over)).toMatchObject({ cancelled: true, notInForce: true });
  expect(stored(over)).not.toHaveProperty("datesNotChecked");
  expect(stored(hidden)).toMatchObject({ cancelled: true, notInForce: true });
  expect(stored(dateless)).toEqual(dateless);

  expect(told.both.map(({ hit, kind }) => [hit.id, kind])).toEqual([[inForce.id, "corrected"]]);
  expect(told.page.map(({ hit, kind }) => [hit.id, kind])).toEqual([[over.id, "cancelled"]]);
  expect(told.reads).toMatchObject([{ id: read.id, revision: 2, capturedAt: { first: 60_000 } }]);

  const sent = unit.store.outbox
    .next(100)
    .filter(({ seq }) => !before.includes(seq))
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()) as AlertMessage | HitMessage | ReadMessage);
  const hits = sent.filter((one) => one.type === "hit");
  expect(
    new Map(hits.map((one) => [one.hitId, [one.datesNotChecked, one.notInForce, one.revision]])),
  ).toEqual(
    new Map([
      [inForce.id, [undefined, undefined, 2]],
      [over.id, [undefined, true, 2]],
      [hidden.id, [undefined, true, 2]],
      [dateless.id, [undefined, undefined, 2]],
    ]),
  );
  const alerts = sent.filter((one) => one.type === "alert");
  expect(alerts).toMatchObject([{ hitId: over.id, kind: "cancelled", notInForce: true, revision: 2 }]);
  // Nothing is said a second time.
  expect((await look(unit)).both).toEqual([]);
});

it("the package tells what became of a hit whose dates were checked, and its chain holds", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  await unit.store.record(aRecord(read, undatedHits(read)));
  await unit.clock.advance(2 * hour);
  vouch(unit);
  await look(unit);
  const opened = handle(unit);
  expect(verifyChain({ ...opened, pictures: true }).findings).toEqual([]);
  const out = join(scratchFolder(), "case");
  const order = { caseId: "1", readIds: [read.id], recipient: "r", madeBy: "m", unit: "car-12", out };
  expect(exportPackage(opened, order)).toMatchObject({ reads: 1 });
  const sheet = readFileSync(join(out, "sheet.html"), "utf8");
  expect(sheet).toContain("list&#39;s dates not checked");
  expect(sheet).toContain("the entry of the list was not in force when the plate was read");
});

it("leaves the doubt where the time is still not sure enough for a date", async () => {
  const unit = await unitOf1970();
  const read = readNow(unit);
  const entry = anEntry({ expiresAt: Math.round(unit.trueNow()) + 500 });
  const hit = aHit(read, { datesNotChecked: true, entry });
  await unit.store.record(aRecord(read, [hit]));
  await unit.clock.advance(2 * hour);
  vouch(unit);
  const told = await look(unit);
  expect(unit.store.read(read.id)?.revision).toBe(2);
  expect(unit.store.hit(hit.id)?.hit).toEqual(hit);
  expect([...told.both, ...told.page]).toEqual([]);
});
