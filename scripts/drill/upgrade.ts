// kill -9 in an upgrade, at random moments: whatever was cut off, the unit has a whole version that runs; once it is back,
// the new version is in force if it passes its test, and the old one if it does not (`undetected`: a bad one stayed).
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../test/kit/samples/list-rows.js";
import { madeUnit, versionsScript } from "../../test/kit/units/versions.js";
import type { DrillSettings, DrillResult } from "./main.js";

const standardRounds = 50;
/** So that copying a version takes a while, too. */
const files = 400;

type MadeUnit = ReturnType<typeof madeUnit>;

function lay(unit: MadeUnit, version: string, isBad: boolean): void {
  unit.lay(version, isBad ? { selfTest: 1 } : {});
  const folder = unit.at("opt/tagwatch/package/share");
  mkdirSync(folder);
  for (let i = 0; i < files; i++) writeFileSync(join(folder, `file-${String(i)}`), "x".repeat(1_000));
}

/** Whether the version in force is whole and runs. */
function works(unit: MadeUnit): boolean {
  const version = unit.at("opt/tagwatch", unit.current());
  const sums = spawnSync("sha256sum", ["--quiet", "--check", "SHA256SUMS"], { cwd: version });
  return sums.status === 0 && spawnSync(join(version, "bin/tagwatch"), ["version"]).status === 0;
}

/** Kills the install and all it started after so long; false when it had ended by then. */
async function killedAfter(unit: MadeUnit, ms: number): Promise<boolean> {
  const install = spawn("sh", [versionsScript, "install"], {
    ...{ env: unit.environment, detached: true, stdio: "ignore" },
  });
  const ended = once(install, "exit");
  await Promise.race([sleep(ms), ended]);
  const isRunning = install.exitCode === null;
  if (isRunning && install.pid !== undefined) process.kill(-install.pid, "SIGKILL");
  await ended;
  return isRunning;
}

/** The power is back: systemd starts the daemon, and the test that is left is made. */
function boot(unit: MadeUnit): void {
  unit.run("starting");
  writeFileSync(unit.at("calls"), "");
  unit.run("ready");
  if (unit.calls().includes("tagwatch-finish")) unit.run("finish");
}

/** One upgrade from version 1 to 2, killed `part` of its way through. */
async function round(root: string, part: number, isBad: boolean, tookMs: number) {
  const unit = madeUnit(root);
  lay(unit, "1", false);
  unit.run("install");
  lay(unit, "2", isBad);
  const start = performance.now();
  const isKilled = await killedAfter(unit, part * tookMs);
  const ms = performance.now() - start;
  const isWholeThen = works(unit);
  boot(unit);
  const isWholeBooted = works(unit);
  const afterBoot = basename(unit.current());
  const isTried = existsSync(unit.at("opt/tagwatch/trial"));
  // What `dpkg --configure -a` does.
  unit.run("install");
  const inForce = basename(unit.current());
  return {
    ...{ isKilled, ms },
    isLost: !isWholeThen || !isWholeBooted || !works(unit) || inForce !== (isBad ? "1" : "2"),
    isUndetected: isTried || (isBad && (afterBoot === "2" || inForce === "2")),
  };
}

/** Runs the drill. */
export async function run({ rounds = standardRounds, seed, json }: DrillSettings): Promise<DrillResult> {
  const random = createRandom(seed);
  const start = performance.now();
  const result = { rounds, announced: 0, lost: 0, duplicated: 0, undetected: 0, seconds: 0 };
  // A whole one first, so that the moments lie all over it.
  let tookMs = 600_000;
  for (let i = -1; i < rounds; i++) {
    const root = mkdtempSync(join(tmpdir(), "tagwatch-drill-"));
    const part = i < 0 ? 1 : (random(1_000) / 1_000) * 1.05;
    const isBad = i >= 0 && random(10) < 3;
    const { isKilled, ms, isLost, isUndetected } = await round(root, part, isBad, tookMs);
    rmSync(root, { recursive: true, force: true });
    if (i < 0) tookMs = ms;
    result.announced += isKilled ? 1 : 0;
    result.lost += isLost ? 1 : 0;
    result.undetected += isUndetected ? 1 : 0;
    if (!json || isLost || isUndetected)
      console.error(
        `${String(i)}: after ${(part * 100).toFixed(0)} % ${isKilled ? "killed" : "done"}, ${isBad ? "bad" : "good"}: ${isLost ? "LOST" : isUndetected ? "UNDETECTED" : "ok"}`,
      );
  }
  return { ...result, seconds: Math.round((performance.now() - start) / 100) / 10 };
}
