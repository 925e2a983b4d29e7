// Stores written by earlier versions of the schema (fixtures/db, made by scripts/make-fixtures/store.ts) under today's code.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { connect, type Db } from "../../../src/unit/store/database/db.js";
import { openDatabase } from "../../../src/unit/store/database/open.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { joined } from "../../../src/unit/store/tables/search-conditions.js";
import { choosePlan } from "../../../src/unit/store/tables/search-plan.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { aHit, aRead, aRecord } from "../../kit/samples/records.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testStore, type TestStore } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

interface Expected {
  readonly version: number;
  readonly reads: readonly {
    readonly read: Read;
    readonly hits: readonly Hit[];
    readonly plate: string;
    readonly vehicle: string;
  }[];
  readonly waiting: readonly { readonly seq: number; readonly kind: string; readonly id: string }[];
}

const root = new URL("../../../fixtures/db/", import.meta.url).pathname;
const versions = readdirSync(root);
const migrations = new URL("../../../src/unit/store/database/migrations/", import.meta.url);
const newest = readdirSync(migrations).length;

function fixture(version: string): {
  readonly dir: string;
  readonly key: Buffer;
  readonly expected: Expected;
} {
  const dir = join(scratchFolder(), "store");
  cpSync(join(root, version, "store"), dir, { recursive: true });
  const expected = JSON.parse(readFileSync(join(root, version, "expected.json"), "utf8")) as Expected;
  return { dir, key: readFileSync(join(root, version, "unit.key")), expected };
}

/** Opens it at the time it was made, so that nothing is past its span. */
async function open({ dir, key, expected }: ReturnType<typeof fixture>): Promise<TestStore> {
  const clock = new FakeClock();
  await clock.advance(expected.reads[0].read.capturedAt.at - clock.now() + 60_000);
  return testStore({ dir, key, clock });
}

function schemaOf(dir: string, key: Buffer): number {
  const handle = openStoreHandle({ dir, unitKey: key, now: () => 0, log: memoryLog() });
  try {
    return handle.evidence.db.pragma("user_version", { simple: true }) as number;
  } finally {
    handle.close();
  }
}

describe.each(versions)("a store of schema %s", (version) => {
  it("is migrated, holds, and gives back every record, picture and message", async () => {
    const made = fixture(version);
    const { store, faults } = await open(made);
    expect(faults.raised).toEqual([]);
    expect(schemaOf(made.dir, made.key)).toBe(newest);
    for (const { read, hits, plate, vehicle } of made.expected.reads) {
      expect(store.read(read.id)).toEqual(read);
      expect(store.hitsOf(read.id)).toEqual(hits);
      const id = `${read.id}.${String(read.revision)}`;
      expect((await store.picture(`${id}.plate`))?.toString()).toBe(plate);
      expect((await store.picture(`${id}.vehicle`))?.toString()).toBe(vehicle);
    }
    expect(store.outbox.next(100)).toMatchObject(made.expected.waiting);
    const handle = openStoreHandle({ dir: made.dir, unitKey: made.key, now: () => 0, log: memoryLog() });
    const { findings, records, pictures } = verifyChain({ ...handle, pictures: true });
    handle.close();
    expect(findings).toEqual([]);
    expect(records).toBeGreaterThan(made.expected.reads.length);
    expect(pictures).toBe(10);
  });

  it("goes on: new records are chained to the old ones", async () => {
    const made = fixture(version);
    const { store } = await open(made);
    const before = store.status().head.seq;
    const read = aRead();
    await store.record(aRecord(read, [aHit(read)]));
    expect(store.status().head.seq).toBe(before + 2);
    store.close();
    const again = await open(made);
    expect(again.store.read(read.id)).toEqual(read);
    expect(again.faults.raised).toEqual([]);
  });
});

/** A database of version 6 with reads that searches find. */
function ofVersion6(path: string, key: Buffer): Db {
  const db = connect(path, key);
  for (const file of readdirSync(migrations).sort().slice(0, 6))
    db.exec(readFileSync(new URL(file, migrations), "utf8"));
  db.pragma("user_version = 6");
  const add = db.prepare("INSERT INTO search VALUES (?, 1, 'ABC123', 'front', 'KS', 0)");
  db.transaction(() => {
    for (let seq = 1; seq <= 100; seq++) add.run(seq);
  })();
  return db;
}

const placed = "SELECT count(*) FROM search INDEXED BY search_by_place WHERE lat IS NOT NULL";

test("no index is built of the rows that searches walk before the daemon is ready", () => {
  const [path, key] = [join(scratchFolder(), "tagwatch.db"), Buffer.alloc(32, 3)];
  const before = ofVersion6(path, key);
  const indexes =
    "SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'search'";
  const were = before.prepare(indexes).all();
  before.close();
  const { db } = openDatabase(path, key);
  expect(db.pragma("user_version", { simple: true })).toBe(newest);
  expect(db.prepare(indexes).all()).toEqual(expect.arrayContaining(were));
  expect(db.prepare(placed).pluck().get()).toBe(0);
  db.close();
});

test("a database that had places in the index of time is searched by place as any other", () => {
  const [path, key] = [join(scratchFolder(), "tagwatch.db"), Buffer.alloc(32, 3)];
  const before = ofVersion6(path, key);
  before.exec(`ALTER TABLE search ADD COLUMN lat INTEGER;
    ALTER TABLE search ADD COLUMN lon INTEGER;
    DROP INDEX search_by_time;
    CREATE INDEX search_by_time ON search (captured_at, seq, folded, camera, state, lat, lon);
    UPDATE search SET lat = 3905000, lon = -9568000 WHERE seq <= 40`);
  before.pragma("user_version = 7");
  before.close();
  const { db } = openDatabase(path, key);
  expect(db.prepare(placed).pluck().get()).toBe(40);
  const { index, range } = choosePlan(db, { limit: 5, near: { lat: 39.05, lon: -95.68, metres: 100 } });
  const { sql } = joined(range);
  expect(db.prepare(`SELECT count(*) FROM search s INDEXED BY ${index} WHERE ${sql}`).pluck().get()).toBe(40);
  db.close();
});

test("a database of a later version is refused and not touched", async () => {
  const made = fixture("v1");
  const handle = openStoreHandle({ dir: made.dir, unitKey: made.key, now: () => 0, log: memoryLog() });
  const key = handle.keys.database;
  handle.close();
  const file = join(made.dir, "tagwatch.db");
  const db = connect(file, key);
  db.pragma(`user_version = ${String(newest + 1)}`);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  const hash = (): string => createHash("sha256").update(readFileSync(file)).digest("hex");
  const before = hash();
  const refusal = await open(made).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(TagwatchError);
  expect(refusal).toMatchObject({ code: "DB_NEWER" });
  expect(hash()).toBe(before);
  expect(readdirSync(made.dir)).not.toContain("set-aside");
});
