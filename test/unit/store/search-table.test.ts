// The table that searches walk: filled afterwards for older reads, kept with every change of a read, gone with it.
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect, type Db } from "../../../src/unit/store/database/db.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { purge } from "../../../src/unit/store/retention/purge.js";
import { searchNow } from "../../../src/unit/store/tables/search.js";
import { createBodies } from "../../../src/unit/store/tables/bodies.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { extendSearch, findUnsearched, forgetSearch } from "../../../src/unit/store/tables/search-table.js";
import { buildSearch } from "../../../src/unit/store/retention/search-building.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { ripeStore, someone, testStore, unitKey, type TestStore } from "../../kit/units/store.js";

function handleOf({ dir }: Pick<TestStore, "dir">): StoreHandle {
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  return handle;
}

/** Makes a store look as one whose reads are from before the table. */
function forget(db: Db): void {
  db.exec(
    "DELETE FROM search; UPDATE notes SET value = (SELECT max(seq) + 1 FROM reads) WHERE key = 'searchable from'",
  );
}

/** Says whether the table holds exactly what the reads say. */
function disagreement(db: Db): number {
  const minus = (a: string, b: string): number =>
    db
      .prepare<[], { n: number }>(`SELECT count(*) AS n FROM (SELECT * FROM ${a} EXCEPT SELECT * FROM ${b})`)
      .get()!.n;
  return minus("search", "searchable") + minus("searchable", "search");
}

/** Seven reads a second apart: one corrected, one with a hit, one with a hit found later. */
async function someReads(made: TestStore): Promise<readonly string[]> {
  const reads = Array.from({ length: 7 }, (_, n) =>
    aRead({
      id: idAt(testTime + n),
      text: `AB${String(n)}`,
      capturedAt: { at: testTime + n * 1_000, uncertaintyMs: 1, source: "gps" },
    }),
  );
  for (const read of reads) await made.store.record(aRecord(read, read.text === "AB3" ? [aHit(read)] : []));
  await made.store.record(aRecord({ ...reads[1], revision: 2, text: "OB1" }));
  await made.store.recordHistoricalHit(reads[4], aHit(reads[4], { historical: true }), []);
  return reads.map(({ id }) => id);
}

test("every change of a read changes its row, in the same transaction", async () => {
  const made = await testStore();
  await someReads(made);
  const { db } = handleOf(made).evidence;
  expect(disagreement(db)).toBe(0);
  expect(db.prepare("SELECT folded, hit FROM search ORDER BY captured_at").raw().all()).toEqual([
    ...[
      ["AB0", 0],
      ["0B1", 0],
      ["AB2", 0],
      ["AB3", 1],
      ["AB4", 1],
      ["AB5", 0],
      ["AB6", 0],
    ],
  ]);
});

test("reads from before the table are added newest first, and a search says what part it has searched", async () => {
  const made = await testStore();
  const ids = await someReads(made);
  const { db } = handleOf(made).evidence;
  forget(db);
  expect(await made.store.search({ limit: 50 }, someone())).toMatchObject({
    found: [],
    ended: "part",
    searchedTo: null,
  });
  const late = aRead({ capturedAt: { at: testTime + 60_000, uncertaintyMs: 1, source: "gps" } });
  await made.store.record(aRecord(late));
  expect(extendSearch(db, 3)).toBe(true);
  const part = await made.store.search({ limit: 50 }, someone());
  // The correction has the highest number of the older ones.
  expect(part.found.map(({ read }) => read.id)).toEqual([late.id, ids[6], ids[5], ids[1]]);
  expect(part).toMatchObject({ ended: "part", next: null, searchedTo: testTime + 5_000 });
  // A command does not stop there: what it finds may be held or exported.
  expect(searchNow(db, { limit: 50, plate: "AB*" }, createBodies()).map(({ read }) => read.text)).toEqual(
    ["AB6", "AB5", "AB4", "AB3", "AB2", "AB0", "ABC123"].sort().reverse(),
  );
  while (extendSearch(db, 3));
  expect(findUnsearched(db)).toBeNull();
  expect(disagreement(db)).toBe(0);
  expect(await made.store.search({ limit: 50 }, someone())).toMatchObject({ ended: "all" });
});

test("a full page is not held up by what is not searchable yet", async () => {
  const made = await testStore();
  await someReads(made);
  const { db } = handleOf(made).evidence;
  forget(db);
  extendSearch(db, 4);
  expect(await made.store.search({ limit: 2 }, someone())).toMatchObject({ ended: "page", searchedTo: null });
});

test("killed at any batch, the rest is added at the next start", async () => {
  const made = await testStore();
  await someReads(made);
  const handle = handleOf(made);
  forget(handle.evidence.db);
  for (let batches = 0; extendSearch(handle.evidence.db, 1); batches++) {
    // What the disk holds at this moment, as after a kill.
    const copy = join(made.dir, `killed-${String(batches)}`);
    for (const end of ["", "-wal"])
      if (existsSync(`${handle.paths.database}${end}`))
        copyFileSync(`${handle.paths.database}${end}`, `${copy}${end}`);
    const db = connect(copy, handle.keys.database);
    db.function("purging", () => 0);
    while (extendSearch(db, 2));
    expect(disagreement(db)).toBe(0);
    db.close();
  }
});

test("what is purged while older reads are still being added is in neither", async () => {
  const deps = await ripeStore(6);
  const { db } = deps.currentDb.current();
  forget(db);
  extendSearch(db, 3);
  await purge(deps, new AbortController().signal);
  expect(db.prepare("SELECT count(*) FROM search").pluck().get()).toBe(0);
  while (extendSearch(db, 3));
  expect(db.prepare("SELECT count(*) FROM search").pluck().get()).toBe(0);
  expect(db.pragma("secure_delete", { simple: true })).toBe(1);
});

test("the daemon adds them in the background, rests while space is short, and stops when told", async () => {
  const deps = await ripeStore(40);
  const { db } = deps.currentDb.current();
  forget(db);
  const stop = new AbortController();
  let rests = 0;
  const clock = Object.assign(deps.clock, {
    sleep: (ms: number) => {
      if (ms === 60_000) rests++;
      return Promise.resolve();
    },
  });
  const space = { shortage: () => (rests < 2 ? (2 as const) : (0 as const)) };
  await buildSearch({ ...deps, clock, log: memoryLog(), space }, stop.signal);
  expect(rests).toBe(2);
  expect(findUnsearched(db)).toBeNull();
  expect(disagreement(db)).toBe(0);
  forget(db);
  stop.abort();
  await buildSearch({ ...deps, clock, log: memoryLog(), space }, stop.signal);
  expect(findUnsearched(db)).not.toBeNull();
});

test("a batch is no larger than it is told, also where the table holds what no read has", async () => {
  const made = await testStore();
  await someReads(made);
  const { db } = handleOf(made).evidence;
  db.exec(
    "WITH RECURSIVE n (seq) AS (SELECT 1000 UNION ALL SELECT seq + 1 FROM n WHERE seq < 1199)" +
      " INSERT INTO search SELECT seq, 1, 'GONE1', 'x', 'KS', 0, NULL, NULL FROM n",
  );
  forgetSearch(db, 2_000);
  const rows = db.prepare<[], number>("SELECT count(*) FROM search").pluck();
  for (let before = rows.get()!; extendSearch(db, 20); before = rows.get()!)
    expect(before - rows.get()!).toBeLessThanOrEqual(20);
  expect(disagreement(db)).toBe(0);
});

/** What verification says of the table. */
function unfindable(made: TestStore): readonly number[] {
  const handle = handleOf(made);
  const { findings } = verifyChain({ ...handle, pictures: false });
  return findings.flatMap(({ problem, seq }) => (problem === "unfindable" ? [seq] : []));
}

test.each([
  ["gone from the table", "DELETE FROM search WHERE folded = 'AB2'"],
  ["under another plate", "UPDATE search SET folded = 'ZZ9' WHERE folded = 'AB2'"],
  ["at another time", "UPDATE search SET captured_at = 0 WHERE folded = 'AB2'"],
  [
    "shown although there is none",
    "INSERT INTO search SELECT 9000000000000000, 1, 'AB2', 'x', 'KS', 0, NULL, NULL",
  ],
])("a read that is %s is named by verification, and found again after the next start", async (_how, sql) => {
  const made = await testStore();
  await someReads(made);
  handleOf(made).evidence.db.exec(sql);
  expect(unfindable(made)).toHaveLength(1);
  const stop = new AbortController();
  const running = made.store.retention.run(stop.signal);
  const isMended = (): boolean => made.faults.raised.length > 0 && made.faults.list().length === 0;
  // The check runs in a worker: it ends by its own time, which the test's limit bounds.
  while (!isMended()) await made.clock.advance(5);
  stop.abort();
  await running;
  expect(made.faults.raised).toEqual(["SEARCH_GAPS"]);
  expect(made.faults.list()).toEqual([]);
  expect(disagreement(handleOf(made).evidence.db)).toBe(0);
  const found = await made.store.search({ limit: 50, plate: "AB2" }, someone());
  expect(found).toMatchObject({ ended: "all", found: [expect.objectContaining({ hits: [] })] });
  expect(made.store.auditEvents(20, null).map(({ event }) => event)).toContain("search.gaps");
});

test("reads that are still to be added are no finding", async () => {
  const made = await testStore();
  await someReads(made);
  forget(handleOf(made).evidence.db);
  expect(unfindable(made)).toEqual([]);
});
