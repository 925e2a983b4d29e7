// npm run -s bench -- purge --make DIR [--reads N] [--chunk M]: builds a store of so many reads over ninety days, newest now;
// with --chunk, M more of them at each call.
// npm run -s bench -- purge --run DIR [--json]: the retention's own purge over its oldest day, with reads coming in beside
// it as on the road, while the event loop's pauses are measured. Apart, so that only the second needs a quiet machine.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import type * as OfflineModule from "../../src/unit/store/offline.js";
import type { StoreHandle } from "../../src/unit/store/offline.js";
import type * as StoreModule from "../../src/unit/store/store.js";
import { sealBody } from "../../src/shared/evidence/chain.js";
import { packMatrices } from "../../src/unit/store/tables/matrices.js";
import { readMessage, recordMessages } from "../../src/unit/upload/messages.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { nthRead } from "../../test/kit/samples/numbered.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

const dist = new URL("../../dist/unit/store/", import.meta.url).href;
const { openStore } = (await import(`${dist}store.js`)) as typeof StoreModule;
const { openStoreHandle } = (await import(`${dist}offline.js`)) as typeof OfflineModule;

const clock = createClock();
const key = Buffer.alloc(32, 9);
const days = 90;
const dayMs = 86_400_000;
const perTransaction = 20_000;
const pictures = { plate: randomBytes(4_000), vehicle: randomBytes(40_000) };
const matrix = { steps: 40, symbols: 37, data: new Float32Array(40 * 37).fill(-3) };
const matrices = [matrix, matrix, matrix];
/** A read comes in so often beside the purge: a busy road. */
const readEveryMs = 250;

interface Made {
  readonly reads: number;
  readonly done: number;
  readonly now: number;
}

export interface PurgeFigures {
  readonly reads: number;
  readonly purged: number;
  readonly seconds: number;
  readonly longestPauseMs: number;
  readonly p99PauseMs: number;
  /** The same while reads come in and nothing is purged. */
  readonly longestPauseWithoutMs: number;
  readonly slowestRecordMs: number;
  readonly databaseGigabytes: number;
}

async function storeIn(dir: string): Promise<StoreModule.Store> {
  const spans = { read: "89d", historicalHit: "89d", hit: "89d" };
  return openStore({
    dir,
    unitKey: key,
    config: storeSchema.parse({ retention: spans, space: { pictures: "1k", reads: "1k", hits: "1k" } }),
    unit: testUnit,
    clock,
    log: quiet,
    faults: memoryFaults(),
    newId: createNewId(clock),
    ...believed(clock),
  });
}

/**
 * Fills a store with reads, evenly over ninety days up to now; the oldest day has its pictures, the newest its messages.
 * Goes on where an earlier call ended, for at most `chunk` reads.
 */
export async function makeStore(dir: string, reads: number, chunk = reads): Promise<void> {
  const known = existsSync(`${dir}.json`) ? (JSON.parse(readFileSync(`${dir}.json`, "utf8")) as Made) : null;
  const made = known ?? { reads, done: 0, now: clock.now() };
  if (!known) (await storeIn(dir)).close();
  const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
  const { db } = handle.evidence;
  // Nothing here need survive a crash: no journal, no flush.
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -400000");
  const end = Math.min(made.reads, made.done + chunk);
  for (let from = made.done; from < end; from += perTransaction) {
    const numbers = { from, to: Math.min(end, from + perTransaction), of: made.reads };
    db.transaction(() => fill(handle, numbers, made.now)).immediate();
  }
  db.pragma("journal_mode = WAL");
  handle.close();
  writeFileSync(`${dir}.json`, JSON.stringify({ ...made, done: end }));
}

/** Rows as `reads.insert` writes them, without the hashing of pictures and matrices that a purge never looks at. */
function fill(
  { evidence, paths, pictures: files, keys }: StoreHandle,
  numbers: { readonly from: number; readonly to: number; readonly of: number },
  now: number,
): void {
  const first = now - days * dayMs;
  const vault = `${new Date(first).toISOString().slice(0, 10)}.read`;
  mkdirSync(join(paths.pictures, vault), { recursive: true });
  keys.vault(vault, true);
  const sealed = Buffer.concat([pictures.plate, pictures.vehicle]);
  const packed = packMatrices(matrices);
  const insert = evidence.db.prepare(
    "INSERT INTO reads (seq, id, revision, class, kept_from, newest, pictures, first_message, last_message, salt," +
      " body, matrices) VALUES (?, ?, 1, 'read', ?, 1, ?, ?, ?, ?, ?, ?)",
  );
  for (let n = numbers.from; n < numbers.to; n++) {
    const at = first + Math.floor((n / numbers.of) * days * dayMs);
    const read = nthRead(n, { capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
    const old = at < first + dayMs;
    if (old) writeFileSync(files.path(vault, { readId: read.id, revision: 1 }), sealed);
    const messages = evidence.outbox.put(at > now - dayMs ? [readMessage(read, [])] : [], at);
    const { body, salt, digest } = sealBody(
      { read, pictures: null, matrices: "" },
      sealed.subarray(n % 4000, (n % 4000) + 16),
    );
    const seq = evidence.chain.append("read", `${read.id}.1`, at, digest);
    insert.run(seq, read.id, at, old ? vault : null, messages.first, messages.last, salt, body, packed);
  }
}

/** Records reads at a steady pace until told to stop; returns how long the slowest took. */
async function drive(store: StoreModule.Store, first: number, signal: AbortSignal): Promise<number> {
  let slowest = 0;
  for (let n = first; !signal.aborted; n++) {
    const read = nthRead(n, { capturedAt: { at: clock.now(), uncertaintyMs: 5, source: "ntp" } });
    const started = clock.monoNs();
    await store.record({ read, hits: [], pictures, matrices, outbox: recordMessages(read, [], pictures) });
    slowest = Math.max(slowest, Number(clock.monoNs() - started) / 1e6);
    await clock.sleep(readEveryMs, signal);
  }
  return slowest;
}

/** Runs `work` with reads coming in and measures how long the event loop stood still. */
async function watched(
  store: StoreModule.Store,
  first: number,
  work: () => Promise<void>,
): Promise<{ longest: number; p99: number; slowestRecordMs: number; seconds: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const stop = new AbortController();
  const driving = drive(store, first, stop.signal);
  await clock.sleep(500);
  delay.enable();
  const started = clock.monoNs();
  await work();
  const seconds = Number(clock.monoNs() - started) / 1e9;
  delay.disable();
  stop.abort();
  const slowestRecordMs = await driving;
  return { longest: delay.max / 1e6, p99: delay.percentile(99) / 1e6, slowestRecordMs, seconds };
}

/** Purges the oldest day of a store made by `makeStore`. The clock is the real one: make it less than a day before. */
export async function measurePurge(dir: string): Promise<PurgeFigures> {
  const made = JSON.parse(readFileSync(`${dir}.json`, "utf8")) as Made;
  const store = await storeIn(dir);
  const calm = await watched(store, made.reads + 1, () => clock.sleep(10_000));
  const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
  const oldest = handle.evidence.db.prepare<[], { at: number }>("SELECT min(kept_from) AS at FROM reads");
  const count = handle.evidence.db.prepare<[], { n: number }>(
    "SELECT count(*) AS n FROM reads WHERE class = 'read'",
  );
  const size = handle.evidence.db
    .prepare<[], { n: number }>("SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size")
    .get()!.n;
  const before = count.get()!.n;
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const busy = await watched(store, made.reads + 10_000, async () => {
    running = store.retention.run(stop.signal);
    const receipts = handle.evidence.db.prepare<[], { n: number }>(
      "SELECT count(*) AS n FROM audit WHERE event = 'retention.purge'",
    );
    while ((receipts.get()?.n ?? 0) === 0) await clock.sleep(100);
  });
  stop.abort();
  await running;
  const purged = before - count.get()!.n;
  if (oldest.get()!.at < clock.now() - 89 * dayMs - 3_600_000)
    throw new Error("the oldest day is still there");
  handle.close();
  store.close();
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    reads: made.reads,
    purged,
    seconds: round(busy.seconds),
    longestPauseMs: round(busy.longest),
    p99PauseMs: round(busy.p99),
    longestPauseWithoutMs: round(calm.longest),
    slowestRecordMs: round(busy.slowestRecordMs),
    databaseGigabytes: Math.round(size / 1e8) / 10,
  };
}

function after(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const [make, dir] = [after(args, "--make"), after(args, "--run")];
  const reads = Number(after(args, "--reads") ?? 2_000_000);
  if (make) await makeStore(make, reads, Number(after(args, "--chunk") ?? reads));
  if (!dir) return;
  const figures = await measurePurge(dir);
  if (args.includes("--json")) console.log(JSON.stringify(figures));
  else console.table(figures);
  rmSync(dir, { recursive: true, force: true });
}
