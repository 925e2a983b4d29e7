import {
  copyFileSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { isEncrypted } from "../../../src/shared/platform/encrypted.js";
import { connect } from "../../../src/unit/store/database/db.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { rotateUnitKey } from "../../../src/unit/store/keys/rotate.js";
import { openStore } from "../../../src/unit/store/store.js";
import { verifyChain } from "../../../src/unit/store/verify/verify.js";
import { wipeStore } from "../../../src/unit/store/wipe.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRead, aRecord, testTime } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const otherKey = Buffer.alloc(32, 9);

function snapshot(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map(
      (file) =>
        `${file} ${readFileSync(file).toString("base64").slice(0, 4000)} ${String(statSync(file).size)}`,
    );
}

async function filled(): Promise<{ dir: string; id: string; plate: Uint8Array }> {
  const { store, dir } = await testStore();
  const record = aRecord(aRead());
  await store.record(record);
  store.close();
  return { dir, id: record.read.id, plate: record.pictures.plate };
}

test("a wrong key is a clear error and changes nothing", async () => {
  const { dir } = await filled();
  const before = snapshot(dir);
  const { options } = await testStore();
  await expect(openStore({ ...options, dir, unitKey: otherKey })).rejects.toMatchObject({ code: "DB_KEY" });
  expect(snapshot(dir)).toEqual(before);
  const again = await testStore({ dir });
  expect(again.faults.raised).toEqual([]);
  expect(again.store.newestReads(5)).toHaveLength(1);
});

test("whether the database is encrypted is asked of it", async () => {
  const { store } = await testStore();
  expect(store.encrypted()).toBe(true);
  const file = join(scratchFolder(), "plain.db");
  const plain = new Database(file);
  plain.exec("CREATE TABLE one (id INTEGER)");
  expect(isEncrypted(plain)).toBe(false);
  expect(readFileSync(file).toString("latin1", 0, 15)).toBe("SQLite format 3");
  plain.close();
  // An SQLite without ciphers takes any key without a word.
  const without = {
    prepare: () => {
      throw new Error("no such function: sqlite3mc_codec_data");
    },
  };
  expect(isEncrypted(without)).toBe(false);
});

test("a newer database is refused and left alone", async () => {
  const { dir } = await filled();
  const paths = storePaths(dir);
  const db = connect(paths.database, openKeys(paths, unitKey, memoryLog()).database);
  db.pragma("user_version = 999");
  db.close();
  const { options } = await testStore();
  await expect(openStore({ ...options, dir })).rejects.toMatchObject({ code: "DB_NEWER" });
  expect(readdirSync(dir)).not.toContain("set-aside");
});

test("one damaged copy of a key is mended from the other", async () => {
  const { dir, id, plate } = await filled();
  for (const name of ["database.key", "signing.copy.key"]) writeFileSync(join(dir, "keys", name), "{");
  const { store, faults } = await testStore({ dir });
  expect(faults.raised).toEqual([]);
  expect(await store.picture(`${id}.1.plate`)).toEqual(Buffer.from(plate));
  expect(readFileSync(join(dir, "keys", "database.key"), "utf8")).toContain("sealed");
});

test("rotation: the new key opens everything, the old one nothing, and the chain still verifies", async () => {
  const { dir, id, plate } = await filled();
  expect(rotateUnitKey(storePaths(dir), unitKey, otherKey)).toEqual({ keys: 5, damaged: [] });
  const { options } = await testStore();
  await expect(openStore({ ...options, dir })).rejects.toMatchObject({ code: "DB_KEY" });
  const { store } = await testStore({ dir, key: otherKey });
  expect(await store.picture(`${id}.1.plate`)).toEqual(Buffer.from(plate));
  store.close();
  const handle = openStoreHandle({ dir, unitKey: otherKey, now: () => testTime, log: memoryLog() });
  expect(verifyChain({ ...handle, pictures: true }).findings).toEqual([]);
  handle.close();
  expect(readdirSync(dir).filter((name) => name.startsWith("keys"))).toEqual(["keys"]);
});

test("rotation cut by a power failure ends as the old keys or the new, never a mixture", async () => {
  const { dir } = await filled();
  const paths = storePaths(dir);
  // Between the two renames only the new set has its final place to go to.
  renameSync(paths.keys, `${paths.keys}.next`);
  (await testStore({ dir })).store.close();
  // Before the first rename the half-written new set is thrown away.
  const half = scratchFolder();
  copyFileSync(join(paths.keys, "database.key"), join(half, "database.key"));
  renameSync(half, `${paths.keys}.next`);
  const again = await testStore({ dir });
  expect(again.store.newestReads(5)).toHaveLength(1);
  expect(readdirSync(dir)).not.toContain("keys.next");
});

test("rotation is refused while the daemon has the store open", async () => {
  const { dir } = await testStore();
  expect(() => rotateUnitKey(storePaths(dir), unitKey, otherKey)).toThrow(/another process/);
});

test("wipe destroys everything below the folder, and refuses a folder that is no store", async () => {
  const { dir } = await filled();
  const report = wipeStore(storePaths(dir), () => testTime);
  expect(report.keys).toBeGreaterThan(5);
  expect(readdirSync(dir)).toEqual([]);
  const other = scratchFolder();
  writeFileSync(join(other, "letter.txt"), "dear");
  expect(() => wipeStore(storePaths(other), () => testTime)).toThrow(/no store/);
  rmSync(other, { recursive: true });
});
