// npm run -s bench -- store [--reads N] [--purge-reads N] [--json]: what a read costs on the disk, for three ways of keeping
// pictures, and how long the purge of one day out of ninety holds up the event loop. Needs root (a small ext4 of its own, so
// that its device's counter counts our writes only) and a build (npm run build), for the worker threads. `bench -- purge` does
// the second half alone.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import type { ReadPictures } from "../../src/shared/domain/types.js";
import type { ReadRecord } from "../../src/unit/core/ports.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import type * as StoreModule from "../../src/unit/store/store.js";
import type * as DbModule from "../../src/unit/store/database/db.js";
import type * as SealModule from "../../src/shared/evidence/seal.js";
import { recordMessages } from "../../src/unit/upload/messages.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { nthRead } from "../../test/kit/samples/numbered.js";
import { mountSmallDisk, type SmallDisk } from "../drill/lib/small-disk.js";
import { makeStore, measurePurge, type PurgeFigures } from "./purge.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

const dist = new URL("../../dist/", import.meta.url).href;
const { openStore } = (await import(`${dist}unit/store/store.js`)) as typeof StoreModule;
const { connect } = (await import(`${dist}unit/store/database/db.js`)) as typeof DbModule;
const { seal } = (await import(`${dist}shared/evidence/seal.js`)) as typeof SealModule;

const clock = createClock();
/** Sizes of a plate and a 640-pixel vehicle picture as the vision process makes them (JPEG, quality 80). */
const plateBytes = 4_000;
const vehicleBytes = 40_000;
const readsPerDay = 20_000;

interface Cost {
  readonly way: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly writtenPerRead: number;
  readonly gigabytesPerDay: number;
  /** Removing all pictures of the day. */
  readonly purgeMs: number;
}

/** Bytes written to the block device below a folder. */
function writtenTo(disk: SmallDisk): number {
  execFileSync("sync", ["-f", disk.dir]);
  const device = execFileSync("findmnt", ["-no", "SOURCE", disk.dir], { encoding: "utf8" }).trim();
  const fields = readFileSync(`/sys/block/${basename(device)}/stat`, "utf8")
    .trim()
    .split(/\s+/);
  return Number(fields[6]) * 512;
}

function recordOf(n: number): ReadRecord {
  const read = nthRead(n, { capturedAt: { at: clock.now(), uncertaintyMs: 5, source: "ntp" } });
  const pictures = { plate: randomBytes(plateBytes), vehicle: randomBytes(vehicleBytes) };
  const matrix = { steps: 40, symbols: 37, data: new Float32Array(40 * 37).fill(-3) };
  const matrices = [matrix, matrix, matrix];
  return { read, hits: [], pictures, matrices, outbox: recordMessages(read, [], pictures) };
}

type Keep = (record: ReadRecord) => Promise<void> | void;

interface Way {
  readonly name: string;
  readonly open: (
    dir: string,
  ) => Promise<{ readonly keep: Keep; readonly purge: () => void; readonly close: () => void }>;
}

async function openRows(dir: string): Promise<StoreModule.Store> {
  return openStore({
    dir: join(dir, "store"),
    unitKey: randomBytes(32),
    config: storeSchema.parse({ space: { pictures: "1k", reads: "1k", hits: "1k" } }),
    unit: testUnit,
    clock,
    log: quiet,
    faults: memoryFaults(),
    newId: createNewId(clock),
    ...believed(clock),
  });
}

/** As shipped: one sealed file per read, then the rows. */
const oneFile: Way = {
  name: "one file per read (shipped)",
  async open(dir) {
    const store = await openRows(dir);
    const folder = join(dir, "store", "pictures");
    return {
      keep: (record) => store.record(record),
      purge: () => rmSync(folder, { recursive: true }),
      close: () => store.close(),
    };
  },
};

const nothing: ReadPictures = { plate: Buffer.alloc(0), vehicle: Buffer.alloc(0) };

/** One sealed file per picture beside the shipped rows (whose own, empty, picture file is part of the cost). */
const twoFiles: Way = {
  name: "one file per picture",
  async open(dir) {
    const store = await openRows(dir);
    const key = randomBytes(32);
    const folder = join(dir, "two");
    mkdirSync(folder);
    const write = (name: string, bytes: Uint8Array): void => {
      const fd = openSync(join(folder, name), "w");
      writeSync(fd, seal(key, name, bytes));
      fsyncSync(fd);
      closeSync(fd);
    };
    return {
      keep({ read, pictures }) {
        write(`${read.id}.plate`, pictures.plate);
        write(`${read.id}.vehicle`, pictures.vehicle);
        const at = openSync(folder, "r");
        fsyncSync(at);
        closeSync(at);
      },
      purge: () => rmSync(folder, { recursive: true }),
      close: () => store.close(),
    };
  },
};

/** Pictures as rows of a database of the day, WAL and FULL as the main one. */
const dayDatabase: Way = {
  name: "day-partitioned database",
  open(dir) {
    const db = connect(join(dir, "day.db"), randomBytes(32));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.exec("CREATE TABLE pictures (id TEXT PRIMARY KEY, plate BLOB, vehicle BLOB)");
    const insert = db.prepare("INSERT INTO pictures VALUES (?, ?, ?)");
    return Promise.resolve({
      keep: ({ read, pictures }) => void insert.run(read.id, pictures.plate, pictures.vehicle),
      purge() {
        db.close();
        for (const file of readdirSync(dir).filter((name) => name.startsWith("day.db")))
          rmSync(join(dir, file));
      },
      close: () => db.close(),
    });
  },
};

/** The shipped rows alone (with empty pictures): what the other ways cost on top of their own. */
const rowsOnly: Way = {
  name: "rows alone (empty picture file)",
  async open(dir) {
    const store = await openRows(dir);
    return {
      keep: (record) => store.record({ ...record, pictures: nothing }),
      purge: () => undefined,
      close: () => store.close(),
    };
  },
};

async function measure(way: Way, reads: number): Promise<Cost> {
  const disk = mountSmallDisk(Math.ceil((reads * 160_000) / 1e6) + 64);
  try {
    const opened = await way.open(disk.dir);
    for (let n = 1; n <= 20; n++) await opened.keep(recordOf(n));
    const before = writtenTo(disk);
    const times: number[] = [];
    for (let n = 21; n <= reads + 20; n++) {
      const record = recordOf(n);
      const started = clock.monoNs();
      await opened.keep(record);
      times.push(Number(clock.monoNs() - started) / 1e6);
    }
    const purged = clock.monoNs();
    const written = (writtenTo(disk) - before) / reads;
    opened.close();
    if (way !== dayDatabase) opened.purge();
    const purgeMs = Number(clock.monoNs() - purged) / 1e6;
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
    return {
      way: way.name,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      writtenPerRead: Math.round(written),
      gigabytesPerDay: Math.round((written * readsPerDay) / 1e7) / 100,
      purgeMs: Math.round(purgeMs),
    };
  } finally {
    disk.remove();
  }
}

function numberAfter(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : Number(args[at + 1]);
}

async function purgeOf(reads: number): Promise<PurgeFigures> {
  const base = mkdtempSync(join(tmpdir(), "tagwatch-purge-"));
  try {
    await makeStore(join(base, "store"), reads);
    return await measurePurge(join(base, "store"));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const reads = numberAfter(args, "--reads", 500);
  const purgeReads = numberAfter(args, "--purge-reads", 200_000);
  const costs: Cost[] = [];
  for (const way of [oneFile, rowsOnly, twoFiles, dayDatabase]) costs.push(await measure(way, reads));
  const purge = purgeReads > 0 ? await purgeOf(purgeReads) : null;
  if (args.includes("--json")) console.log(JSON.stringify({ reads, costs, purge }));
  else {
    console.table(costs);
    if (purge) console.table(purge);
  }
}
