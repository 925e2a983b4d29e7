// SIGKILL at random moments while a unit reads, writes and uploads; the broker is killed and the network cut at random
// too. After every round everything announced (to the console or by MQTT) must be in the store, and the store must verify.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspectStore } from "./lib/audit-store.js";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { bundle, type Bundle } from "./lib/bundle.js";
import { startProxy, type Proxy } from "../../test/kit/peers/proxy.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import type { WriterNews, WriterOrders } from "./lib/writer-unit.js";
import type { DrillSettings, DrillResult } from "./main.js";
import { startReceiver, type Receiver } from "../../test/kit/receiver/receiver.js";

interface KillResult extends DrillResult {
  /** Reads and hits that had reached the receiving service. */
  readonly received: number;
  readonly brokerKills: number;
  readonly networkCuts: number;
  readonly tracks: number;
}

const fullRounds = 300;
/** A round ends after at most so many announcements, at a random moment within some milliseconds. */
const mostAnnounced = 60;
const jitterMs = 40;
const patienceMs = 20_000;
/** Share of rounds in which the unit is killed before it is ready. */
const earlyShare = 0.2;

interface Scene extends Peers {
  readonly child: Bundle;
  readonly dir: string;
  readonly key: Buffer;
  /** What anybody was shown. Ids from MQTT are put in by the receiver. */
  readonly reads: Set<string>;
  readonly hits: Set<string>;
  next: number;
  /** How long the last start took. */
  startMs: number;
}

function startUnit(scene: Scene): ChildProcess {
  const unit = fork(scene.child.file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const orders: WriterOrders = {
    dir: scene.dir,
    key: scene.key.toString("hex"),
    from: scene.next,
    uplink: {
      url: `mqtts://localhost:${String(scene.proxy.port)}`,
      ca: scene.broker.authority.ca.toString(),
      password: scene.broker.users["unit"] ?? "",
    },
  };
  unit.on("message", (message) => hear(scene, message as WriterNews));
  unit.send(orders);
  return unit;
}

function untilReady(unit: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    unit.on("message", (message) => {
      if ((message as WriterNews).kind === "ready") resolve();
    });
  });
}

/** Waits for so many more announcements; a unit that cannot get there is killed all the same. */
async function untilAnnounced(scene: Scene, unit: ChildProcess, count: number): Promise<void> {
  const goal = scene.reads.size + count;
  const deadline = Date.now() + patienceMs;
  while (scene.reads.size < goal && Date.now() < deadline && unit.exitCode === null) await sleep(2);
}

function hear(scene: Scene, news: WriterNews): void {
  if (news.kind === "begun") scene.next = news.n + 1;
  if (news.kind !== "announced") return;
  scene.reads.add(`${news.readId}.${String(news.revision)}`);
  for (const hit of news.hits) scene.hits.add(hit);
}

/** Peers that have accidents of their own. */
export interface Peers {
  readonly broker: Broker;
  readonly proxy: Proxy;
  readonly random: () => number;
  brokerKills: number;
  networkCuts: number;
}

/** One accident more, now and then: a dead broker, or a network that cuts a packet, stalls or refuses. */
export async function trouble(scene: Peers): Promise<void> {
  const dice = scene.random();
  if (dice < 0.1) {
    scene.brokerKills++;
    await scene.broker.kill();
    await sleep(scene.random() * 300);
    await scene.broker.start();
  } else if (dice < 0.4) {
    scene.networkCuts++;
    if (dice < 0.2) void scene.proxy.cutAfter(Math.floor(scene.random() * 60_000));
    else if (dice < 0.3) scene.proxy.drop(false);
    else scene.proxy.stall();
    await sleep(scene.random() * 200);
    scene.proxy.flow();
    scene.proxy.accept();
  }
}

/** Lets the unit run for a random while (in some rounds not even until it is ready), then kills it. */
async function round(scene: Scene): Promise<void> {
  const started = Date.now();
  const unit = startUnit(scene);
  const gone = once(unit, "exit");
  if (scene.random() < earlyShare) await sleep(scene.random() * scene.startMs);
  else {
    await Promise.race([untilReady(unit), gone]);
    scene.startMs = Date.now() - started;
    await Promise.all([
      trouble(scene),
      untilAnnounced(scene, unit, Math.floor(scene.random() * mostAnnounced)),
    ]);
    await sleep(scene.random() * jitterMs);
  }
  unit.kill("SIGKILL");
  await gone;
  // A track may have been begun without our hearing of it; its number is never used again.
  scene.next += 100;
}

async function drill(scene: Scene, receiver: Receiver, settings: DrillSettings): Promise<KillResult> {
  const rounds = settings.rounds ?? fullRounds;
  const started = Date.now();
  const missing = new Set<string>();
  let findings = 0;
  let doubled = 0;
  let verified = 1;
  for (let n = 1; n <= rounds; n++) {
    await round(scene);
    const fresh = { reads: new Set(scene.reads), hits: new Set(scene.hits) };
    if (!existsSync(join(scene.dir, "tagwatch.db"))) continue;
    const seen = inspectStore(scene.dir, scene.key, fresh, n === rounds ? 1 : verified);
    verified = seen.head + 1;
    for (const id of seen.missing) missing.add(id);
    findings += seen.findings.length;
    doubled = seen.doubled;
    const faults = [...seen.missing.map((id) => `missing ${id}`), ...seen.findings];
    if (faults.length > 0) console.error(`round ${String(n)}: ${faults.slice(0, 5).join("; ")}`);
    else if (!settings.json && n % 10 === 0)
      console.log(`${String(n)} rounds, ${String(fresh.reads.size)} announced`);
  }
  const counts = receiver.counts();
  return {
    rounds,
    announced: scene.reads.size + scene.hits.size,
    lost: missing.size,
    duplicated: doubled + counts.twins,
    undetected: findings + counts.bad,
    seconds: Math.round((Date.now() - started) / 1000),
    received: (counts.distinct["read"] ?? 0) + (counts.distinct["hit"] ?? 0),
    brokerKills: scene.brokerKills,
    networkCuts: scene.networkCuts,
    tracks: scene.next,
  };
}

/** See the head of this file. */
export async function run(settings: DrillSettings): Promise<DrillResult> {
  if (settings.daemon) return (await import("./kill-daemon.js")).run(settings);
  const [broker, child] = [await startBroker(), await bundle("kill-child.ts")];
  const proxy = await startProxy(broker.port);
  const scene: Scene = {
    broker,
    proxy,
    child,
    dir: mkdtempSync(join(tmpdir(), "tagwatch-kill-")),
    key: randomBytes(32),
    random: seededRandom(settings.seed),
    reads: new Set(),
    hits: new Set(),
    next: 1,
    startMs: 1_000,
    brokerKills: 0,
    networkCuts: 0,
  };
  const receiver = startReceiver({
    url: broker.url,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
    onVerdict: (verdict) => {
      if (verdict.kind !== "new") return;
      if (verdict.type === "read") scene.reads.add(verdict.id);
      if (verdict.type === "hit") scene.hits.add(verdict.id.split(".")[0] ?? "");
    },
  });
  try {
    await receiver.ready;
    return await drill(scene, receiver, settings);
  } finally {
    await receiver.stop();
    await proxy.close();
    await broker.stop();
    child.remove();
    rmSync(scene.dir, { recursive: true, force: true });
  }
}
