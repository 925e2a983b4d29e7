// The kill drill on the shipped program: `tagwatch run` with its vision process reads clips over and over, matches, records
// and uploads, and is killed by SIGKILL at random moments (now and then its vision process shortly before it), while the
// broker dies and the network is cut at random. After every round everything shown as a line of --show-reads, and everything
// that reached the receiving service, must be in the store; the store must verify with its pictures; no process of the
// dead daemon may live on. At the end a last run drains the outbox, and every stored read must have arrived, once.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { parseShown } from "../demo/verdict.js";
import { startReceiver, type Receiver } from "../../test/kit/receiver/receiver.js";
import { inspectStore } from "./lib/audit-store.js";
import { startBroker } from "../../test/kit/peers/broker.js";
import { storedReads, unstored, type Shown } from "./lib/shown.js";
import { startProxy } from "../../test/kit/peers/proxy.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import { trouble, type Peers } from "./kill.js";
import type { DrillSettings, DrillResult } from "./main.js";

interface KillDaemonResult extends DrillResult {
  readonly received: number;
  readonly brokerKills: number;
  readonly networkCuts: number;
  readonly visionKills: number;
  /** Rounds in which the daemon was killed before it had shown anything. */
  readonly early: number;
}

const fullRounds = 30;
/** A round ends after at most so many lines, at a random moment within some milliseconds. */
const mostShown = 6;
const jitterMs = 300;
const patienceMs = 90_000;
const earlyShare = 0.2;
const visionKillShare = 0.25;
const orphanLimitMs = 10_000;
const drainLimitMs = 120_000;

interface Scene extends Peers {
  readonly dir: string;
  readonly config: string;
  readonly key: Buffer;
  readonly receiver: Receiver;
  readonly shown: Shown[];
  /** What reached the receiving service. */
  readonly reads: Set<string>;
  readonly hits: Set<string>;
  startMs: number;
  visionKills: number;
  early: number;
}

const root = new URL("../../", import.meta.url).pathname;
const program = join(root, "dist/unit/main.js");

function writeConfig(dir: string, key: Buffer, uplink: Readonly<Record<string, unknown>>): string {
  const secret = (name: string, bytes: Buffer | string): string => {
    writeFileSync(join(dir, name), bytes, { mode: 0o600 });
    return join(dir, name);
  };
  const path = join(dir, "tagwatch.yaml");
  const camera = (id: string): object => ({
    id,
    source: join(root, `fixtures/clips/${id}.mp4`),
    pace: "fast",
    loop: true,
  });
  writeFileSync(
    path,
    stringify({
      unit: { id: "car-12", kind: "vehicle", name: "Patrol 12" },
      cameras: [camera("side"), camera("front")],
      gps: { kind: "fixed", lat: 39.05, lon: -95.68 },
      hotlist: { sources: [{ id: "demo", format: "csv" }] },
      store: { dir: join(dir, "store"), key: secret("unit.key", key) },
      upload: { ...uplink, password: secret("mqtt.password", "unit-password") },
      console: { enabled: false },
      log: { level: "error" },
    }),
  );
  return path;
}

function startDaemon(scene: Scene): ChildProcess {
  const child = spawn(process.execPath, [program, "run", "--config", scene.config, "--show-reads"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last: Shown | null = null;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const parsed = parseShown(line, last?.camera ?? "");
    if (parsed && "read" in parsed) scene.shown.push((last = { ...parsed.read, hits: [] }));
    else if (parsed && last && !line.includes("NOT RECORDED")) last.hits.push(parsed.hit.plate);
  });
  return child;
}

/** Processes below `pid`. */
function childrenOf(pid: number): readonly number[] {
  const list = `/proc/${String(pid)}/task/${String(pid)}/children`;
  if (!existsSync(list)) return [];
  const own = readFileSync(list, "utf8").trim().split(" ").filter(Boolean).map(Number);
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}

async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await sleep(20))
    if (condition()) return true;
  return condition();
}

/** Runs the daemon for a random while and kills it. Returns how many of its processes lived on. */
async function round(scene: Scene): Promise<number> {
  const { random, shown } = scene;
  const before = shown.length;
  const started = Date.now();
  const daemon = startDaemon(scene);
  const gone = once(daemon, "exit");
  if (random() < earlyShare) await sleep(random() * scene.startMs);
  else {
    const more = 1 + Math.floor(random() * mostShown);
    const ended = (): boolean => daemon.exitCode !== null;
    await until(() => shown.length > before || ended(), patienceMs);
    scene.startMs = Date.now() - started;
    await Promise.all([trouble(scene), until(() => shown.length >= before + more || ended(), patienceMs)]);
    await sleep(random() * jitterMs);
  }
  const family = childrenOf(daemon.pid ?? 0);
  if (family[0] !== undefined && random() < visionKillShare) {
    scene.visionKills++;
    process.kill(family[0], "SIGKILL");
    await sleep(random() * jitterMs);
  }
  daemon.kill("SIGKILL");
  await gone;
  scene.early += Number(shown.length === before);
  const alive = (): readonly number[] => family.filter((pid) => existsSync(`/proc/${String(pid)}/exe`));
  await until(() => alive().length === 0, orphanLimitMs);
  return alive().length;
}

/** A last run with a good network until everything has arrived. Returns ids of stored reads that did not. */
async function drain(scene: Scene): Promise<readonly string[]> {
  const dir = join(scene.dir, "store");
  const missing = (): readonly string[] =>
    storedReads(dir, scene.key).filter((id) => !scene.receiver.has(id));
  const daemon = startDaemon(scene);
  const gone = once(daemon, "exit");
  await until(() => missing().length === 0, drainLimitMs);
  daemon.kill("SIGTERM");
  await gone;
  await sleep(1_000);
  return missing();
}

async function drill(scene: Scene, settings: DrillSettings): Promise<KillDaemonResult> {
  const rounds = settings.rounds ?? fullRounds;
  const started = Date.now();
  const dir = join(scene.dir, "store");
  const missing = new Set<string>();
  let unseen = 0;
  let verified = 1;
  let doubled = 0;
  const inspect = (n: number, whole: boolean): void => {
    const seen = inspectStore(dir, scene.key, scene, whole ? 1 : verified);
    verified = seen.head + 1;
    doubled = seen.doubled;
    unseen += seen.findings.length;
    for (const id of [...seen.missing, ...unstored(dir, scene.key, scene.shown)]) missing.add(id);
    const faults = [...missing, ...seen.findings];
    if (faults.length > 0) console.error(`round ${String(n)}: ${faults.slice(0, 5).join("; ")}`);
    else if (!settings.json) console.log(`round ${String(n)}: ${String(scene.shown.length)} lines so far`);
  };
  for (let n = 1; n <= rounds; n++) {
    unseen += await round(scene);
    if (existsSync(join(dir, "tagwatch.db"))) inspect(n, false);
  }
  for (const id of await drain(scene)) missing.add(`not delivered: ${id}`);
  inspect(rounds + 1, true);
  const counts = scene.receiver.counts();
  return {
    rounds,
    announced: scene.shown.length + scene.reads.size + scene.hits.size,
    lost: missing.size,
    duplicated: doubled + counts.twins,
    undetected: unseen + counts.bad,
    seconds: Math.round((Date.now() - started) / 1000),
    received: (counts.distinct["read"] ?? 0) + (counts.distinct["hit"] ?? 0),
    brokerKills: scene.brokerKills,
    networkCuts: scene.networkCuts,
    visionKills: scene.visionKills,
    early: scene.early,
  };
}

function importList(config: string): void {
  const list = join(root, "fixtures/hotlists/demo.csv");
  const args = [program, "hotlist", "import", "--config", config, "--source", "demo", list];
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the list was not imported (build first?): ${done.stderr}`);
}

/** See the head of this file. Needs a build. */
export async function run(settings: DrillSettings): Promise<KillDaemonResult> {
  const broker = await startBroker();
  const proxy = await startProxy(broker.port);
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-kill-daemon-"));
  const key = randomBytes(32);
  const url = `mqtts://localhost:${String(proxy.port)}`;
  const ca = broker.authority.caFile;
  // A killed mosquitto forgets what it confirmed: only the receiver's word counts.
  const confirm = { confirm: "receiver", receiptTimeout: "3s", retryAtMost: "1s" };
  const config = writeConfig(dir, key, { url, username: "unit", ca, ...confirm });
  const reads = new Set<string>();
  const hits = new Set<string>();
  const receiver = startReceiver({
    url: broker.url,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
    receipts: true,
    onVerdict: (verdict) => {
      if (verdict.kind === "new" && verdict.type === "read") reads.add(verdict.id);
      if (verdict.kind === "new" && verdict.type === "hit") hits.add(verdict.id.split(".")[0] ?? "");
    },
  });
  const accidents = { random: seededRandom(settings.seed), brokerKills: 0, networkCuts: 0, visionKills: 0 };
  const seen = { reads, hits, shown: [], startMs: 5_000, early: 0 };
  try {
    importList(config);
    await receiver.ready;
    return await drill({ broker, proxy, dir, config, key, receiver, ...accidents, ...seen }, settings);
  } finally {
    await receiver.stop();
    await proxy.close();
    await broker.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
