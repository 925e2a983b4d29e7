import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { openListKeys } from "../../../src/unit/store/keys/list-key.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { rotateUnitKey } from "../../../src/unit/store/keys/rotate.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRead, aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const otherKey = Buffer.alloc(32, 9);
const steps = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "renameSync",
  "rmSync",
  "mkdirSync",
  "linkSync",
] as const;

/** A store with a read, and all keys that open it. */
async function filled() {
  const { store, dir } = await testStore();
  await store.record(aRecord(aRead()));
  store.close();
  return { dir, keys: keysOf(dir, unitKey) };
}

/** Everything a unit key opens, in hex. Throws DB_KEY when it does not. */
function keysOf(dir: string, secret: Buffer): readonly string[] {
  const paths = storePaths(dir);
  const keys = openKeys(paths, secret, memoryLog());
  const vaults = [...keys.vaults()].sort();
  return [
    keys.database,
    openListKeys(paths, secret).subarray(0, 32),
    ...vaults.map((name) => keys.vault(name)),
  ].map((key) => key?.toString("hex") ?? "none");
}

/** Runs `work`, in which the step number `at` and everything after it fails, as for a process that is killed there. */
function cutAt(at: number, work: () => void): boolean {
  const real = fs as unknown as { default: Record<string, (...args: unknown[]) => unknown> };
  const originals = steps.map((name) => real.default[name]);
  let count = 0;
  steps.forEach((name, i) => {
    real.default[name] = (...args) => {
      if (++count >= at) throw new Error("killed");
      return originals[i]?.(...args);
    };
  });
  syncBuiltinESMExports();
  try {
    work();
    return false;
  } catch (error) {
    if ((error as Error).message !== "killed") throw error;
    return true;
  } finally {
    steps.forEach((name, i) => {
      const original = originals[i];
      if (original) real.default[name] = original;
    });
    syncBuiltinESMExports();
  }
}

test(
  "cut at any moment, one of the two unit keys opens everything, lists too",
  { timeout: 120_000 },
  async () => {
    const { dir, keys } = await filled();
    const ended = { old: 0, new: 0 };
    for (let at = 1; ; at++) {
      const copy = join(scratchFolder(), "store");
      cpSync(dir, copy, { recursive: true });
      const isCut = cutAt(at, () => rotateUnitKey(storePaths(copy), unitKey, otherKey));
      let secret = otherKey;
      try {
        openKeys(storePaths(copy), otherKey, memoryLog());
      } catch {
        secret = unitKey;
      }
      expect(keysOf(copy, secret), `cut at step ${String(at)}`).toEqual(keys);
      if (secret === unitKey) ended.old++;
      else ended.new++;
      expect(readdirSync(copy).filter((name) => name.startsWith("keys"))).toEqual(["keys"]);
      if (!isCut) break;
    }
    expect(ended.old).toBeGreaterThan(20);
    expect(ended.new).toBeGreaterThan(5);
  },
);

/** Rotates in a process of its own that kills itself with SIGKILL before the step number `at`. */
const killedRotation = `
  import fs from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  const [dist, dir, from, to, at, ...steps] = process.argv.slice(1);
  const { rotateUnitKey } = await import(dist + "/unit/store/keys/rotate.js");
  const { storePaths } = await import(dist + "/unit/store/database/paths.js");
  let count = 0;
  for (const name of steps) {
    const real = fs[name];
    fs[name] = (...args) => {
      if (++count >= Number(at)) process.kill(process.pid, "SIGKILL");
      return real(...args);
    };
  }
  syncBuiltinESMExports();
  rotateUnitKey(storePaths(dir), Buffer.from(from, "hex"), Buffer.from(to, "hex"));
`;

// Needs a build. The test above cuts at every step; this one shows that a real kill is no other thing.
test("kill -9 at many moments: one of the two unit keys opens everything", { timeout: 120_000 }, async () => {
  const { dir, keys } = await filled();
  const dist = new URL("../../../dist", import.meta.url).pathname;
  const secrets = [unitKey.toString("hex"), otherKey.toString("hex")];
  const signals = new Set<string | null>();
  for (let at = 1; at < 90; at += 8) {
    const copy = join(scratchFolder(), "store");
    cpSync(dir, copy, { recursive: true });
    const args = ["--input-type=module", "-e", killedRotation, dist, copy, ...secrets, String(at), ...steps];
    signals.add(spawnSync(process.execPath, args).signal);
    const found = [otherKey, unitKey].flatMap((secret) => {
      try {
        return [keysOf(copy, secret)];
      } catch {
        return [];
      }
    });
    expect(found, `killed at step ${String(at)}`).toEqual([keys]);
  }
  expect(signals).toContain("SIGKILL");
});

test("a damaged key does not hold the rotation up: its twin serves, and a lone one is kept and told", async () => {
  const { dir, keys } = await filled();
  const paths = storePaths(dir);
  writeFileSync(join(paths.keys, "hotlists.key"), "{");
  writeFileSync(join(paths.vaultKeys, "lone.key"), "{}");
  expect(rotateUnitKey(paths, unitKey, otherKey)).toMatchObject({ damaged: ["vaults/lone.key"] });
  expect(keysOf(dir, otherKey).filter((key) => key !== "none")).toEqual(keys);
  expect(readFileSync(join(paths.vaultKeys, "lone.key"), "utf8")).toBe("{}");
});

test("the key of the lists: made once, refused to another unit key, made anew when both copies are damaged", () => {
  const dir = join(scratchFolder(), "store");
  const paths = storePaths(dir);
  const first = openListKeys(paths, unitKey);
  expect(openListKeys(paths, unitKey)).toEqual(first);
  expect(() => openListKeys(paths, otherKey)).toThrow(/belongs to unit key/);
  for (const name of ["hotlists.key", "hotlists.copy.key"]) writeFileSync(join(paths.keys, name), "{");
  expect(openListKeys(paths, unitKey)).not.toEqual(first);
  expect(readdirSync(paths.keys)).toContain("hotlists.key.damaged");
});
