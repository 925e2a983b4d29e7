// What an old Node, a missing program and a file of another owner say: one line each, with what to do.
import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingPrograms } from "../../../scripts/drill/lib/programs.js";
import { makeFolder, replaceFile } from "../../../src/shared/platform/durable.js";
import { explain } from "../../../src/shared/platform/exit.js";
import { isTooOld, leastNode } from "../../../src/unit/cli/node-version.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const root = new URL("../../../", import.meta.url).pathname;

test("the least Node is that of the package", () => {
  const { engines } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    engines: { node: string };
  };
  expect(engines.node).toBe(`>=${leastNode}`);
  expect(["20.19.2", "22.13.1", "18.0.0"].map(isTooOld)).toEqual([true, true, true]);
  expect(["22.14.0", "22.20.1", "24.0.0", "26.1.0"].map(isTooOld)).toEqual([false, false, false, false]);
});

test.each([
  ["dist/unit/main.js", "version"],
  ["scripts/drill/main.ts", "kill"],
  ["scripts/bench/main.ts", "store"],
])("%s says that its Node is too old before it loads anything", (program, argument) => {
  const old = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.2"}})`;
  const loader = program.endsWith(".ts") ? ["--import", "tsx"] : [];
  const ran = spawnSync(process.execPath, [...loader, "--import", old, program, argument], {
    cwd: root,
    encoding: "utf8",
  });
  expect(ran.stderr).toMatch(
    /^tagwatch: Node 20\.19\.2 \(.*\) is too old, it takes 22\.14 or newer: run .*\n$/,
  );
  expect(ran.status).toBe(78);
});

test("a drill names the programs that are missing, and the command that brings them", () => {
  const dir = scratchFolder();
  writeFileSync(join(dir, "busybox"), "", { mode: 0o755 });
  const needed = { busybox: "busybox-static", "qemu-system-x86_64": "qemu-system-x86", cpio: "cpio" };
  expect(missingPrograms(needed, dir)).toBe(
    "missing: qemu-system-x86_64, cpio. Run: sudo apt-get install -y --no-install-recommends qemu-system-x86 cpio",
  );
  expect(missingPrograms({ busybox: "busybox-static" }, dir)).toBeNull();
});

test.runIf(process.getuid?.() === 0)("what root makes belongs to the owner of its folder", () => {
  const dir = mkdtempSync(join(scratchFolder(), "store-"));
  chownSync(dir, 1234, 1235);
  makeFolder(join(dir, "keys", "vaults"));
  replaceFile(join(dir, "keys", "database.key"), Buffer.of(1));
  for (const name of ["keys", "keys/vaults", "keys/database.key"])
    expect([name, statSync(join(dir, name)).uid, statSync(join(dir, name)).gid]).toEqual([name, 1234, 1235]);
});

test("a key that belongs to somebody else is named, with the chown to run", () => {
  const error = Object.assign(new Error("EACCES: permission denied, open '/store/keys/database.key'"), {
    code: "EACCES",
    path: "/store/keys/database.key",
  });
  expect(explain(error)).toMatch(/database\.key'\n {2}run: sudo chown \S+ \/store\/keys\/database\.key$/);
});
