// npm run -s bench -- search [--reads N] [--dir DIR] [--unbuilt] [--json]: first pages of searches over N stored reads, and
// meanwhile, from the same run with and without searches, how long an alert takes from its commit to a page and how long
// `/healthz` takes. --unbuilt begins with a store whose reads are not searchable yet, and measures making them so first.
// --dir keeps the store there for the next run.
import { fork } from "node:child_process";
import { scryptSync } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { consoleSchema } from "../../src/unit/config/console-schema.js";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import type * as ServerModule from "../../src/unit/console/server.js";
import type * as TokensModule from "../../src/shared/access/tokens/tokens.js";
import type * as UsersModule from "../../src/shared/access/users.js";
import type { UnitStatus } from "../../src/shared/domain/status.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import type * as OfflineModule from "../../src/unit/store/offline.js";
import type * as StoreModule from "../../src/unit/store/store.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { memoryLookouts } from "../../test/kit/doubles/lookouts.js";
import { quietUpkeep } from "../../test/kit/doubles/upkeep.js";
import { nthHit, nthRead } from "../../test/kit/samples/numbered.js";
import { option } from "./option.js";
import { percentiles, round, type Percentiles } from "./pipeline/percentiles.js";
import type { Order, Report } from "./search/asker.js";
import { chance, fillStore, plateOf, readEveryMs } from "./search/make.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

const dist = new URL("../../dist/", import.meta.url).href;
const { openStore } = (await import(`${dist}unit/store/store.js`)) as typeof StoreModule;
const { openStoreHandle } = (await import(`${dist}unit/store/offline.js`)) as typeof OfflineModule;
const { createConsole } = (await import(`${dist}unit/console/server.js`)) as typeof ServerModule;
const { openTokens } = (await import(`${dist}shared/access/tokens/tokens.js`)) as typeof TokensModule;
const { openUsers } = (await import(`${dist}shared/access/users.js`)) as typeof UsersModule;

const clock = createClock();
const key = Buffer.alloc(32, 9);
const password = "correct horse 9 battery";
const alertEveryMs = 100;
const perKind = 20;
const calmMs = 10_000;

type Made = Awaited<ReturnType<typeof startUnit>>;

function writeUsers(file: string): void {
  const salt = Buffer.alloc(16, 1);
  const hash = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }).toString("base64url");
  const users = ["olive", "sam"].map((name) => ({
    ...{ name, role: "supervisor", hash: `scrypt$1024$8$1$${salt.toString("base64url")}$${hash}` },
    ...{ disabled: false, lockedAt: null, createdAt: 0, passwordAt: 0 },
  }));
  writeFileSync(file, JSON.stringify({ version: 1, users, changes: [] }), { mode: 0o600 });
}

/** Store and console as the daemon has them, an alert every tenth of a second. */
async function startUnit(dir: string, reads: number) {
  const spans = { read: "700d", historicalHit: "700d", hit: "700d" };
  const faults = memoryFaults();
  const newId = createNewId(clock);
  const config = storeSchema.parse({ retention: spans, space: { pictures: "1k", reads: "1k", hits: "1k" } });
  const store = await openStore({
    dir,
    unitKey: key,
    config,
    unit: testUnit,
    clock,
    log: quiet,
    faults,
    newId,
    ...believed(clock),
  });
  writeUsers(`${dir}.users.json`);
  const users = openUsers(`${dir}.users.json`, clock, (work) => work());
  const officers = createConsole({
    ...{
      config: consoleSchema.parse({ port: 0 }),
      unit: testUnit,
      records: store,
      faults,
      audit: store,
      users,
      tokens: openTokens(`${dir}.tokens.json`, clock, (work) => work()),
      clock,
    },
    ...{ log: quiet, newId, tls: null, verdicts: { messages: () => [], onStored: () => undefined } },
    find: () => ({ found: [], lists: [], notLookedAt: [] }),
    upkeep: quietUpkeep,
    lookouts: memoryLookouts(() => clock.now()),
    handOuts: null,
    sealing: null,
    status: () =>
      ({
        unit: testUnit,
        version: "0",
        startedAt: 0,
        cameras: [],
        hotlists: [],
        vision: { running: true },
      }) as unknown as UnitStatus,
  });
  const stop = new AbortController();
  const running = [store.retention.run(stop.signal), officers.run(stop.signal)];
  const committed = new Map<string, bigint>();
  running.push(driveAlerts({ store, officers }, reads, committed, stop.signal));
  while (officers.url() === "") await clock.sleep(10);
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.all(running);
    store.close();
  };
  return { store, url: officers.url(), committed, end };
}

async function driveAlerts(
  { store, officers }: { readonly store: StoreModule.Store; readonly officers: ServerModule.Console },
  first: number,
  committed: Map<string, bigint>,
  signal: AbortSignal,
): Promise<void> {
  const pictures = { plate: Buffer.alloc(4_000, 1), vehicle: Buffer.alloc(40_000, 2) };
  for (let n = first; !signal.aborted; n++) {
    const capturedAt = { at: clock.now(), uncertaintyMs: 5, source: "ntp" } as const;
    const read = nthRead(n, { id: createNewId(clock)(), capturedAt });
    const hit = nthHit(n, read, { id: createNewId(clock)() });
    await store.record({ read, hits: [hit], pictures, matrices: [], outbox: [] });
    committed.set(read.id, clock.monoNs());
    officers.live.alert({ kind: "new", read, hit } as never, pictures);
    await clock.sleep(alertEveryMs, signal);
  }
}

/** Queries of each kind, newest and oldest days alike. */
function queriesOf(reads: number): Readonly<Record<string, readonly string[]>> {
  const now = clock.now();
  const many = (of: (n: number) => string): readonly string[] =>
    Array.from({ length: perKind }, (_, k) => of(Math.floor(chance(k, 9) * reads)));
  const hour = (n: number): string => {
    const at = now - Math.floor((reads - n) * readEveryMs);
    return `from=${String(at)}&to=${String(at + 3_600_000)}`;
  };
  return {
    plate: many((n) => `plate=${plateOf(n, reads)}`),
    "plate never seen": many((n) => `plate=QQ${String(n % 1000)}Q`),
    camera: many((n) => `camera=${n % 2 ? "rear" : "front"}`),
    time: many(hour),
    state: many((n) => `state=${["KS", "OK", "WY", "ZZ"][n % 4]}`),
    "hits only": many(() => "hitsOnly=true"),
    "beginning of a plate": many((n) => `plate=${plateOf(n, reads).slice(0, 4)}*`),
    "middle of a plate": many((n) => `plate=*${plateOf(n, reads).slice(2, 5)}*`),
    "camera, state, time": many((n) => `camera=rear&state=OK&${hour(n)}`),
    "similar characters": many((n) => `plate=${plateOf(n, reads)}&similar=true`),
    place: many((n) => `near=${String(39.0997 + (n % 997) / 1e4)},${String(-94.5786 - (n % 991) / 1e4)},300`),
    "place never seen": many((n) => `near=37.${String(n % 1000)},-97.3,1000`).slice(0, 5),
    "list, category, verdict": many(
      (n) => `list=demo&category=stolen-vehicle&verdict=${n % 2 ? "unverified" : "misread"}`,
    ),
    "pattern that fits nothing": many(() => "plate=*QQQQ*").slice(0, 3),
  };
}

interface Meanwhile {
  readonly commitToPage: Percentiles;
  readonly healthz: Percentiles;
}

function meanwhile(reports: readonly Report[], committed: ReadonlyMap<string, bigint>): Meanwhile {
  const delays = reports.flatMap(({ heard }) =>
    heard.flatMap(([id, at]) => {
      const from = committed.get(id);
      return from === undefined ? [] : [Number(BigInt(at) - from) / 1e6];
    }),
  );
  return { commitToPage: percentiles(delays), healthz: percentiles(reports.flatMap(({ health }) => health)) };
}

async function measure({ url, committed }: Made, reads: number): Promise<object> {
  const child = fork(new URL("./search/asker.ts", import.meta.url), [url, password]);
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", () => reject(new Error("the asking process ended")));
  });
  const answer = (): Promise<Report> =>
    Promise.race([ended, once(child, "message").then(([report]) => report as Report)]);
  const order = (queries: readonly string[]): Promise<Report> => {
    const next = answer();
    child.send({ queries } satisfies Order);
    return next;
  };
  await answer();
  const result = await compare(order, reads, committed);
  child.removeAllListeners("exit");
  child.kill();
  return result;
}

async function compare(
  order: (queries: readonly string[]) => Promise<Report>,
  reads: number,
  committed: ReadonlyMap<string, bigint>,
): Promise<object> {
  const kinds: Record<string, object> = {};
  const [calm, busy]: [Report[], Report[]] = [[], []];
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  await order([]);
  for (const [kind, queries] of Object.entries(queriesOf(reads))) {
    await clock.sleep(calmMs / 2);
    calm.push(await order([]));
    pauses.reset();
    const report = await order(queries);
    busy.push(report);
    const loop = { p99: round(pauses.percentile(99) / 1e6), max: round(pauses.max / 1e6) };
    const { p50, p95, max } = percentiles(report.searches.map(({ ms }) => ms));
    const cut = report.searches.filter(({ ended }) => ended === "time" || ended === "part").length;
    const { commitToPage, healthz } = meanwhile([report], committed);
    kinds[kind] = { p50, p95, max, cut, commitToPage: commitToPage.p95, healthz: healthz.p95, loop };
  }
  const [without, during] = [meanwhile(calm, committed), meanwhile(busy, committed)];
  const ratio = (a: Percentiles, b: Percentiles): number => round((b.p95 ?? 0) / (a.p95 ?? 1));
  return {
    ...{ reads, kinds, without, during },
    ratios: {
      commitToPage: ratio(without.commitToPage, during.commitToPage),
      healthz: ratio(without.healthz, during.healthz),
    },
  };
}

/** Waits until the daemon has made everything searchable. */
async function measureBuild(dir: string, { committed }: Made): Promise<object> {
  const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
  const mark = handle.evidence.db.prepare<[], { value: string }>(
    "SELECT value FROM notes WHERE key = 'searchable from'",
  );
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const started = clock.monoNs();
  while (mark.get()?.value !== "0") await clock.sleep(500);
  const seconds = Number(clock.monoNs() - started) / 1e9;
  handle.close();
  const pauseMs = { p99: round(pauses.percentile(99) / 1e6), max: round(pauses.max / 1e6) };
  return { seconds: round(seconds), pauseMs, recorded: committed.size };
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--dir");
  const kept = at < 0 ? undefined : args[at + 1];
  const base = kept ?? mkdtempSync(join(tmpdir(), "tagwatch-search-"));
  const [dir, note] = [join(base, "store"), join(base, "made.json")];
  const reads = existsSync(note)
    ? (JSON.parse(readFileSync(note, "utf8")) as number)
    : option(args, "reads", 600_000);
  if (!existsSync(note)) {
    const spans = {
      dir,
      unitKey: key,
      config: storeSchema.parse({}),
      unit: testUnit,
      clock,
      log: quiet,
    };
    (
      await openStore({ ...spans, faults: memoryFaults(), newId: createNewId(clock), ...believed(clock) })
    ).close();
    const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
    fillStore(handle, reads, clock.now(), args.includes("--unbuilt"));
    handle.close();
    writeFileSync(note, String(reads));
  }
  const started = clock.monoNs();
  const unit = await startUnit(dir, reads);
  const startSeconds = round(Number(clock.monoNs() - started) / 1e9);
  const build = args.includes("--unbuilt") ? await measureBuild(dir, unit) : null;
  const figures = { startSeconds, build, ...(await measure(unit, reads)) };
  await unit.end();
  if (kept === undefined) rmSync(base, { recursive: true, force: true });
  console.log(args.includes("--json") ? JSON.stringify(figures) : JSON.stringify(figures, null, 2));
}
