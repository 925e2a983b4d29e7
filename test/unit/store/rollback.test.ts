// A store that somebody put back to an earlier state, or that lost what proves it whole: told as a fault, kept as an audit
// line, named by verification.
import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/unit/store/database/open.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { checkHeldHead, parseHead } from "../../../src/unit/store/verify/held-heads.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { storePaths, type StorePaths } from "../../../src/unit/store/database/paths.js";
import { openEvidenceDb } from "../../../src/unit/store/tables/evidence-db.js";
import { openStore } from "../../../src/unit/store/store.js";
import { verifyChain, type VerifyReport } from "../../../src/unit/store/verify/verify.js";
import { openExternalAnchor } from "../../../src/unit/store/ledger/external-anchor.js";
import type { ChainHead } from "../../../src/shared/evidence/chain.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

async function filled(reads: number): Promise<TestStore> {
  const made = await testStore();
  for (let i = 0; i < reads; i++) await made.store.record(aRecord(aRead()));
  return made;
}

/** A store of two reads; `rollBack` puts its database back to what it was, after two more reads. */
async function rolledBack(): Promise<TestStore & { readonly later: ChainHead }> {
  const made = await filled(2);
  made.store.close();
  const copy = join(scratchFolder(), "tagwatch.db");
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

function withHandle<T>(dir: string, work: (handle: ReturnType<typeof openStoreHandle>) => T): T {
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  try {
    return work(handle);
  } finally {
    handle.close();
  }
}

const pictureFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  );
const setAsidePictures = (dir: string): readonly string[] =>
  pictureFiles(join(dir, "set-aside")).filter((name) => name !== "salvaged");
const verify = (dir: string): VerifyReport =>
  withHandle(dir, (handle) => verifyChain({ ...handle, pictures: false }));
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
      const both = ["chain.witness-missing", "pictures.without-record"];
      expect(lost(await reopen(made))).toEqual(both);
      // Told once, named for good.
      expect(lost(await reopen(made))).toEqual([]);
      expect(named(verify(made.dir))).toEqual(both);
    },
  );

  it("the database and the witness removed", async () => {
    const made = await filled(1);
    made.store.close();
    for (const name of ["witness", "tagwatch.db"]) rmSync(join(made.dir, name));
    const both = ["store.database-missing", "pictures.without-record"];
    expect(lost(await reopen(made))).toEqual(both);
    expect(named(verify(made.dir))).toEqual(both);
    expect(setAsidePictures(made.dir)).toHaveLength(1);
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

describe("pictures whose records were rolled away", () => {
  it.each([
    ["the witness removed, a command first", true, true],
    ["the witness left, a command first", false, true],
    ["the witness left", false, false],
  ])("are set aside and named, not deleted: %s", async (_how, isRemoved, first) => {
    const made = await rolledBack();
    const before = pictureFiles(join(made.dir, "pictures"));
    if (isRemoved) rmSync(join(made.dir, "witness"));
    if (first) verify(made.dir);
    const faults = await reopen(made);
    expect(lost(faults)).toContain("pictures.without-record");
    expect(faults.list().map(({ text }) => text)).toContainEqual(expect.stringMatching(/^2 pictures/));
    const kept = setAsidePictures(made.dir);
    expect(kept).toHaveLength(2);
    expect([...pictureFiles(join(made.dir, "pictures")), ...kept].sort()).toEqual([...before].sort());
    // Later orphans are those of a power cut again: they go.
    const [vault] = readdirSync(join(made.dir, "pictures"));
    writeFileSync(join(made.dir, "pictures", vault, "left-over.1"), "x");
    await reopen(made);
    expect(pictureFiles(join(made.dir, "pictures"))).not.toContain("left-over.1");
    expect(setAsidePictures(made.dir)).toHaveLength(2);
  });
});

describe("a first start that was killed", () => {
  type Stage = (paths: StorePaths) => void;
  const keysOnly: Stage = (paths) => void openKeys(paths, unitKey, memoryLog());
  const emptyDatabase: Stage = (paths) =>
    openDatabase(paths.database, openKeys(paths, unitKey, memoryLog()).database).db.close();
  const emptyAnchor: Stage = (paths) => {
    emptyDatabase(paths);
    openExternalAnchor(paths.anchor, openKeys(paths, unitKey, memoryLog()).anchor).close();
  };
  const firstLink: Stage = (paths) => {
    emptyAnchor(paths);
    const keys = { ...openKeys(paths, unitKey, memoryLog()), publish: () => undefined };
    const start = { reason: "first start", after: null } as const;
    openEvidenceDb({ paths, keys, start, now: () => testTime, onAnchorFault: () => undefined }).close();
    writeFileSync(paths.anchor, Buffer.alloc(8192));
  };

  it.each([
    ["with its keys", keysOnly],
    ["with an empty database", emptyDatabase],
    ["with an empty witness", emptyAnchor],
    ["with its first link, not witnessed", firstLink],
  ])("%s is no loss", async (_how, stage) => {
    const dir = scratchFolder();
    stage(storePaths(dir));
    const made = await testStore({ dir });
    await made.store.record(aRecord(aRead()));
    made.store.close();
    expect(made.faults.raised).toEqual([]);
    expect(verify(dir).findings).toEqual([]);
    expect(readdirSync(join(dir, "keys", "public"))).toHaveLength(1);
    // From now on the store counts as used.
    for (const name of ["witness", "tagwatch.db"]) rmSync(join(dir, name));
    expect(lost(await reopen(made))).toContain("store.database-missing");
  });
});

describe("a head kept elsewhere", () => {
  it("shows a chain put back by someone who has the keys", async () => {
    const made = await rolledBack();
    const text = `${String(made.later.seq)}:${made.later.hash}`;
    expect(withHandle(made.dir, (handle) => checkHeldHead(handle.evidence, parseHead(text)))).toMatchObject({
      kind: "head",
      problem: "cut",
    });
    // Going on from there makes other links of the same numbers.
    const store = await openStore({ ...made.options, faults: memoryFaults() });
    for (let i = 0; i < 4; i++) await store.record(aRecord(aRead()));
    const now = store.status().head;
    store.close();
    withHandle(made.dir, (handle) => {
      expect(checkHeldHead(handle.evidence, parseHead(text))).not.toBeNull();
      expect(checkHeldHead(handle.evidence, now)).toBeNull();
    });
  });

  it("is read from a printed line, a signed head and a status message, and from nothing else", () => {
    const head = { seq: 7, hash: "ab".repeat(32) };
    const file = join(scratchFolder(), "head.json");
    for (const value of [
      { ...head, unit: "car-12" },
      { head },
      { type: "status", health: { head, waiting: 1 } },
    ]) {
      writeFileSync(file, JSON.stringify(value));
      expect(parseHead(file)).toEqual(head);
    }
    expect(parseHead(`7:${head.hash}`)).toEqual(head);
    writeFileSync(file, '{"seq":"7"}');
    for (const bad of [file, "7:xyz", join(scratchFolder(), "none")])
      expect(() => parseHead(bad)).toThrow(/is no head/);
  });
});
