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
import { startUplink, type Uplink } from "./peers.js";
import { faultsOf, parseShown, type SeenHit, type SeenRead } from "./verdict.js";
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
  upload: Readonly<Record<string, string>> | null,
): string {
  const doc = parseDocument(readFileSync("config/demo.yaml", "utf8"));
  doc.setIn(["cameras", 0, "source"], video.address("front"));
  doc.setIn(["store", "dir"], join(dir, "store"));
  doc.setIn(["store", "key"], secretFile(dir, "unit.key", randomBytes(32)));
  doc.setIn(["console", "port"], 0);
  if (upload) doc.setIn(["upload"], upload);
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

function judge(seen: Seen, uplink: Uplink | null): number {
  const { missing, wrong } = faultsOf(loadExpected().cameras, [...seen.reads.values()], seen.hits);
  const delivered = uplink?.receiver.counts().distinct;
  console.log(`\n${String(seen.reads.size)} reads and ${String(seen.hits.length)} hits were shown.`);
  if (delivered)
    console.log(
      `Delivered over MQTT: ${Object.entries(delivered)
        .map(([type, n]) => `${String(n)} ${type}`)
        .join(", ")}.`,
    );
  const undelivered =
    delivered && (delivered["hit"] ?? 0) < seen.hits.length ? ["not every hit arrived over MQTT"] : [];
  for (const line of [...missing, ...wrong, ...undelivered]) console.log(`  WRONG  ${line}`);
  const good = missing.length + wrong.length + undelivered.length === 0;
  console.log(
    good ? "Every expected read and hit was there, and no other." : "The demo did not go as it should.",
  );
  return good ? 0 : 1;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const expected = loadExpected();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-demo-"));
  const ownBroker = process.env["TAGWATCH_MQTT_URL"];
  const video = await startVideoServer({ front: expected.frontClip });
  const unit = "demo-1";
  const uplink =
    options.broker && !ownBroker
      ? await startUplink(unit, (text) => secretFile(dir, "mqtt.password", text))
      : null;
  const foreign = ownBroker ? { url: ownBroker } : null;
  const seen: Seen = { reads: new Map(), hits: [] };
  let child: ChildProcess | null = null;
  try {
    const config = writeConfig(dir, video, uplink?.upload ?? foreign);
    tagwatch(["hotlist", "import", "--config", config, "--source", "demo", "fixtures/hotlists/demo.csv"]);
    const password = randomBytes(9).toString("base64url");
    const passwordFile = secretFile(dir, "demo.password", password);
    tagwatch([
      "user",
      "add",
      "demo",
      "--config",
      config,
      "--role",
      "supervisor",
      "--password-file",
      passwordFile,
    ]);
    console.log(`Sign in to the officer's page as demo with ${password}. Press Ctrl-C to end.`);
    child = startDaemon(config, seen);
    const stop = (): void => void child?.kill("SIGTERM");
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    const ended = once(child, "exit");
    if (!options.once) {
      await ended;
      return child.exitCode ?? 0;
    }
    await untilClipsEnd(child, seen, expected.seconds);
    if (child.exitCode === null) {
      // What was read last may still be on its way.
      await wait(2_000);
      stop();
      await ended;
    }
    if (child.exitCode !== 0) console.log(`  WRONG  the daemon ended with status ${String(child.exitCode)}`);
    return child.exitCode === 0 ? judge(seen, uplink) : 1;
  } finally {
    child?.kill("SIGKILL");
    await video.stop();
    await uplink?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exitCode = await main();
