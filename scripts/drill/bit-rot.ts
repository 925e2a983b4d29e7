// Random bytes of the database, its WAL, the witness, the keys and the pictures are flipped. Each trial begins from the same
// good store: damage must be detected (set aside at start, named by the verification, or a picture that does not open) or
// harmless (everything still reads as it was written). Never: a start that fails twice, a read or picture that is silently
// another. `undetected` counts wrong evidence and missing evidence nobody was told of; `lost` counts starts that failed.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import type { ReadRecord } from "../../src/unit/core/ports.js";
import { quickCheck } from "../../src/unit/store/database/quick-check.js";
import { openStoreHandle } from "../../src/unit/store/offline.js";
import { openStore, type Store, type StoreDeps } from "../../src/unit/store/store.js";
import { verifyChain } from "../../src/unit/store/verify/verify.js";
import { recordMessages } from "../../src/unit/upload/messages.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import { nthHit, nthRead } from "../../test/kit/samples/numbered.js";
import type { DrillSettings, DrillResult } from "./main.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

interface BitRotResult extends DrillResult {
  readonly detected: number;
  readonly harmless: number;
  /** Detections by the first place that told: start, check, verification. */
  readonly byStart: number;
  readonly byCheck: number;
  readonly byVerification: number;
  readonly slowestStartMs: number;
}

const fullRounds = 500;
const readsInStore = 30;
const startLimitMs = 5_000;

const clock = createClock();
const key = randomBytes(32);

function optionsFor(dir: string): StoreDeps & { readonly faults: ReturnType<typeof memoryFaults> } {
  return {
    dir,
    unitKey: key,
    config: storeSchema.parse({}),
    unit: testUnit,
    clock,
    log: quiet,
    faults: memoryFaults(),
    newId: createNewId(clock),
    ...believed(clock),
  };
}

/** A store of some reads and hits, left as after a power cut: with a WAL that was never copied into the database. */
async function goodStore(dir: string): Promise<readonly ReadRecord[]> {
  const live = mkdtempSync(join(tmpdir(), "tagwatch-rot-live-"));
  const store = await openStore(optionsFor(live));
  const records: ReadRecord[] = [];
  for (let n = 1; n <= readsInStore; n++) {
    const at = clock.now();
    const read = nthRead(n, { capturedAt: { at, uncertaintyMs: 5, source: "ntp" } });
    const hits = n % 5 === 0 ? [nthHit(n, read)] : [];
    const pictures = { plate: randomBytes(500), vehicle: randomBytes(3_000) };
    const matrices = [{ steps: 8, symbols: 37, data: new Float32Array(8 * 37).fill(-3) }];
    const record = { read, hits, pictures, matrices, outbox: recordMessages(read, hits, pictures) };
    await store.record(record);
    records.push(record);
  }
  cpSync(live, dir, { recursive: true });
  store.close();
  rmSync(live, { recursive: true });
  return records;
}

function filesOf(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Flips 1 to 8 bytes of one file; database and WAL are chosen as often as all pictures and keys together. */
function damage(dir: string, random: () => number): string {
  const files = filesOf(dir);
  const dice = random();
  const wanted = dice < 0.3 ? "tagwatch.db" : dice < 0.6 ? "tagwatch.db-wal" : "";
  const among = files.filter((file) => wanted === "" || file.endsWith(`/${wanted}`));
  const file = among[Math.floor(random() * among.length)];
  const bytes = readFileSync(file);
  const flips = 1 + Math.floor(random() * 8);
  for (let i = 0; i < flips; i++) {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = bytes[at] ^ (1 + Math.floor(random() * 255));
  }
  writeFileSync(file, bytes);
  return `${relative(dir, file)} of ${String(statSync(file).size)} bytes`;
}

interface Outcome {
  /** Who told first; null when nobody did. */
  readonly told: "start" | "check" | "verification" | null;
  /** Records that are not there or differ although nobody said so. */
  readonly silent: number;
  /** Records that are there and differ from what was written, whether or not somebody said so. */
  readonly wrong: number;
  readonly failed: boolean;
  readonly startMs: number;
}

async function trial(dir: string, records: readonly ReadRecord[]): Promise<Outcome> {
  const options = optionsFor(dir);
  const started = performance.now();
  let store: Store;
  try {
    store = await openStore(options);
  } catch (error) {
    console.error(`the store does not open: ${String(error)}`);
    return { told: null, silent: 0, wrong: 0, failed: true, startMs: 0 };
  }
  const startMs = performance.now() - started;
  const atStart = options.faults.raised.length > 0;
  const state = await compare(store, records);
  const duringUse = options.faults.raised.length > 0;
  store.close();
  const check = quickCheck(join(dir, "tagwatch.db"), openDatabaseKey(dir));
  const findings = verification(dir);
  const told =
    atStart || duringUse ? "start" : check !== null ? "check" : findings > 0 ? "verification" : null;
  return {
    told,
    silent: told === null ? state.gone + state.wrong : 0,
    wrong: state.wrong,
    failed: false,
    startMs,
  };
}

function openDatabaseKey(dir: string): Buffer {
  const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
  handle.close();
  return handle.keys.database;
}

function verification(dir: string): number {
  try {
    const handle = openStoreHandle({ dir, unitKey: key, now: () => clock.now(), log: quiet });
    try {
      return verifyChain({ ...handle, pictures: true }).findings.length;
    } finally {
      handle.close();
    }
  } catch {
    return 1;
  }
}

/** What a reader of the store gets: records and pictures equal to what was written, gone, or (never) something else. */
async function compare(
  store: Store,
  records: readonly ReadRecord[],
): Promise<{ gone: number; wrong: number }> {
  let gone = 0;
  let wrong = 0;
  const judge = (found: unknown, expected: unknown): void => {
    if (found === null) gone++;
    else if (JSON.stringify(found) !== JSON.stringify(expected)) wrong++;
  };
  for (const { read, hits, pictures } of records) {
    judge(sorted(store.read(read.id)), sorted(read));
    for (const hit of hits) judge(sorted(store.hit(hit.id)?.hit ?? null), sorted(hit));
    for (const kind of ["plate", "vehicle"] as const) {
      const bytes = await store.picture(`${read.id}.1.${kind}`);
      judge(bytes && Buffer.from(bytes).toString("base64"), Buffer.from(pictures[kind]).toString("base64"));
    }
  }
  return { gone, wrong };
}

/** The same value with its keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

/** See the head of this file. */
export async function run(settings: DrillSettings): Promise<BitRotResult> {
  const rounds = settings.rounds ?? fullRounds;
  const random = seededRandom(settings.seed);
  const started = Date.now();
  const base = mkdtempSync(join(tmpdir(), "tagwatch-rot-"));
  const good = join(base, "good");
  const records = await goodStore(good);
  const outcomes: Outcome[] = [];
  for (let n = 1; n <= rounds; n++) {
    const dir = join(base, "trial");
    cpSync(good, dir, { recursive: true });
    const what = damage(dir, random);
    const outcome = await trial(dir, records);
    outcomes.push(outcome);
    if (outcome.silent + outcome.wrong > 0 || outcome.failed)
      console.error(`round ${String(n)}: ${what}: ${JSON.stringify(outcome)}`);
    else if (!settings.json && n % 50 === 0) console.log(`${String(n)} rounds`);
    rmSync(dir, { recursive: true });
  }
  rmSync(base, { recursive: true });
  const count = (of: (outcome: Outcome) => boolean): number => outcomes.filter(of).length;
  const slowest = Math.max(...outcomes.map((outcome) => outcome.startMs));
  return {
    rounds,
    announced: records.length,
    lost: count((outcome) => outcome.failed),
    duplicated: 0,
    undetected: count((outcome) => outcome.silent + outcome.wrong > 0) + Number(slowest > startLimitMs * 5),
    seconds: Math.round((Date.now() - started) / 1000),
    detected: count((outcome) => outcome.told !== null),
    harmless: count((outcome) => outcome.told === null && !outcome.failed),
    byStart: count((outcome) => outcome.told === "start"),
    byCheck: count((outcome) => outcome.told === "check"),
    byVerification: count((outcome) => outcome.told === "verification"),
    slowestStartMs: Math.round(slowest),
  };
}
