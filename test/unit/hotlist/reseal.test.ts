// Lists of version 0.1.0, whose key came from the unit key, get the random one.
import fs, { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import { openListDb } from "../../../src/unit/hotlist/list-file/list-db.js";
import { resealLists } from "../../../src/unit/hotlist/reseal.js";
import { openSourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { buildInPlace, listKey, place } from "../../kit/units/hotlist-place.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const random = Buffer.alloc(32, 3);
/** As `openListKeys` gives them: the present key, and that of version 0.1.0. */
const keys = Buffer.concat([random, listKey]);

async function oldLists() {
  const at = await place();
  await at.load("a", ["plate", "ABC123"]);
  await at.load("b", ["plate", "DEF456"]);
  const files = ["a", "b"].map((id) => {
    const folder = openSourceFolder(at.dir, id);
    return folder.path(folder.manifest()?.file ?? "");
  });
  return { ...at, files };
}

const opens = (file: string, key: Buffer): boolean => {
  try {
    openListDb(file, key).close();
    return true;
  } catch {
    return false;
  }
};

it("seals every old list anew, once; the old key opens nothing then, and a damaged file is left alone", async () => {
  const { dir, files } = await oldLists();
  const damaged = join(dir, "a", "0-damaged.list");
  writeFileSync(damaged, Buffer.alloc(8_192, 1));
  expect(files.every((file) => opens(file, keys) && !opens(file, random))).toBe(true);
  expect(resealLists(dir, keys)).toBe(2);
  expect(files.map((file) => [opens(file, random), opens(file, listKey)])).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(resealLists(dir, keys)).toBe(0);
  expect(existsSync(damaged)).toBe(true);
  expect(resealLists(join(dir, "none"), keys)).toBe(0);
});

it("cut at any step, every list opens with one of the keys", async () => {
  const { dir } = await oldLists();
  const steps = ["copyFileSync", "openSync", "fsyncSync", "renameSync"] as const;
  let cuts = 0;
  for (let at = 1; ; at++) {
    const copy = join(scratchFolder(), "lists");
    cpSync(dir, copy, { recursive: true });
    const real = Object.fromEntries(steps.map((name) => [name, fs[name]]));
    let count = 0;
    const fail =
      (name: string) =>
      (...args: unknown[]) => {
        if (++count >= at) throw new Error("cut");
        return (real[name] as (...args: unknown[]) => unknown)(...args);
      };
    Object.assign(fs, Object.fromEntries(steps.map((name) => [name, fail(name)])));
    syncBuiltinESMExports();
    let isCut = false;
    try {
      resealLists(copy, keys);
    } catch {
      isCut = true;
    } finally {
      Object.assign(fs, real);
      syncBuiltinESMExports();
    }
    for (const id of ["a", "b"]) {
      const folder = openSourceFolder(copy, id);
      expect(opens(folder.path(folder.manifest()?.file ?? ""), keys), `cut at ${String(at)}`).toBe(true);
    }
    if (!isCut) break;
    cuts++;
  }
  expect(cuts).toBeGreaterThan(6);
});

it("the next import seals with the present key, also over a list in force of the old one", async () => {
  const { dir, config, clock } = await oldLists();
  const [source] = config.sources;
  const path = join(dir, "more");
  writeFileSync(path, "plate\nGHI789\n");
  const actor = { name: "tester", role: "technician", source: "cli" } as const;
  const request = { source, path, mode: "add", force: false, origin: "command", actor } as const;
  const report = await importList({ dir, key: keys, clock, build: buildInPlace }, request);
  expect(report.meta.entries).toBe(2);
  const folder = openSourceFolder(dir, "a");
  expect(opens(folder.path(folder.manifest()?.file ?? ""), random)).toBe(true);
  rmSync(path);
  expect(readdirSync(folder.dir).filter((name) => name.endsWith(".list"))).toHaveLength(1);
});
