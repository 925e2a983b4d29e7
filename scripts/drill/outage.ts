// A day without a network: reads with pictures pile up on the unit, then the link comes back, live hits go on meanwhile, and
// the connection is cut a few times in the middle of a packet. A round is a thousand reads; 100 rounds are the full drill.
// `undetected` counts what came too late: live hits after 2 s, hits of the outage behind reads, and missed bars (RSS under
// 300 MB; in the full drill also 1,000 reads per second).
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { DrillSettings, DrillResult } from "./main.js";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { type UnitNews, type UnitOrders } from "./lib/outage-unit.js";
import { startProxy, type Proxy } from "../../test/kit/peers/proxy.js";
import { nthHit, nthId, nthRead } from "../../test/kit/samples/numbered.js";
import { startReceiver, type Receiver, type ReceiverDeps } from "../../test/kit/receiver/receiver.js";

interface OutageResult extends DrillResult {
  readonly hits: number;
  readonly liveHits: number;
  readonly liveHitMaxMs: number;
  readonly readsPerSecond: number;
  readonly maxRssMb: number;
  readonly resent: number;
  readonly connections: number;
}

const fullRounds = 100;
const hitEvery = 100;
const liveLimitMs = 2_000;
const rssLimitMb = 300;
const leastReadsPerSecond = 1_000;
const hitIdOf = (n: number): string => nthHit(n, nthRead(n)).id;

/** Watches what arrives, when and in which order. */
class Watch {
  readonly arrivedAt = new Map<string, number>();
  firstReadAt = 0;
  lastReadAt = 0;
  backlogReads = 0;
  /** Hits of the outage that came after a read of the outage. */
  hitsBehindReads = 0;
  private readonly hits: ReadonlySet<string>;
  private readonly reads: ReadonlySet<string>;

  constructor(reads: number) {
    this.reads = new Set(Array.from({ length: reads }, (_, n) => `${nthId(n)}.1`));
    this.hits = new Set(Array.from({ length: Math.ceil(reads / hitEvery) }, (_, n) => hitIdOf(n * hitEvery)));
  }

  get allReads(): boolean {
    return this.backlogReads === this.reads.size;
  }

  readonly onVerdict: NonNullable<ReceiverDeps["onVerdict"]> = (verdict) => {
    if (verdict.kind !== "new") return;
    const now = Date.now();
    if (verdict.type === "hit") {
      this.arrivedAt.set(verdict.id, now);
      if (this.hits.has(verdict.id) && this.backlogReads > 0) this.hitsBehindReads++;
    }
    if (verdict.type !== "read" || !this.reads.has(verdict.id)) return;
    this.firstReadAt ||= now;
    this.lastReadAt = now;
    this.backlogReads++;
  };

  readsPerSecond(): number {
    return (this.backlogReads / Math.max(1, this.lastReadAt - this.firstReadAt)) * 1000;
  }
}

/** The unit's process and the latest it told. */
class Unit {
  waiting = 0;
  maxRssMb = 0;
  connections = 0;
  seeded = false;
  calm = false;
  readonly live: { readonly n: number; readonly at: number }[] = [];
  readonly child: ChildProcess;

  constructor(orders: UnitOrders) {
    this.child = fork(new URL("./lib/outage-unit.ts", import.meta.url));
    this.child.on("message", (message) => this.hear(message as UnitNews));
    this.child.send(orders);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.send("stop");
    await gone;
  }

  private hear(news: UnitNews): void {
    if (news.kind === "seeded") this.seeded = true;
    else if (news.kind === "calm") {
      this.calm = true;
      this.waiting = Number.POSITIVE_INFINITY;
    } else if (news.kind === "live") this.live.push(news);
    else {
      this.waiting = news.waiting;
      this.connections = news.connections;
      this.maxRssMb = Math.max(this.maxRssMb, news.rssMb);
    }
  }
}

async function until(condition: () => boolean, unit: Unit): Promise<void> {
  while (!condition()) {
    if (unit.child.exitCode !== null) throw new Error("the drill's unit died");
    await sleep(100);
  }
}

/** Every message read `n` promised. */
function promised(n: number, hit: boolean): readonly string[] {
  const id = nthId(n);
  return [`${id}.1`, `${id}.1.plate`, `${id}.1.vehicle`, ...(hit ? [hitIdOf(n)] : [])];
}

function judge(
  reads: number,
  unit: Unit,
  watch: Watch,
  receiver: Receiver,
): Omit<OutageResult, "seconds" | "rounds"> {
  const backlog = Array.from({ length: reads }, (_, n) => promised(n, n % hitEvery === 0)).flat();
  const live = unit.live.flatMap(({ n }) => promised(n, true));
  const delays = unit.live.map(({ n, at }) => (watch.arrivedAt.get(hitIdOf(n)) ?? Infinity) - at);
  const readsPerSecond = watch.readsPerSecond();
  const missedBars =
    Number(unit.maxRssMb >= rssLimitMb) +
    Number(reads >= fullRounds * 1000 && readsPerSecond < leastReadsPerSecond);
  const late = delays.filter((ms) => ms > liveLimitMs && Number.isFinite(ms)).length;
  const counts = receiver.counts();
  return {
    announced: backlog.length + live.length,
    lost: [...backlog, ...live].filter((id) => !receiver.has(id)).length,
    duplicated: counts.twins,
    undetected: late + watch.hitsBehindReads + missedBars + counts.bad,
    hits: Math.ceil(reads / hitEvery),
    liveHits: unit.live.length,
    liveHitMaxMs: Math.max(0, ...delays.filter(Number.isFinite)),
    readsPerSecond: Math.round(readsPerSecond),
    maxRssMb: Math.round(unit.maxRssMb),
    resent: counts.again,
    connections: unit.connections,
  };
}

/** The link comes back; it is cut in the middle of packets once the pictures are on their way. */
async function drain(unit: Unit, proxy: Proxy, watch: Watch, settings: DrillSettings): Promise<void> {
  proxy.accept();
  await until(() => watch.allReads, unit);
  for (let cut = 1; cut <= 3 && unit.waiting > 0; cut++) {
    const bytes = 50_000 + ((settings.seed * 7_919 * cut) % 100_003);
    await Promise.race([proxy.cutAfter(bytes), until(() => unit.waiting === 0, unit)]);
  }
  await until(() => unit.waiting < 10, unit);
  unit.child.send("calm");
  await until(() => unit.calm && unit.waiting === 0, unit);
}

async function drill(broker: Broker, settings: DrillSettings): Promise<OutageResult> {
  const rounds = settings.rounds ?? fullRounds;
  const reads = rounds * 1000;
  const watch = new Watch(reads);
  const { ca, caFile } = broker.authority;
  const receiver = startReceiver({
    url: broker.url,
    ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
    onVerdict: watch.onVerdict,
  });
  const proxy = await startProxy(broker.port);
  proxy.drop(true);
  const started = Date.now();
  const unit = new Unit({
    url: `mqtts://localhost:${String(proxy.port)}`,
    caFile,
    password: broker.users["unit"] ?? "",
    reads,
    hitEvery,
    plateBytes: 3_000,
    vehicleBytes: 20_000,
  });
  try {
    await receiver.ready;
    await until(() => unit.seeded, unit);
    if (!settings.json)
      console.log(`${String(reads)} reads in ${String(Math.round((Date.now() - started) / 1000))} s`);
    await drain(unit, proxy, watch, settings);
    await unit.stop();
    await sleep(1_000);
    return {
      rounds,
      ...judge(reads, unit, watch, receiver),
      seconds: Math.round((Date.now() - started) / 1000),
    };
  } finally {
    unit.child.kill("SIGKILL");
    await receiver.stop();
    await proxy.close();
  }
}

/** See the head of this file. */
export async function run(settings: DrillSettings): Promise<OutageResult> {
  const broker = await startBroker();
  try {
    return await drill(broker, settings);
  } finally {
    await broker.stop();
  }
}
