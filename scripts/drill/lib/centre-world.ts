// A centre to be broken: PostgreSQL, mosquitto and two collectors in processes of their own, units that send at a pace; and
// the account at the end, in which every receipt and everything sent is looked for.
import { fork, type ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  connectDatabase,
  type Database,
  type DatabaseSettings,
} from "../../../src/centre/archive/database.js";
import type { PictureClass, PictureFiles } from "../../../src/centre/core/pictures.js";
import { openPictures } from "../../../src/centre/pictures/files.js";
import { startArchive, type TestArchive } from "../../../test/kit/peers/archive.js";
import { startCentreBroker, type CentreBroker } from "../../../test/kit/peers/centre-broker.js";
import { bundle } from "./bundle.js";
import type { CollectorNews, CollectorOrders } from "./centre-collector.js";
import { startUnits, type DrillUnits } from "./centre-units.js";

/** A collector's process. */
export interface CollectorProcess {
  /** What stands, `CODE subject: text`, as it told last. */
  standing(): readonly string[];
  cpuMs(): number;
  /** Of the process that runs, or ran last. */
  pid(): number;
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** A centre with its units. */
export interface World {
  readonly archive: TestArchive;
  readonly broker: CentreBroker;
  readonly collectors: readonly [CollectorProcess, CollectorProcess];
  readonly units: DrillUnits;
  readonly pictures: PictureFiles;
  readonly dir: string;
  /** As the owner, connected anew after each loss. */
  readonly database: Database;
  /** How the owner gets to it. */
  readonly login: DatabaseSettings;
  /** Receipts, since it was asked last, for what is not in the database. */
  unfounded(): Promise<number>;
  /** Lets everything arrive. */
  drain(): Promise<void>;
  /** Looks for everything. */
  account(): Promise<Account>;
  stop(): Promise<void>;
}

/** What became of everything. */
export interface Account {
  readonly announced: number;
  readonly lost: number;
  readonly duplicated: number;
}

/** How a world is made. */
export interface WorldSettings {
  readonly perSecond?: number;
  readonly withPictures?: boolean;
  readonly archive?: TestArchive;
  /** Folder of the pictures; default: a temporary one. */
  readonly pictures?: string;
}

const drainMs = 120_000;

function collectorOf(file: string, orders: CollectorOrders): CollectorProcess {
  let child: ChildProcess | null = null;
  let [standing, cpuMs, cpuBefore] = [[] as readonly string[], 0, 0];
  return {
    standing: () => standing,
    cpuMs: () => cpuBefore + cpuMs,
    pid: () => child?.pid ?? 0,
    async start() {
      const own = fork(file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      child = own;
      const ready = new Promise<void>((resolve, reject) => {
        own.on("message", (message) => {
          const news = message as CollectorNews;
          if (news.kind === "ready") resolve();
          else [standing, cpuMs] = [news.standing, news.cpuMs];
        });
        own.once("exit", () => reject(new Error("a collector ended")));
      });
      ready.catch(() => undefined);
      own.send(orders);
      await Promise.race([ready, sleep(60_000)]);
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      cpuBefore += cpuMs;
      cpuMs = 0;
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Of a centre: PostgreSQL, mosquitto, and two collectors that do not run yet. */
export type Centre = Omit<World, "units" | "unfounded" | "drain" | "account">;

/** Starts PostgreSQL and mosquitto, and gets the collectors ready to be started. */
export async function startCentre(options: WorldSettings = {}): Promise<Centre> {
  const archive = options.archive ?? (await startArchive());
  const [broker, child] = [await startCentreBroker(), await bundle("centre-collector.ts", "centre/archive")];
  const settings = await archive.fresh();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-drill-"));
  const folders = { dir: options.pictures ?? join(dir, "files"), keys: join(dir, "keys") };
  const pictureKey = randomBytes(32);
  const pictures = openPictures(folders, pictureKey, Date.now());
  const make = (name: string): CollectorProcess => {
    const { ca, certificate, key } = broker.collector(name);
    const pem = { ca: ca.toString(), certificate: certificate.toString(), key: key.toString() };
    const database = settings("collector");
    const url = broker.url;
    return collectorOf(child.file, {
      ...{ database, url, name, ...pem, pictures: folders, pictureKey: pictureKey.toString("hex") },
      receipts: join(dir, "receipts"),
    });
  };
  const collectors = [make("centre-1"), make("centre-2")] as const;
  const database = connectDatabase(settings("owner"));
  return {
    ...{ archive, broker, collectors, pictures, dir, database, login: settings("owner") },
    async stop() {
      await Promise.all(collectors.map((one) => one.kill()));
      await database.close();
      await broker.stop();
      if (!options.archive) await archive.stop();
      child.remove();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Starts it, units sending already. */
export async function startWorld(options: WorldSettings = {}): Promise<World> {
  const centre = await startCentre(options);
  const { collectors, broker, database, pictures } = centre;
  await Promise.all(collectors.map((one) => one.start()));
  const units = await startUnits(broker, options);
  return {
    ...{ ...centre, units },
    unfounded: () => unfounded(database, units.takeReceipted()),
    account: () => account(database, units, pictures),
    async drain() {
      units.pause();
      // A busy machine takes long; what moves on is on its way.
      let [least, until] = [Infinity, Date.now() + drainMs];
      for (; units.waiting() > 0 && Date.now() < until; await sleep(100))
        if (units.waiting() < least) [least, until] = [units.waiting(), Date.now() + drainMs];
    },
    async stop() {
      await units.stop();
      await centre.stop();
    },
  };
}

const there = `SELECT read_id::text || '.' || revision AS id FROM reads UNION ALL SELECT read_id || '.' || revision FROM reads_unset
  UNION ALL SELECT hit_id::text FROM hits UNION ALL SELECT picture_id FROM pictures`;

async function unfounded(database: Database, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  for (let n = 0; ; n++)
    try {
      const [row] = await database.rows<{ readonly n: number }>(
        // NOT IN would compare each with each once the archive is large.
        `SELECT count(*)::int AS n FROM (SELECT unnest($1::text[]) EXCEPT (${there})) AS missing`,
        [ids],
      );
      return row?.n ?? 0;
    } catch (error) {
      // A machine with other work on it answers late.
      if (n === 10) throw error;
      await sleep(1_000);
    }
}

async function account(database: Database, units: DrillUnits, files: PictureFiles): Promise<Account> {
  const sent = [...units.reads.map((id) => `${id}.1`), ...units.hits, ...units.pictures.keys()];
  const rows = await database.rows<{ readonly id: string }>(there);
  const kept = new Map<string, number>();
  for (const { id } of rows) kept.set(id, (kept.get(id) ?? 0) + 1);
  const places = await database.rows<{
    readonly id: string;
    readonly day: string;
    readonly class: PictureClass;
  }>("SELECT picture_id AS id, day::text, class FROM pictures");
  let broken = 0;
  for (const place of places) {
    const jpeg = await files.read(place);
    const sha256 = jpeg && createHash("sha256").update(jpeg).digest("hex");
    if (sha256 !== units.pictures.get(place.id)) broken++;
  }
  return {
    announced: sent.length,
    lost: sent.filter((id) => !kept.has(id)).length + broken,
    duplicated: [...kept.values()].filter((n) => n > 1).length,
  };
}
