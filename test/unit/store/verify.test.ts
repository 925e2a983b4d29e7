import { readFileSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { signCheckpoint } from "../../../src/unit/store/ledger/checkpoints.js";
import { verifyChain, type VerifyReport } from "../../../src/unit/store/verify/verify.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { forge } from "../../kit/units/forge.js";
import { testStore, unitKey } from "../../kit/units/store.js";

/** A closed store of three reads (the second with a hit) whose head is signed. */
async function sealedStore(): Promise<string> {
  const { store, dir } = await testStore();
  for (let i = 0; i < 3; i++) {
    const read = aRead();
    await store.record(aRecord(read, i === 1 ? [aHit(read)] : []));
  }
  store.close();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  signCheckpoint(handle.evidence, handle.keys, "car-12", testTime);
  handle.close();
  return dir;
}

function verify(dir: string): VerifyReport {
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  return verifyChain({ ...handle, pictures: true });
}

const problems = (report: VerifyReport): readonly string[] =>
  report.findings.map((one) => `${String(one.seq)} ${one.kind} ${one.problem}`);

test("an untouched store holds", async () => {
  const report = verify(await sealedStore());
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ links: 5, records: 4, pictures: 6, heads: 1 });
});

// Links: 1 start, 2 read, 3 read, 4 hit, 5 read.
const forgeries: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "an altered plate",
    "UPDATE reads SET body = replace(body, 'ABC123', 'ABC128') WHERE seq = 3",
    ["3 read altered", "3 search unfindable"],
  ],
  ["altered matrices", "UPDATE reads SET matrices = x'00' WHERE seq = 2", ["2 read altered"]],
  [
    "a read deleted without a receipt",
    "DELETE FROM reads WHERE seq = 3",
    ["3 read missing", "3 search unfindable"],
  ],
  ["a hit deleted without a receipt", "DELETE FROM hits", ["4 hit missing"]],
  [
    "a record cut out with its link",
    "DELETE FROM reads WHERE seq = 3; DELETE FROM links WHERE seq = 3",
    ["4 hit missing", "4 hit altered", "3 search unfindable"],
  ],
  [
    "two records exchanged",
    "UPDATE reads SET seq = 99 WHERE seq = 2; UPDATE reads SET seq = 2 WHERE seq = 5; UPDATE reads SET seq = 5 WHERE seq = 99",
    ["2 read reordered", "5 read reordered"],
  ],
  [
    "pictures dropped without a receipt",
    "UPDATE reads SET pictures = NULL WHERE seq = 5",
    ["5 read picture"],
  ],
  ["a link's time altered", "UPDATE links SET at = at - 1 WHERE seq = 4", ["4 hit altered"]],
  ["a signed head altered", "UPDATE heads SET body = replace(body, 'car-12', 'car-8')", ["5 head unsigned"]],
  [
    "the newest record cut off with its link",
    "DELETE FROM reads WHERE seq = 5; DELETE FROM links WHERE seq = 5",
    ["5 head altered", "5 search unfindable", "4 witness cut"],
  ],
];

test.each(forgeries)("%s is found and named", async (_name, sql, expected) => {
  const dir = await sealedStore();
  forge(dir, (db) => db.exec(sql));
  expect(problems(verify(dir))).toEqual(expected);
});

test("an exchanged picture is found and named", async () => {
  const dir = await sealedStore();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  const [first, second] = handle.evidence.db
    .prepare<[], { id: string }>("SELECT id FROM reads ORDER BY seq")
    .all()
    .map((row) => handle.pictures.path("2026-01-15.read", { readId: row.id, revision: 1 }));
  handle.close();
  const third = second.replace("2026-01-15.read", "2026-01-15.hit");
  writeFileSync(first, readFileSync(third));
  expect(problems(verify(dir))).toEqual(["2 read picture", "2 read picture"]);
});

test("a lost tail is seen at the next start, and the gap stays visible for ever", async () => {
  const dir = await sealedStore();
  forge(dir, (db) =>
    db.exec("DELETE FROM heads; DELETE FROM reads WHERE seq = 5; DELETE FROM links WHERE seq = 5"),
  );
  const again = await testStore({ dir });
  // Pictures of the lost records are kept aside, which is told too.
  expect(again.faults.raised).toEqual(["DB_CORRUPT", "EVIDENCE_LOST"]);
  again.store.close();
  const report = verify(dir);
  expect(problems(report)).toEqual(["6 audit missing", "7 loss missing", "5 search unfindable"]);
  expect(report.findings[0]?.text).toBe("links 5 to 5 are missing before this one");
});

test("evidence and audit lines cannot be changed or deleted by ordinary means", async () => {
  const dir = await sealedStore();
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  onTestFinished(() => handle.close());
  const { db } = handle.evidence;
  handle.evidence.write(() =>
    handle.evidence.audit.append({
      at: testTime,
      actor: { name: "a", role: "system", source: "cli" },
      event: "start",
      outcome: "success",
    }),
  );
  for (const table of ["links", "reads", "hits", "audit"]) {
    expect(() => db.exec(`DELETE FROM ${table}`), table).toThrow(/append-only|retention/);
  }
  expect(() => db.exec("UPDATE audit SET body = '{}'")).toThrow(/append-only/);
  expect(() => db.exec("UPDATE reads SET body = '{}'")).toThrow(/never overwritten/);
});
