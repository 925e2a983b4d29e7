import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { storeSchema } from "../../../src/unit/config/store-schema.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { exportPackage } from "../../../src/unit/store/export/export.js";
import { addHold, listHolds, releaseHold } from "../../../src/unit/store/retention/holds.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { aDraft, aHit, aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { toldOf } from "../../kit/samples/told.js";
import { testStore, unitKey, type TestStore, someone } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { onePass, TickClock } from "../../kit/units/retention.js";

const day = 86_400_000;
const actor = { name: "sgt", role: "supervisor", source: "cli" } as const;
const at = (time: number): { at: number; uncertaintyMs: number; source: "gps" } => ({
  at: time,
  uncertaintyMs: 1,
  source: "gps",
});

function handle(of: TestStore): StoreHandle {
  const opened = openStoreHandle({ dir: of.dir, unitKey, now: () => of.clock.now(), log: of.log });
  onTestFinished(() => opened.close());
  return opened;
}

function findings(of: TestStore): readonly string[] {
  const opened = handle(of);
  return verifyChain({ ...opened, pictures: true }).findings.map(
    (one) => `${String(one.seq)} ${one.problem}`,
  );
}

test("plain reads leave after their span with pictures, messages and the day's key; hits stay", async () => {
  const made = await testStore({ clock: new TickClock() });
  const plain = aRead({ capturedAt: at(testTime) });
  const struck = aRead({ capturedAt: at(testTime) });
  await onePass(made);
  await made.store.record(aRecord(plain));
  await made.store.record(aRecord(struck, [aHit(struck)]));
  await made.clock.advance(32 * day);
  await onePass(made);
  expect(made.store.read(plain.id)).toBeNull();
  expect(made.store.read(struck.id)).not.toBeNull();
  expect(await made.store.picture(`${struck.id}.1.plate`)).not.toBeNull();
  expect(existsSync(join(made.dir, "pictures", "2026-01-15.read"))).toBe(false);
  expect(existsSync(join(made.dir, "keys", "vaults", "2026-01-15.read.key"))).toBe(false);
  expect(made.store.outbox.next(10).map((item) => item.kind)).toEqual([
    "hit",
    "read",
    "hit-picture",
    "hit-picture",
  ]);
  expect(findings(made)).toEqual([]);
  const opened = handle(made);
  const receipt = opened.evidence.db.prepare("SELECT body FROM receipts").get() as { body: string };
  expect(JSON.parse(receipt.body)).toMatchObject({ gone: "records", class: "read", count: 1, unsent: 3 });
  expect(receipt.body).not.toContain("ABC123");
});

test("a hit leaves with its verdict after the span of hits", async () => {
  const made = await testStore({
    clock: new TickClock(),
    config: { retention: { hit: "60d", historicalHit: "60d" } },
  });
  const read = aRead();
  const hit = aHit(read);
  await made.store.record(aRecord(read, [hit]));
  const verdict = {
    id: read.id,
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "jdoe",
    at: testTime,
  } as const;
  made.store.dispose(verdict, actor, [aDraft("disposition")]);
  await made.clock.advance(61 * day);
  await onePass(made);
  await made.clock.advance(3_600_000);
  await onePass(made);
  expect(made.store.hits({ limit: 5 })).toEqual([]);
  expect(made.store.outbox.counts().waiting).toBe(0);
  expect(findings(made)).toEqual([]);
});

test("what was told without a record leaves after the span of hits, counted from the first time that is vouched for", async () => {
  const made = await testStore({
    clock: new TickClock(),
    config: { retention: { hit: "60d", historicalHit: "60d" } },
  });
  const read = aRead();
  const { alert, lookout } = toldOf(aHit(read), read);
  for (const draft of [alert, lookout]) made.store.outbox.add(draft);
  const gone = (): readonly string[] => [
    ...made.store.putAgain("alert", [alert.id], {} as never),
    ...made.store.putAgain("lookout", [lookout.id], {} as never),
  ];
  await onePass(made);
  await made.clock.advance(59 * day);
  await onePass(made);
  expect(gone()).toEqual([]);
  await made.clock.advance(2 * day);
  await onePass(made);
  expect(gone()).toEqual([alert.id, lookout.id]);
});

test("a held read outlives its day's key, and leaves once the hold is released", async () => {
  const made = await testStore({ clock: new TickClock() });
  const held = aRead();
  const other = aRead();
  const record = aRecord(held);
  await made.store.record(record);
  await made.store.record(aRecord(other));
  const opened = handle(made);
  const order = { caseId: "24-1187", why: "homicide", until: made.clock.now() + 400 * day };
  expect(addHold(opened, order, [held.id], actor).added).toBe(1);
  await made.clock.advance(40 * day);
  await onePass(made);
  await made.clock.advance(3_600_000);
  await onePass(made);
  expect(made.store.read(other.id)).toBeNull();
  expect(existsSync(join(made.dir, "keys", "vaults", "2026-01-15.read.key"))).toBe(false);
  expect(await made.store.picture(`${held.id}.1.vehicle`)).toEqual(Buffer.from(record.pictures.vehicle));
  releaseHold(opened, "24-1187", "trial over", actor);
  await made.clock.advance(3_600_000);
  await onePass(made);
  expect(made.store.read(held.id)).toBeNull();
  expect(readdirSync(join(made.dir, "keys", "vaults"))).toEqual([]);
  expect(findings(made)).toEqual([]);
});

test("a package below the store goes with the last of its reads, one that is held stays, and a stranger's folder too", async () => {
  const made = await testStore({ clock: new TickClock() });
  const plain = aRead();
  const held = aRead();
  for (const read of [plain, held]) await made.store.record(aRecord(read));
  const opened = handle(made);
  addHold(opened, { caseId: "24-1", why: "theft", until: made.clock.now() + 300 * day }, [held.id], actor);
  const order = { recipient: "DA", madeBy: "sgt", unit: "car-12" };
  const folder = join(made.dir, "exports");
  exportPackage(opened, { ...order, caseId: "1", readIds: [plain.id], out: join(folder, "plain") });
  exportPackage(opened, {
    ...order,
    caseId: "24-1",
    readIds: [plain.id, held.id],
    out: join(folder, "held"),
  });
  mkdirSync(join(folder, "notes"));
  await onePass(made);
  expect(readdirSync(folder)).toHaveLength(3);
  await made.clock.advance(40 * day);
  await onePass(made);
  await made.clock.advance(3_600_000);
  await onePass(made);
  expect(readdirSync(folder).sort()).toEqual(["held", "notes"]);
  const removed = made.store.auditEvents(50, null).filter((one) => one.event === "retention.export-removed");
  expect(removed.map((one) => one.object)).toEqual(["plain"]);
  releaseHold(opened, "24-1", "trial over", actor);
  await made.clock.advance(3_600_000);
  await onePass(made);
  expect(readdirSync(folder)).toEqual(["notes"]);
});

test("a hold beyond two years needs a legal basis, and one in the past is refused", async () => {
  const made = await testStore({ clock: new TickClock() });
  const opened = handle(made);
  const order = { caseId: "1", why: "x", until: made.clock.now() + 731 * day };
  expect(() => addHold(opened, order, [], actor)).toThrow(/legal basis/);
  expect(addHold(opened, { ...order, legalBasis: "K.S.A. 21-5107" }, [], actor)).toEqual({
    added: 0,
    until: order.until,
  });
  expect(() => addHold(opened, { ...order, until: 5 }, [], actor)).toThrow(/past/);
});

test("adding to a hold never makes it end earlier or forget its legal basis; releasing it does", async () => {
  const made = await testStore({ clock: new TickClock() });
  const opened = handle(made);
  const now = made.clock.now();
  const order = { caseId: "24-7", why: "homicide", until: now + 900 * day, legalBasis: "K.S.A. 21-5107" };
  const shorter = { caseId: "24-7", why: "one more read", until: now + day };
  addHold(opened, order, [], actor);
  expect(addHold(opened, shorter, [], actor).until).toBe(order.until);
  expect(listHolds(opened.evidence)).toMatchObject([
    { until: order.until, legalBasis: order.legalBasis, why: "one more read" },
  ]);
  releaseHold(opened, "24-7", "trial over", actor);
  addHold(opened, shorter, [], actor);
  const [hold] = listHolds(opened.evidence);
  expect([hold?.until, hold?.legalBasis, hold?.releasedAt]).toEqual([shorter.until, undefined, null]);
});

test("audit lines and the oldest links leave after the span of the audit trail, and the chain still verifies", async () => {
  const made = await testStore({ clock: new TickClock(), config: { retention: { audit: "365d" } } });
  for (let i = 0; i < 5; i++) made.store.append({ actor, event: "sign-in", outcome: "success" });
  await made.clock.advance(366 * day);
  made.store.append({ actor, event: "sign-in", outcome: "failure" });
  await onePass(made);
  await made.clock.advance(3_600_000);
  await onePass(made);
  const opened = handle(made);
  const { first } = opened.evidence.db.prepare("SELECT min(seq) AS first FROM links").get() as {
    first: number;
  };
  expect(first).toBeGreaterThan(5);
  expect(findings(made)).toEqual([]);
  const events = [...opened.evidence.audit.between(0, made.clock.now() + 1)].map((line) => line.event);
  expect(events).toContain("retention.purge");
  expect(events).toContain("sign-in");
});

test("spans beyond two years need a legal mandate, an audit trail under a year is refused", () => {
  const problems = (retention: object): readonly string[] =>
    storeSchema.safeParse({ retention }).error?.issues.map((issue) => issue.path.join(".")) ?? [];
  expect(problems({ hit: "3y" })).toEqual(["retention.hit"]);
  expect(problems({ hit: "3y", legalMandate: { reason: "C.R.S. 24-72-113" } })).toEqual([]);
  expect(problems({ audit: "300d" })).toEqual(["retention.audit"]);
  expect(problems({ read: "400d" })).toEqual(["retention.historicalHit"]);
});

test("no-store mode: a read without a hit never touches the disk and is forgotten after its minutes", async () => {
  const made = await testStore({ clock: new TickClock(), config: { nonHits: "memory", memoryFor: "3m" } });
  const read = aRead();
  const record = aRecord(read);
  await made.store.record(record);
  const { found } = await made.store.search({ limit: 5, plate: "ABC*" }, someone());
  expect(found.map((one) => one.read)).toEqual([read]);
  expect(await made.store.picture(`${read.id}.1.plate`)).toEqual(record.pictures.plate);
  expect(made.store.outbox.counts().waiting).toBe(0);
  expect(readdirSync(join(made.dir, "pictures"))).toEqual([]);
  await made.clock.advance(180_001);
  expect(made.store.read(read.id)).toBeNull();
});

test("no-store mode: a remembered read that meets a list is stored with all its revisions", async () => {
  const made = await testStore({ clock: new TickClock(), config: { nonHits: "memory" } });
  const read = aRead();
  await made.store.record(aRecord(read));
  const corrected = { ...read, revision: 2 };
  await made.store.record(aRecord(corrected, [aHit(corrected)]));
  const later = aRead();
  await made.store.record(aRecord(later));
  await made.store.recordHistoricalHit(later, aHit(later, { historical: true }), []);
  await made.clock.advance(600_000);
  expect(made.store.read(read.id)?.revision).toBe(2);
  expect(await made.store.picture(`${read.id}.1.plate`)).not.toBeNull();
  expect(made.store.hits({ limit: 9 })).toHaveLength(2);
  expect(findings(made)).toEqual([]);
});

test("orphan pictures are swept at start, and a picture that is gone is a fault", async () => {
  const dir = scratchFolder();
  const made = await testStore({ dir });
  const read = aRead();
  await made.store.record(aRecord(read));
  made.store.close();
  const folder = join(dir, "pictures", "2026-01-15.read");
  writeFileSync(join(folder, "0198c000-0000-7000-8000-000000000000.1"), "half a picture");
  const again = await testStore({ dir });
  expect(readdirSync(folder)).toEqual([`${read.id}.1`]);
  expect(again.faults.raised).toEqual([]);
  again.store.close();
  rmSync(join(folder, `${read.id}.1`));
  const third = await testStore({ dir });
  expect(third.faults.raised).toEqual(["DB_CORRUPT"]);
});
