// A small real disk runs full at random points while reads come in. Every hit must still alert (marked not recorded when it
// could not be written), nothing stored earlier may be damaged, and when space returns recording goes on without a restart.
// `undetected` counts hits without an alert, failures no fault told of, and recoveries that did not happen.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import { openStore, type Store } from "../../src/unit/store/store.js";
import { inspectStore } from "./lib/audit-store.js";
import { drillIntake, hitEvery, track } from "./lib/drive.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import { mountSmallDisk, type SmallDisk } from "./lib/small-disk.js";
import type { DrillSettings, DrillResult } from "./main.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

interface DiskFullResult extends DrillResult {
  readonly fileSystem: string;
  readonly alerts: number;
  readonly notRecorded: number;
  readonly slowestAlertMs: number;
}

const fullRounds = 20;
const diskMb = 48;
const tracksPerPhase = 40;
const alertLimitMs = 2_000;

/** What the officer saw. */
interface Seen {
  readonly reads: Set<string>;
  readonly hits: Set<string>;
  readonly alerted: Set<string>;
  notRecorded: number;
  slowestAlertMs: number;
}

interface Scene {
  readonly disk: SmallDisk;
  readonly store: Store;
  readonly faults: ReturnType<typeof memoryFaults>;
  readonly seen: Seen;
  next: number;
}

const clock = createClock();

/** Feeds some tracks and waits until each was alerted or recorded. Returns the reads that were not recorded. */
async function feed(
  scene: Scene,
  count: number,
): Promise<{ readonly failed: number; readonly silentHits: number }> {
  const { seen } = scene;
  let failed = 0;
  const waiting = new Map<string, bigint>();
  const intake = drillIntake({
    clock,
    faults: scene.faults,
    newId: createNewId(clock),
    ...believed(clock),
    writer: scene.store,
    onAlert: ({ hit, read, recorded }) => {
      const since = waiting.get(read.id);
      if (since !== undefined)
        seen.slowestAlertMs = Math.max(seen.slowestAlertMs, Number(clock.monoNs() - since) / 1e6);
      waiting.delete(read.id);
      seen.alerted.add(hit.id);
      if (recorded) seen.hits.add(hit.id);
    },
    onRead: ({ read, recorded }) => {
      if (recorded) seen.reads.add(`${read.id}.${String(read.revision)}`);
      else failed++;
    },
  });
  for (const end = scene.next + count; scene.next < end; scene.next++) {
    const event = track(scene.next, "settled", clock);
    if (scene.next % hitEvery === 0) waiting.set(event.trackId, clock.monoNs());
    intake.takeIn(event);
    intake.takeIn(track(scene.next, "ended", clock));
    await intake.drain();
  }
  await clock.sleep(1);
  seen.notRecorded += failed;
  return { failed, silentHits: waiting.size };
}

/** Runs the disk full at a random point, reads on, makes space, reads on. Returns what went unseen. */
async function round(scene: Scene, random: () => number): Promise<number> {
  const before = scene.faults.raised.length;
  scene.disk.fill(Math.floor(random() * 600_000));
  const full = await feed(scene, tracksPerPhase);
  const told = scene.faults.raised.slice(before).some((fault) => fault.startsWith("EVIDENCE_WRITE"));
  scene.disk.drain();
  const after = await feed(scene, tracksPerPhase / 4);
  return full.silentHits + after.silentHits + Number(full.failed > 0 && !told) + after.failed;
}

async function drill(disk: SmallDisk, settings: DrillSettings): Promise<DiskFullResult> {
  const rounds = settings.rounds ?? fullRounds;
  const random = seededRandom(settings.seed);
  const started = Date.now();
  const key = randomBytes(32);
  const dir = join(disk.dir, "store");
  const faults = memoryFaults();
  const config = storeSchema.parse({ space: { pictures: "1k", reads: "1k", hits: "1k" } });
  const store = await openStore({
    dir,
    unitKey: key,
    config,
    unit: testUnit,
    clock,
    log: quiet,
    faults,
    newId: createNewId(clock),
    ...believed(clock),
  });
  const seen: Seen = {
    reads: new Set(),
    hits: new Set(),
    alerted: new Set(),
    notRecorded: 0,
    slowestAlertMs: 0,
  };
  const scene: Scene = { disk, store, faults, seen, next: 1 };
  let unseen = 0;
  let lost = 0;
  for (let n = 1; n <= rounds; n++) {
    unseen += await round(scene, random);
    const { missing, findings } = inspectStore(dir, key, seen, 1);
    lost += missing.length;
    unseen += findings.length;
    if (missing.length + findings.length > 0)
      console.error(`round ${String(n)}: ${[...missing, ...findings].slice(0, 5).join("; ")}`);
  }
  store.close();
  return {
    rounds,
    announced: seen.reads.size + seen.hits.size,
    lost,
    duplicated: 0,
    undetected: unseen + Number(seen.slowestAlertMs > alertLimitMs),
    seconds: Math.round((Date.now() - started) / 1000),
    fileSystem: disk.kind,
    alerts: seen.alerted.size,
    notRecorded: seen.notRecorded,
    slowestAlertMs: Math.round(seen.slowestAlertMs),
  };
}

/** See the head of this file. */
export async function run(settings: DrillSettings): Promise<DiskFullResult> {
  const disk = mountSmallDisk(diskMb);
  try {
    return await drill(disk, settings);
  } finally {
    disk.remove();
  }
}
