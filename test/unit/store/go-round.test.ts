// A file of the store that is no use any more: told, kept for a person to look at, and gone round. Records go on.
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { openSessions } from "../../../src/unit/store/tables/current-db.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { quickCheck } from "../../../src/unit/store/database/quick-check.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { takeLock } from "../../../src/unit/store/database/lock.js";
import { putNote } from "../../../src/unit/store/database/notes.js";
import { noteWhole } from "../../../src/unit/store/sweep.js";
import type { Finding } from "../../../src/unit/store/verify/finding.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { testStore, turnOf, unitKey, type TestStore } from "../../kit/units/store.js";

/** A store of some reads that is closed, and the folder it lies in. */
async function closed(): Promise<string> {
  const made = await testStore();
  for (let i = 0; i < 3; i++) await made.store.record(aRecord());
  made.store.close();
  return made.dir;
}

/** A new read is written, found, and its picture decrypts. */
async function works({ store }: TestStore): Promise<void> {
  const record = aRecord();
  await store.record(record);
  expect(store.read(record.read.id)).toEqual(record.read);
  expect(await store.picture(`${record.read.id}.1.plate`)).toEqual(Buffer.from(record.pictures.plate));
}

function verify(dir: string): readonly Finding[] {
  const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
  try {
    return verifyChain({ ...handle, pictures: true }).findings;
  } finally {
    handle.close();
  }
}

const vaultKey = (dir: string): string => {
  const [name] = readdirSync(join(dir, "keys", "vaults"));
  return join(dir, "keys", "vaults", name);
};
const lost = ({ faults }: TestStore): readonly string[] =>
  faults.list().flatMap(({ code, subject }) => (code === "EVIDENCE_LOST" ? [subject] : []));

function folderInstead(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
}

describe("a file of the store that is no use", () => {
  it("the witness is a folder: told, kept, and records go on", async () => {
    const dir = await closed();
    folderInstead(join(dir, "witness"));
    const made = await testStore({ dir });
    expect(lost(made)).toEqual(["chain.witness-missing"]);
    expect(readdirSync(dir)).toContain("witness.damaged");
    await works(made);
    made.store.close();
    expect(verify(dir).map(({ kind, ref }) => `${kind} ${ref}`)).toEqual(["loss chain.witness-missing"]);
  });

  it.each(["database", "signing"])("one copy of the key of %s is a folder: the other does", async (name) => {
    const dir = await closed();
    folderInstead(join(dir, "keys", `${name}.key`));
    const made = await testStore({ dir });
    expect(made.faults.raised).toEqual([]);
    await works(made);
    made.store.close();
    expect(verify(dir)).toEqual([]);
    expect(readdirSync(join(dir, "keys"))).toContain(`${name}.key.damaged`);
  });

  it("both keys of the database are damaged: their bytes are kept", async () => {
    const dir = await closed();
    for (const name of ["database.key", "database.copy.key"])
      writeFileSync(join(dir, "keys", name), "garbage");
    const made = await testStore({ dir });
    expect(made.faults.raised).toContain("DB_CORRUPT");
    await works(made);
    expect(readdirSync(join(dir, "keys"))).toContain("database.key.damaged");
  });

  it.each([
    ["removed", (file: string) => rmSync(file)],
    ["cut to nothing", (file: string) => truncateSync(file, 0)],
    ["a folder", folderInstead],
  ])(
    "the key of a day's pictures is %s: told once, and the day goes on under a new one",
    async (_how, harm) => {
      const dir = await closed();
      harm(vaultKey(dir));
      const made = await testStore({ dir });
      expect(lost(made)).toEqual(["pictures.key-lost"]);
      await works(made);
      made.store.close();
      const found = verify(dir);
      expect(found.filter(({ kind }) => kind === "loss").map(({ ref }) => ref)).toEqual([
        "pictures.key-lost",
      ]);
      expect(found.filter(({ problem }) => problem === "picture")).toHaveLength(6);
      const again = await testStore({ dir });
      expect(lost(again)).toEqual([]);
      await works(again);
    },
  );

  it("a stray file among the pictures and among what was set aside stops nothing", async () => {
    const dir = await closed();
    writeFileSync(join(dir, "pictures", "notes.txt"), "x");
    mkdirSync(join(dir, "set-aside"));
    writeFileSync(join(dir, "set-aside", "notes.txt"), "x");
    const made = await testStore({ dir });
    await works(made);
    await turnOf(made);
    await works(made);
    expect(made.faults.raised).toEqual([]);
    expect(made.store.status().setAside).toBe(0);
  });

  it.each([
    ["removed", () => undefined],
    ["a file", (folder: string) => writeFileSync(folder, "in the way")],
  ])("the folder of a day's pictures is %s: told at the start, and records go on", async (_how, put) => {
    const dir = await closed();
    const [vault] = readdirSync(join(dir, "pictures"));
    rmSync(join(dir, "pictures", vault), { recursive: true });
    put(join(dir, "pictures", vault));
    const made = await testStore({ dir });
    const told = [...made.faults.standing];
    expect(told).toMatchObject([["DB_CORRUPT pictures", expect.stringMatching(/^3 pictures named/)]]);
    await made.store.record(aRecord());
    expect(made.store.newestReads(9)).toHaveLength(4);
  });

  it("the folder of pictures is a file: reads and hits are recorded without them, and with them again later", async () => {
    const dir = await closed();
    rmSync(join(dir, "pictures"), { recursive: true });
    writeFileSync(join(dir, "pictures"), "in the way");
    const made = await testStore({ dir });
    const read = aRead();
    const record = aRecord(read, [aHit(read)]);
    await made.store.record(record);
    expect(made.store.hitsOf(read.id)).toHaveLength(1);
    expect(made.faults.list()).toMatchObject([{ code: "EVIDENCE_WRITE", subject: "pictures" }]);
    expect(await made.store.picture(`${read.id}.1.plate`)).toBeNull();
    rmSync(join(dir, "pictures"));
    await works(made);
    expect(made.faults.list()).toEqual([]);
    made.store.close();
    expect(verify(dir).filter(({ ref }) => ref.startsWith(read.id))).toEqual([]);
  });

  it("the lock is a folder: not a store in use, but one that cannot be locked", () => {
    const path = join(scratchFolder(), "lock");
    mkdirSync(path);
    const take = (): void => takeLock({ path, mode: "writer", who: "me", now: () => testTime }).release();
    expect(take).toThrow(expect.objectContaining({ code: "STORE_LOCK" }));
  });
});

describe("a database that cannot be set aside", () => {
  it("is told, and is opened again as soon as the disk allows it", async () => {
    const dir = await closed();
    const paths = storePaths(dir);
    const [clock, log, faults] = [new FakeClock(), memoryLog(), memoryFaults()];
    const keys = openKeys(paths, unitKey, log);
    const currentDb = openSessions({ paths, keys, clock, log, faults });
    onTestFinished(() => currentDb.close());
    writeFileSync(paths.setAside, "in the way");
    expect(() => currentDb.replace("found damaged")).toThrow(/EEXIST/);
    expect(faults.list()).toMatchObject([{ code: "EVIDENCE_WRITE", subject: "database" }]);
    expect(() => currentDb.current()).toThrow(/EEXIST/);
    rmSync(paths.setAside);
    await clock.advance(6_000);
    expect(currentDb.run((one) => one.reads.newest(9))).toHaveLength(3);
    expect(faults.list()).toEqual([]);
  });

  it("leaves a line in the trail of what was not recorded", async () => {
    const made = await testStore();
    const bad = aRecord();
    await expect(
      made.store.record({ ...bad, read: { ...bad.read, id: null as unknown as string } }),
    ).rejects.toMatchObject({ code: "EVIDENCE_WRITE" });
    await works(made);
    expect(made.store.auditEvents(20, null).map(({ event }) => event)).toContain("reads.not-recorded");
  });
});

describe("the sweep at a start", () => {
  it("looks at no day that was whole when the run before last said so, and at all after a clock that was ahead", async () => {
    const dir = await closed();
    const paths = storePaths(dir);
    const [vault] = readdirSync(paths.pictures);
    const left = join(paths.pictures, vault, "left.1");
    const leave = (at: Date): void => {
      writeFileSync(left, "x");
      utimesSync(join(paths.pictures, vault), at, at);
    };
    // As an hour of the run does, whatever the start before it swept.
    const whole = (value: number): void => {
      const handle = openStoreHandle({ dir, unitKey, now: () => testTime, log: memoryLog() });
      handle.evidence.write(() => {
        putNote(handle.evidence.db, "swept", 0);
        putNote(handle.evidence.db, "pictures whole to", 0);
        noteWhole(handle.evidence, paths, value);
      });
      handle.close();
    };
    const start = async (): Promise<boolean> => {
      (await testStore({ dir })).store.close();
      return existsSync(left);
    };
    leave(new Date(testTime - 3_600_000));
    whole(testTime);
    expect(await start()).toBe(false);
    leave(new Date(testTime - 3_600_000));
    mkdirSync(join(paths.pictures, "2026-01-16.read"));
    whole(testTime);
    expect(await start()).toBe(true);
    leave(new Date(testTime));
    whole(testTime);
    expect(await start()).toBe(false);
    leave(new Date(testTime - 3_600_000));
    utimesSync(join(paths.pictures, "2026-01-16.read"), new Date("2099-01-01"), new Date("2099-01-01"));
    whole(Date.parse("2099-01-01"));
    expect(await start()).toBe(false);
  });
});

describe("the check in the background", () => {
  it("tells a check that could not be made from damage", async () => {
    const dir = await closed();
    expect(quickCheck(join(dir, "nothing.db"), unitKey)).toMatchObject({
      damage: null,
      failed: expect.stringContaining("unable to open") as string,
    });
    expect(quickCheck(join(dir, "tagwatch.db"), unitKey).damage).toMatch(/not a database/);
  });
});
