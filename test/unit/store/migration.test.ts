// Stores written by earlier versions of the schema (fixtures/db, made by scripts/make-fixtures/store.ts) under today's code.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { connect } from "../../../src/unit/store/database/db.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
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
const newest = readdirSync(new URL("../../../src/unit/store/database/migrations/", import.meta.url)).length;

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
