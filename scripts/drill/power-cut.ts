// The power is cut while a unit writes: the real store and intake run in a virtual machine, on a disk whose write cache is
// volatile. A round is one cut at a random moment: the disk as the cut leaves it (flushed sectors kept, unflushed ones lost
// or torn at random) is mounted, its journal replayed, and inspected. After some cuts the machine itself is killed and
// started again on what was left, so that restarts are part of it. Nothing announced on the console may be missing, nothing
// half-written may be shown. Needs root (it mounts images).
import { execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { inspectStore, restartStore } from "./lib/audit-store.js";
import { bundle } from "./lib/bundle.js";
import { fetchKernel, machinePrograms, makeInitramfs, startMachine, type Kernel } from "./lib/machine.js";
import { missingPrograms } from "./lib/programs.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import { serveVolatileDisk, type VolatileDisk } from "./lib/volatile-disk.js";
import type { DrillSettings, DrillResult } from "./main.js";

interface PowerCutResult extends DrillResult {
  readonly boots: number;
  /** Cuts that found unflushed sectors to lose. */
  readonly cutsWithUnflushed: number;
  readonly sectorsAtRisk: number;
  readonly flushes: number;
}

const fullRounds = 50;
const cutsPerBoot = 10;
const mostWrites = 60;
const diskBytes = 128 << 20;
const bootPatienceMs = 600_000;

interface Scene {
  readonly dir: string;
  readonly kernel: Kernel;
  readonly program: string;
  readonly key: Buffer;
  readonly random: () => number;
  readonly reads: Set<string>;
  readonly hits: Set<string>;
  image: Buffer;
  next: number;
  ready: boolean;
}

function hear(scene: Scene, line: string): void {
  const words = /DRILL (.*) END/.exec(line)?.[1]?.split(" ") ?? [];
  if (words[0] === "ready") scene.ready = true;
  if (words[0] === "begun") scene.next = Number(words[1]) + 1;
  if (words[0] === "announced") {
    scene.reads.add(words[1] ?? "");
    for (const hit of (words[2] ?? "").split(",").filter(Boolean)) scene.hits.add(hit);
  }
  if (line.includes("GUEST:")) console.error(line);
}

interface Boot {
  readonly machine: ChildProcess;
  readonly disk: VolatileDisk;
}

async function boot(scene: Scene): Promise<Boot> {
  scene.ready = false;
  const disk = await serveVolatileDisk(scene.image, join(scene.dir, "disk.sock"));
  const node = process.execPath;
  const args = `/mnt/evidence/store ${scene.key.toString("hex")} ${String(scene.next)}`;
  const initramfs = makeInitramfs(scene.kernel, scene.dir, `"${node}" "${scene.program}" ${args}`);
  const machine = startMachine(scene.kernel, initramfs, disk.uri);
  createInterface({ input: machine.stdout! }).on("line", (line) => hear(scene, line));
  const deadline = Date.now() + bootPatienceMs;
  while (!scene.ready) {
    if (machine.exitCode !== null || Date.now() > deadline)
      throw new Error("the virtual machine did not start");
    await sleep(50);
  }
  return { machine, disk };
}

/** Mounts what the cut left, which replays the file system's journal, opens the store as the daemon does, and looks into it. */
async function inspect(scene: Scene, left: Buffer): Promise<readonly string[]> {
  const announced = { reads: new Set(scene.reads), hits: new Set(scene.hits) };
  const image = join(scene.dir, "left.img");
  const mnt = join(scene.dir, "mnt");
  mkdirSync(mnt, { recursive: true });
  writeFileSync(image, left);
  execFileSync("mount", ["-o", "loop", image, mnt]);
  try {
    const complaints = await restartStore(join(mnt, "store"), scene.key);
    const seen = inspectStore(join(mnt, "store"), scene.key, announced, 1);
    return [...seen.missing.map((id) => `missing ${id}`), ...seen.findings, ...complaints];
  } finally {
    execFileSync("umount", [mnt]);
  }
}

function freshImage(dir: string): Buffer {
  const file = join(dir, "fresh.img");
  execFileSync("truncate", ["-s", String(diskBytes), file]);
  execFileSync("mkfs.ext4", ["-q", "-F", file]);
  return readFileSync(file);
}

interface Tally {
  lost: number;
  findings: number;
  boots: number;
  withUnflushed: number;
  sectors: number;
  flushes: number;
}

/** Cuts the power some times in one run of the machine; the last cut is real for the machine too. */
async function cuts(scene: Scene, count: number, tally: Tally): Promise<void> {
  const { machine, disk } = await boot(scene);
  tally.boots++;
  try {
    for (let n = 0; n < count; n++) {
      const goal = scene.reads.size + 1 + Math.floor(scene.random() * 6);
      while (scene.reads.size < goal && machine.exitCode === null) await sleep(5);
      // Cut by count of writes, not by time: so it falls between a write and its flush.
      const writes = 1 + Math.floor(scene.random() * mostWrites);
      const died = once(machine, "exit").then(() => Promise.reject(new Error("the virtual machine died")));
      const { image, pending } = await Promise.race([disk.cutAfterWrites(writes, scene.random), died]);
      scene.image = image;
      tally.withUnflushed += Number(pending > 0);
      tally.sectors += pending;
      if (n === count - 1) machine.kill("SIGKILL");
      const faults = await inspect(scene, scene.image);
      tally.lost += faults.filter((fault) => fault.startsWith("missing")).length;
      tally.findings += faults.filter((fault) => !fault.startsWith("missing")).length;
      if (faults.length > 0) console.error(faults.slice(0, 5).join("; "));
    }
  } finally {
    tally.flushes += disk.state.flushes;
    machine.kill("SIGKILL");
    if (machine.exitCode === null && machine.signalCode === null) await once(machine, "exit");
    await disk.close();
    // What ran in the machine after the cut was never on this disk; its numbers are not used again.
    scene.next += 100;
  }
}

/** See the head of this file. */
export async function run(settings: DrillSettings): Promise<PowerCutResult> {
  const missing = missingPrograms(machinePrograms);
  if (missing !== null) {
    console.error(missing);
    process.exit(2);
  }
  const rounds = settings.rounds ?? fullRounds;
  const started = Date.now();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-power-"));
  const program = await bundle("power-child.ts");
  const scene: Scene = {
    dir,
    kernel: fetchKernel(),
    program: program.file,
    key: randomBytes(32),
    random: seededRandom(settings.seed),
    reads: new Set(),
    hits: new Set(),
    image: freshImage(dir),
    next: 1,
    ready: false,
  };
  const tally: Tally = { lost: 0, findings: 0, boots: 0, withUnflushed: 0, sectors: 0, flushes: 0 };
  try {
    for (let left = rounds; left > 0; left -= cutsPerBoot) {
      await cuts(scene, Math.min(left, cutsPerBoot), tally);
      if (!settings.json) console.log(`${String(rounds - Math.max(0, left - cutsPerBoot))} cuts`);
    }
  } finally {
    program.remove();
    rmSync(dir, { recursive: true, force: true });
  }
  return {
    rounds,
    announced: scene.reads.size + scene.hits.size,
    lost: tally.lost,
    duplicated: 0,
    undetected: tally.findings,
    seconds: Math.round((Date.now() - started) / 1000),
    boots: tally.boots,
    cutsWithUnflushed: tally.withUnflushed,
    sectorsAtRisk: tally.sectors,
    flushes: tally.flushes,
  };
}
