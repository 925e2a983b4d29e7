// A store that somebody put back to an earlier state, or that lost what proves it whole: told as a fault, kept as an audit
// line, named by verification.
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDesk } from "../../src/store/desk.js";
import { checkHeldHead, parseHead } from "../../src/store/held-heads.js";
import { openStore } from "../../src/store/store.js";
import { verifyChain, type VerifyReport } from "../../src/store/verify.js";
import type { ChainHead } from "../../src/store/witness.js";
import { memoryLog } from "../helpers/log.js";
import { aRead, aRecord, testTime } from "../helpers/records.js";
import { memoryFaults, tempFolder, testStore, unitKey, type TestStore } from "../helpers/store.js";

async function filled(reads: number): Promise<TestStore> {
  const made = await testStore();
  for (let i = 0; i < reads; i++) await made.store.record(aRecord(aRead()));
  return made;
}

/** A store of two reads; `rollBack` puts its database back to what it was, after two more reads. */
async function rolledBack(): Promise<TestStore & { readonly later: ChainHead }> {
  const made = await filled(2);
  made.store.close();
  const copy = join(tempFolder(), "tagwatch.db");
  copyFileSync(join(made.dir, "tagwatch.db"), copy);
  const store = await openStore(made.options);
  for (let i = 0; i < 2; i++) await store.record(aRecord(aRead()));
  const later = store.status().head;
  store.close();
  copyFileSync(copy, join(made.dir, "tagwatch.db"));
  for (const tail of ["-wal", "-shm"]) rmSync(join(made.dir, `tagwatch.db${tail}`), { force: true });
  return { ...made, later };
}

async function reopen({ options }: TestStore): Promise<ReturnType<typeof memoryFaults>> {
  const faults = memoryFaults();
  const store = await openStore({ ...options, faults });
  store.close();
  return faults;
}

function atDesk<T>(dir: string, work: (desk: ReturnType<typeof openDesk>) => T): T {
  const desk = openDesk({ dir, unitKey, now: () => testTime, log: memoryLog() });
  try {
    return work(desk);
  } finally {
    desk.close();
  }
}

const verify = (dir: string): VerifyReport =>
  atDesk(dir, (desk) => verifyChain({ ...desk, pictures: false }));
const named = (report: VerifyReport): readonly string[] =>
  report.findings.filter(({ kind }) => kind === "loss").map(({ ref }) => ref);
const lost = (faults: ReturnType<typeof memoryFaults>): readonly string[] =>
  faults.list().flatMap(({ code, subject }) => (code === "EVIDENCE_LOST" ? [subject] : []));

describe("a store with something gone", () => {
  it("is quiet at its first start, and at every one after", async () => {
    const made = await filled(1);
    made.store.close();
    expect(lost(made.faults)).toEqual([]);
    expect(lost(await reopen(made))).toEqual([]);
    expect(verify(made.dir).findings).toEqual([]);
  });

  it.each([true, false])(
    "its database put back and the witness removed, a command first: %s",
    async (first) => {
      const made = await rolledBack();
      rmSync(join(made.dir, "witness"));
      if (first) expect(named(verify(made.dir))).toEqual(["chain.witness-missing"]);
      expect(lost(await reopen(made))).toEqual(["chain.witness-missing"]);
      // Told once, named for good.
      expect(lost(await reopen(made))).toEqual([]);
      expect(named(verify(made.dir))).toEqual(["chain.witness-missing"]);
    },
  );

  it("the database and the witness removed", async () => {
    const made = await filled(1);
    made.store.close();
    for (const name of ["witness", "tagwatch.db"]) rmSync(join(made.dir, name));
    expect(lost(await reopen(made))).toEqual(["store.database-missing"]);
    expect(named(verify(made.dir))).toEqual(["store.database-missing"]);
  });

  it("the signing key removed or damaged", async () => {
    const made = await filled(1);
    made.store.close();
    rmSync(join(made.dir, "keys", "signing.key"));
    writeFileSync(join(made.dir, "keys", "signing.copy.key"), "garbage");
    expect(lost(await reopen(made))).toEqual(["keys.signing-replaced"]);
    expect(named(verify(made.dir))).toEqual(["keys.signing-replaced"]);
  });
});

describe("a head kept elsewhere", () => {
  it("shows a chain put back by someone who has the keys", async () => {
    const made = await rolledBack();
    const text = `${String(made.later.seq)}:${made.later.hash}`;
    expect(atDesk(made.dir, (desk) => checkHeldHead(desk.session, parseHead(text)))).toMatchObject({
      kind: "head",
      problem: "cut",
    });
    // Going on from there makes other links of the same numbers.
    const store = await openStore({ ...made.options, faults: memoryFaults() });
    for (let i = 0; i < 4; i++) await store.record(aRecord(aRead()));
    const now = store.status().head;
    store.close();
    atDesk(made.dir, (desk) => {
      expect(checkHeldHead(desk.session, parseHead(text))).not.toBeNull();
      expect(checkHeldHead(desk.session, now)).toBeNull();
    });
  });

  it("is read from a printed line, a signed head and a status message, and from nothing else", () => {
    const head = { seq: 7, hash: "ab".repeat(32) };
    const file = join(tempFolder(), "head.json");
    for (const value of [
      { ...head, unit: "car-7" },
      { head },
      { type: "status", health: { head, waiting: 1 } },
    ]) {
      writeFileSync(file, JSON.stringify(value));
      expect(parseHead(file)).toEqual(head);
    }
    expect(parseHead(`7:${head.hash}`)).toEqual(head);
    writeFileSync(file, '{"seq":"7"}');
    for (const bad of [file, "7:xyz", join(tempFolder(), "none")])
      expect(() => parseHead(bad)).toThrow(/is no head/);
  });
});
