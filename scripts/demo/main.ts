// Runs the real daemon on config/demo.yaml with real peers; with --once it ends after the clips and judges what was read.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { parseDocument } from "yaml";
import { loadExpected } from "./expected.js";
import { notArrived } from "./arrived.js";
import { startDemoCentre, type DemoCentre } from "./centre.js";
import { giveVerdict } from "./officer.js";
import { faultsOf, parseShown, type SeenHit, type SeenRead } from "./verdict.js";
import { freePort } from "../../test/kit/peers/broker.js";
import { startVideoServer, type VideoServer } from "../../test/kit/peers/video-server.js";

const program = "dist/unit/main.js";

interface Options {
  readonly once: boolean;
  readonly broker: boolean;
}

function parseOptions(args: readonly string[]): Options {
  const unknown = args.filter((arg) => !["--once", "--no-broker"].includes(arg));
  if (unknown.length > 0) {
    console.error(`unknown option ${unknown.join(" ")}\nusage: scripts/demo.sh [--once] [--no-broker]`);
    process.exit(2);
  }
  return { once: args.includes("--once"), broker: !args.includes("--no-broker") };
}

function secretFile(dir: string, name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** config/demo.yaml with the addresses of the peers that were started. */
function writeConfig(
  dir: string,
  video: VideoServer,
  given: { readonly upload: Readonly<Record<string, string>> | null; readonly consolePort: number },
): string {
  const doc = parseDocument(readFileSync("config/demo.yaml", "utf8"));
  doc.setIn(["cameras", 0, "source"], video.address("front"));
  doc.setIn(["store", "dir"], join(dir, "store"));
  doc.setIn(["store", "key"], secretFile(dir, "unit.key", randomBytes(32)));
  doc.setIn(["console", "port"], given.consolePort);
  if (given.upload) doc.setIn(["upload"], given.upload);
  else doc.deleteIn(["upload"]);
  const path = join(dir, "demo.yaml");
  writeFileSync(path, String(doc));
  return path;
}

function tagwatch(args: readonly string[]): void {
  const done = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`tagwatch ${args.slice(0, 2).join(" ")} failed:\n${done.stderr}${done.stdout}`);
}

interface Seen {
  /** By id: a correction takes the place of what it corrects. */
  readonly reads: Map<string, SeenRead>;
  readonly hits: SeenHit[];
}

function startDaemon(config: string, seen: Seen): ChildProcess {
  const child = spawn(process.execPath, [program, "run", "--config", config, "--show-reads"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let camera = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    console.log(line);
    const shown = parseShown(line, camera);
    if (!shown) return;
    if ("read" in shown) {
      camera = shown.read.camera;
      seen.reads.set(shown.read.id, shown.read);
    } else seen.hits.push(shown.hit);
  });
  return child;
}

/** Waits until everything expected was seen and the clips are over, or the daemon ends, or time is up. */
async function untilClipsEnd(child: ChildProcess, seen: Seen, seconds: number): Promise<void> {
  const expected = loadExpected();
  const started = Date.now();
  while (child.exitCode === null && Date.now() - started < seconds * 3_000) {
    await wait(500);
    const passed = (Date.now() - started) / 1000;
    if (
      passed > seconds &&
      faultsOf(expected.cameras, [...seen.reads.values()], seen.hits).missing.length === 0
    )
      return;
  }
}

/** What the page, the unit's lines and the centre say beside what the clips hold. */
async function judge(seen: Seen, centre: CentreHere | null, verified: string | null): Promise<number> {
  const reads = [...seen.reads.values()];
  const { missing, wrong } = faultsOf(loadExpected().cameras, reads, seen.hits);
  const lost = centre ? await notArrived(await centre.ask(), { reads, hits: seen.hits, verified }) : [];
  console.log(`\n${String(seen.reads.size)} reads and ${String(seen.hits.length)} hits were shown.`);
  const faults = [...missing, ...wrong, ...lost];
  for (const line of faults) console.log(`  WRONG  ${line}`);
  if (centre && lost.length === 0)
    console.log(
      "Each of them, the verdict and all pictures arrived at the centre once and were found there.",
    );
  console.log(
    faults.length === 0
      ? "Every expected read and hit was there, and no other."
      : "The demo did not go as it should.",
  );
  return faults.length === 0 ? 0 : 1;
}

interface CentreHere {
  readonly centre: DemoCentre;
  readonly ask: () => ReturnType<DemoCentre["signIn"]>;
}

interface Person {
  readonly name: string;
  readonly password: string;
  readonly passwordFile: string;
}

async function openCentre(dir: string, { name, password, passwordFile }: Person): Promise<CentreHere> {
  const centre = await startDemoCentre(join(dir, "department"), { name, passwordFile });
  return { centre, ask: () => centre.signIn(name, password) };
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-demo-"));
  const ownBroker = process.env["TAGWATCH_MQTT_URL"];
  const video = await startVideoServer({ front: loadExpected().frontClip });
  const password = randomBytes(9).toString("base64url");
  const person = { name: "demo", password, passwordFile: secretFile(dir, "demo.password", password) };
  let here: CentreHere | null = null;
  try {
    here = options.broker && !ownBroker ? await openCentre(dir, person) : null;
    const consolePort = await freePort();
    const config = writeConfig(dir, video, { upload: ownBroker ? { url: ownBroker } : null, consolePort });
    here?.centre.enrol("demo-1", config);
    tagwatch(["hotlist", "import", "--config", config, "--source", "demo", "fixtures/hotlists/demo.csv"]);
    tagwatch([
      "user",
      "add",
      "demo",
      "--config",
      config,
      "--role",
      "supervisor",
      "--password-file",
      person.passwordFile,
    ]);
    const officersPage = `http://127.0.0.1:${String(consolePort)}`;
    console.log(`The officer's page: ${officersPage}`);
    if (here)
      console.log(
        `The department's centre: ${here.centre.url} (its certificate is its own; let the browser go on)`,
      );
    console.log(`Sign in to both as demo with ${password}. Press Ctrl-C to end.`);
    return await watch(config, options.once, { here, person, officersPage });
  } finally {
    await video.stop();
    await here?.centre.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Around {
  readonly here: CentreHere | null;
  readonly person: Person;
  readonly officersPage: string;
}

/** Runs the daemon: until somebody ends it, or once through the clips. */
async function watch(
  config: string,
  isOnce: boolean,
  { here, person, officersPage }: Around,
): Promise<number> {
  const seen: Seen = { reads: new Map(), hits: [] };
  const child = startDaemon(config, seen);
  try {
    const stop = (): void => void child.kill("SIGTERM");
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    const ended = once(child, "exit");
    if (!isOnce) {
      await ended;
      return child.exitCode ?? 0;
    }
    await untilClipsEnd(child, seen, loadExpected().seconds);
    const verified =
      child.exitCode === null ? await giveVerdict(officersPage, person.name, person.password) : null;
    const status = await judge(seen, here, verified);
    stop();
    await ended;
    if (child.exitCode === 0) return status;
    console.log(`  WRONG  the daemon ended with status ${String(child.exitCode)}`);
    return 1;
  } finally {
    child.kill("SIGKILL");
  }
}

process.exitCode = await main();
