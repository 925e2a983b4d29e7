import { existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/unit/store/database/db.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { retainUntil } from "../../kit/units/retention.js";

const day = 86_400_000;

async function filled(dir: string, reads = 20): Promise<void> {
  const { store } = await testStore({ dir });
  for (let i = 0; i < reads; i++) await store.record(aRecord());
  store.close();
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = bytes[at] ^ 0x40;
  writeFileSync(file, bytes);
}

/** Everything still works: a new read is written, found and its picture decrypts. */
async function works({ store }: TestStore): Promise<void> {
  const record = aRecord();
  await store.record(record);
  expect(store.read(record.read.id)).toEqual(record.read);
  expect(await store.picture(`${record.read.id}.1.plate`)).toEqual(Buffer.from(record.pictures.plate));
}

test("a database whose header is damaged is set aside with WAL, witness and pictures, and a fresh one begins at once", async () => {
  const dir = scratchFolder();
  await filled(dir);
  flip(join(dir, "tagwatch.db"), 100);
  const made = await testStore({ dir });
  expect(made.faults.raised).toEqual(["DB_CORRUPT"]);
  await works(made);
  const [aside] = readdirSync(join(dir, "set-aside"));
  const kept = readdirSync(join(dir, "set-aside", aside));
  expect(kept).toEqual(expect.arrayContaining(["pictures", "tagwatch.db", "witness"]));
  expect(made.store.status().setAside).toBe(1);
});

test("damage met while running is set aside without a restart, and message numbers never repeat", async () => {
  const dir = scratchFolder();
  await filled(dir);
  const made = await testStore({ dir });
  const before = made.store.outbox.next(1)[0].seq;
  made.store.close();
  for (let at = 4096; at < statSync(join(dir, "tagwatch.db")).size; at += 4096)
    if (at > 20 * 4096) flip(join(dir, "tagwatch.db"), at + 50);
  const again = await testStore({ dir });
  await works(again);
  expect(again.store.newestReads(100).length).toBeGreaterThan(0);
  await works(again);
  expect(again.faults.raised).toContain("DB_CORRUPT");
  expect(again.store.outbox.next(1)[0].seq).toBeGreaterThanOrEqual(before);
});

test("damage that nothing trips over is found by the check in the background", async () => {
  const dir = scratchFolder();
  await filled(dir, 40);
  const file = join(dir, "tagwatch.db");
  // The last page holds the body of a read nobody asks for.
  flip(file, statSync(file).size - 2000);
  const made = await testStore({ dir });
  await retainUntil(made, () => made.faults.raised.includes("DB_CORRUPT"));
  await works(made);
});

test("an empty and a cut database file are set aside too", async () => {
  for (const size of [5000, 1]) {
    const dir = scratchFolder();
    await filled(dir, 3);
    truncateSync(join(dir, "tagwatch.db"), size);
    const made = await testStore({ dir });
    expect(made.faults.raised, String(size)).toContain("DB_CORRUPT");
    await works(made);
  }
});

test("messages that waited in a damaged database are promised again, hits first, and leave when their time is over", async () => {
  const dir = scratchFolder();
  const before = await testStore({ dir });
  for (let i = 0; i < 30; i++) {
    const read = aRead();
    await before.store.record(aRecord(read, i % 10 === 0 ? [aHit(read)] : []));
  }
  const waiting = before.store.outbox.next(1000).filter((item) => !item.kind.endsWith("picture"));
  before.store.close();
  // A page of the table of reads is damaged; those of the outbox are not.
  const db = connect(join(dir, "tagwatch.db"), openKeys(storePaths(dir), unitKey, memoryLog()).database);
  const { page } = db
    .prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'reads' AND pagetype = 'leaf'")
    .get() as { page: number };
  db.close();
  flip(join(dir, "tagwatch.db"), (page - 1) * 4096 + 50);
  const made = await testStore({ dir });
  made.store.newestReads(100);
  expect(made.faults.raised).toContain("DB_CORRUPT");
  const marker = (): string => join(dir, "set-aside", readdirSync(join(dir, "set-aside"))[0], "salvaged");
  await retainUntil(made, () => existsSync(marker()));
  const saved = made.store.outbox.next(1000);
  expect(saved.map((item) => [item.kind, item.id, item.body])).toEqual(
    waiting.map((item) => [item.kind, item.id, item.body]),
  );
  expect(made.store.auditEvents(20, null).map((line) => line.event)).toContain("store.salvaged");

  await made.clock.advance(31 * day);
  await retainUntil(made, () => made.store.outbox.counts().waiting < waiting.length);
  await made.clock.advance(3_600_001);
  await retainUntil(made, () => made.store.outbox.counts().waiting === 3);
  expect(made.store.outbox.next(1000).map((item) => item.kind)).toEqual(["hit", "hit", "hit"]);
});

test("a set-aside database leaves with the span of plain reads", async () => {
  const dir = scratchFolder();
  await filled(dir);
  flip(join(dir, "tagwatch.db"), 100);
  const clock = new FakeClock();
  const made = await testStore({ dir, clock });
  await made.store.record(aRecord(aRead(), [aHit(aRead())]));
  // Counted from the first look under a time that is vouched for.
  await retainUntil(made, () =>
    existsSync(join(dir, "set-aside", readdirSync(join(dir, "set-aside"))[0], "seen")),
  );
  await clock.advance(31 * day);
  await retainUntil(made, () => readdirSync(join(dir, "set-aside")).length === 0);
});

test("a failed write throws EVIDENCE_WRITE, leaves nothing half-written, and the next one succeeds", async () => {
  const made = await testStore();
  await works(made);
  const record = aRecord();
  await expect(
    made.store.record({
      ...record,
      read: { ...record.read, text: undefined as unknown as string, id: null as unknown as string },
    }),
  ).rejects.toMatchObject({ code: "EVIDENCE_WRITE" });
  await works(made);
  expect(existsSync(join(made.dir, "pictures", "2026-01-15.read", "null.1"))).toBe(false);
  expect(made.store.newestReads(9)).toHaveLength(2);
});
