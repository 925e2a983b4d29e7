// A database that a newer version made, under this one: after the newer was taken back, and when it is in force again.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Db } from "../../../src/unit/store/database/db.js";
import { openDatabase } from "../../../src/unit/store/database/open.js";
import { parseStep, schemaSteps, type SchemaStep } from "../../../src/unit/store/database/schema-steps.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openStore } from "../../../src/unit/store/store.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { someone, testStore, turnOf, unitKey, type TestStore } from "../../kit/units/store.js";

const known = schemaSteps();
const newest = known.at(-1)?.version ?? 0;

/** What a newer version may add without being in the way: a column wherever this one writes by name, an index, a table. */
const columns = ["links", "reads", "hits", "dispositions", "audit", "receipts", "heads", "holds", "outbox"]
  .map((table) => `ALTER TABLE ${table} ADD COLUMN added TEXT;`)
  .join("\n");
const copyNew = "INSERT OR IGNORE INTO copies SELECT seq FROM reads;";
const additive = `-- additive: columns without a duty, and a table of their own.
${columns}
CREATE INDEX links_by_added ON links (added);
CREATE TABLE copies (seq INTEGER PRIMARY KEY);
${copyNew}
-- after an older program wrote: it copied nothing.
DELETE FROM copies WHERE seq NOT IN (SELECT seq FROM reads);
${copyNew}`;

const next = (sql: string, from: readonly SchemaStep[] = known): readonly SchemaStep[] => [
  ...from,
  parseStep(`${String((from.at(-1)?.version ?? 0) + 1).padStart(3, "0")}-more.sql`, sql),
];

/** A database file of its own, as versions with these steps open it one after the other. */
function file(): (steps: readonly SchemaStep[]) => Db {
  const path = join(scratchFolder(), "tagwatch.db");
  return (steps) => {
    const { db } = openDatabase(path, unitKey, steps);
    onTestFinished(() => void db.close());
    return db;
  };
}

const versionOf = (db: Db): unknown => db.pragma("user_version", { simple: true });
const count = (db: Db, table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** A store with a read, whose database the newer version then had for a while. */
async function upgraded(sql: string): Promise<TestStore & { readonly newer: () => Db }> {
  const made = await testStore();
  await made.store.record(aRecord(aRead()));
  made.store.close();
  const paths = storePaths(made.dir);
  const { database } = openKeys(paths, unitKey, memoryLog());
  const newer = (): Db => openDatabase(paths.database, database, next(sql)).db;
  newer().close();
  return { ...made, newer };
}

describe("a database of a newer version that only added to it", () => {
  it("is read and written as usual, keeps its version, and is whole when the newer one comes back", async () => {
    const made = await upgraded(additive);
    const [faults, log] = [memoryFaults(), memoryLog()];
    const store = await openStore({ ...made.options, faults, log });
    const read = aRead({ text: "NEW4567" });
    const hit = aHit(read);
    await store.record(aRecord(read, [hit]));
    const verdict = { verdict: "verified", note: "", actor: "olive", at: testTime } as const;
    store.dispose(
      { id: idAt(), hitId: hit.id, ...verdict },
      { name: "olive", role: "officer", source: "console" },
      [],
    );
    const page = await store.search({ plate: "NEW4567", limit: 5 }, someone());
    expect(page.found.map((one) => one.read.id)).toEqual([read.id]);
    await turnOf({ store, clock: made.clock });
    store.close();
    expect(faults.raised).toEqual([]);
    const told = log.lines.filter(({ text }) => text.includes("newer version"));
    expect(told).toMatchObject([{ level: "info", fields: { version: newest + 1 } }]);
    const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
    expect(versionOf(handle.evidence.db)).toBe(newest + 1);
    expect(verifyChain({ ...handle, pictures: true }).findings).toEqual([]);
    handle.close();
    const db = made.newer();
    expect([count(db, "reads"), count(db, "copies")]).toEqual([2, 2]);
    db.close();
  });

  it("is made good once, however often it is opened", () => {
    const open = file();
    open(next(additive)).close();
    open(known).exec("INSERT INTO links VALUES (1, 'audit', '', 0, '', '', NULL)");
    const first = open(next(additive));
    first.exec("INSERT INTO copies VALUES (7)");
    first.close();
    expect(count(open(next(additive)), "copies")).toBe(1);
  });

  it("is made good of all that the oldest writer did not know, before anything is added", () => {
    const open = file();
    const note = (name: string): string => `INSERT OR REPLACE INTO notes VALUES ('${name}', '1');`;
    const one = next(`-- additive: x\n-- after an older program wrote:\n${note("one")}`);
    const two = next(`-- additive: x\n-- after an older program wrote:\n${note("two")}`, one);
    open(two).close();
    open(known).close();
    open(one).close();
    const db = open(two);
    expect(db.prepare("SELECT key FROM notes WHERE value = '1' ORDER BY key").pluck().all()).toEqual([
      "one",
      "two",
    ]);
  });

  it("keeps the word of the older one until it is made good", () => {
    const open = file();
    const head =
      "-- additive: x\nCREATE TABLE copies (seq INTEGER PRIMARY KEY);\n-- after an older program wrote:\n";
    open(next(`${head}SELECT 1;`)).close();
    open(known).close();
    expect(() =>
      open(next(`${head}INSERT INTO copies VALUES (1); INSERT INTO nowhere VALUES (1);`)),
    ).toThrow();
    expect(count(open(next(`${head}INSERT INTO copies VALUES (2);`)), "copies")).toBe(1);
  });
});

describe("a database of a newer version that this one must not write in", () => {
  const refused = expect.objectContaining({ code: "DB_NEWER" }) as Error;

  it("is refused and left as it is: the version does not say that it only added", async () => {
    const made = await upgraded(additive.replace("-- additive: ", "-- "));
    const hash = (): string =>
      createHash("sha256")
        .update(readFileSync(storePaths(made.dir).database))
        .digest("hex");
    const before = hash();
    await expect(openStore(made.options)).rejects.toEqual(refused);
    expect(hash()).toBe(before);
  });

  it("is refused when any version since did more than add", () => {
    const open = file();
    open(next("-- additive: x", next("-- another meaning"))).close();
    expect(() => open(known)).toThrow(refused);
    open(next("-- another meaning")).close();
  });

  it("is refused where nothing, or something of another version, says so", () => {
    const open = file();
    const db = open(next("-- additive: x"));
    db.pragma(`user_version = ${String(newest + 2)}`);
    expect(() => open(known)).toThrow(refused);
    db.pragma(`user_version = ${String(newest + 1)}`);
    open(known).close();
    db.exec("DELETE FROM notes");
    expect(() => open(known)).toThrow(refused);
    db.exec("DROP TABLE notes");
    expect(() => open(known)).toThrow(refused);
  });
});

describe("a migration that says that it only adds", () => {
  /** Tables that triggers and views of this version fill by the order of their columns. */
  const byOrder = "search|outbox_counts|undated|outlived|notes";
  const allowed = [
    /^CREATE TABLE (?!.*(?:\bREFERENCES\b|\bAS SELECT\b))/s,
    /^CREATE INDEX (?:IF NOT EXISTS )?/,
    new RegExp(
      `^ALTER TABLE (?!(?:${byOrder})\\b)\\w+ ADD COLUMN (?!.*(?:NOT NULL(?!.*DEFAULT)|UNIQUE|CHECK|REFERENCES))`,
      "s",
    ),
    /^INSERT (?:OR \w+ )?INTO notes\b/,
  ];
  /** Statements that an older version could be hindered by, or that change what it reads. */
  const more = (sql: string): readonly string[] =>
    sql
      .replace(/--.*$/gm, "")
      .split(";")
      .map((one) => one.trim())
      .filter((one) => one !== "" && !allowed.some((form) => form.test(one)));

  it("does no more than that", () => {
    const those = known.filter((step) => step.additive);
    expect(those.map(({ version }) => version)).toEqual([6, 8]);
    expect(those.flatMap(({ sql }) => more(sql))).toEqual([]);
    expect(known.filter(({ sql }) => more(sql).length === 0).map(({ version }) => version)).toEqual(
      expect.arrayContaining([6, 8]),
    );
  });

  it.each([
    ["CREATE TRIGGER a AFTER INSERT ON reads BEGIN SELECT 1; END"],
    ["ALTER TABLE reads ADD COLUMN a TEXT NOT NULL"],
    ["ALTER TABLE search ADD COLUMN a TEXT"],
    ["ALTER TABLE reads RENAME TO sightings"],
    ["CREATE UNIQUE INDEX a ON reads (class)"],
    ["CREATE TABLE a (seq INTEGER REFERENCES reads (seq))"],
    ["UPDATE reads SET class = 'hit'"],
    ["DROP INDEX reads_by_time"],
  ])("could not hold: %s", (sql) => {
    expect(more(sql)).not.toEqual([]);
  });
});
