// scripts/package/unit-key.sh, which makes a unit's key at its first installation, below a scratch folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../kit/units/scratch.js";

const script = new URL("../../scripts/package/unit-key.sh", import.meta.url).pathname;

/** A unit below a folder that was just unpacked, with what the package's tmpfiles make. */
function unpacked() {
  const root = scratchFolder();
  const keys = join(root, "var/lib/tagwatch/keys");
  mkdirSync(join(root, "etc/tagwatch"), { recursive: true });
  mkdirSync(keys, { recursive: true });
  const run = () =>
    spawnSync("sh", [script], { encoding: "utf8", env: { ...process.env, TAGWATCH_ROOT: root } });
  return { keys, key: join(root, "etc/tagwatch/unit.key"), run };
}

test("a first installation makes a key that others cannot read; the next ones leave it alone", () => {
  const { key, run } = unpacked();
  expect(run()).toMatchObject({ status: 0, stderr: "" });
  expect(statSync(key)).toMatchObject({ size: 32 });
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const first = readFileSync(key);
  expect(run().status).toBe(0);
  expect(readFileSync(key).equals(first)).toBe(true);
});

test("an update makes no second key beside one that the TPM has sealed", () => {
  const { key, run } = unpacked();
  writeFileSync(`${key}.cred`, "sealed");
  expect(run()).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(key)).toBe(false);
});

test("where evidence is without its key, none is made that would be kept in its place", () => {
  const { key, keys, run } = unpacked();
  writeFileSync(join(keys, "database.copy.key"), "wrapped");
  const { status, stderr } = run();
  expect(status).toBe(0);
  expect(stderr).toContain("put the agency's copy back");
  expect(existsSync(key)).toBe(false);
});
