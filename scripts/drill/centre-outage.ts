// Ten minutes without PostgreSQL while twenty units (the shipped store and uploader) read on: everything arrives once, and
// little of the uplink goes for what is sent more than once.
import { setTimeout as sleep } from "node:timers/promises";
import { messageTables } from "../../src/centre/archive/message-tables.js";
import { startArchive, type TestArchive } from "../../test/kit/peers/archive.js";
import { startCentre, type Centre } from "./lib/centre-world.js";
import { startRealUnit, type RealUnit } from "./lib/real-unit.js";
import { watchUplink, type UplinkWatch } from "./lib/uplink-watch.js";
import type { DrillResult, DrillSettings } from "./main.js";

/** What it reports beside the others. */
interface OutageResult extends DrillResult {
  /** Receipts for what is not in the archive. */
  readonly receiptsForNothing: number;
  /** Bytes at the broker that had to be sent, and percent of them that were sent besides because of the outage. */
  readonly neededBytes: number;
  readonly wastedPercent: number;
  /** From the start of PostgreSQL to the last one in the archive, milliseconds. */
  readonly arrivedMs: number;
}

/** How large a drill is. */
export interface OutageSize {
  readonly units: number;
  readonly receiptTimeout: string;
  /** Before the outage and after it, with everything working. */
  readonly aroundMs: number;
}

const fullSize: OutageSize = { units: 20, receiptTimeout: "1m", aroundMs: 15_000 };
const wastedPercentAtMost = 5;
const drainMs = 900_000;
const readEveryMs = 1_000;
const told = (["alert", "fault", "tour", "lookout"] as const).map((kind) => messageTables[kind]);
const there = [
  "SELECT read_id::text || '.' || revision AS id FROM reads",
  "SELECT hit_id::text FROM hits",
  "SELECT picture_id FROM pictures",
  ...told.map(({ id, name }) => `SELECT (${id})::text FROM ${name}`),
].join(" UNION ALL ");

/** Each unit reads a plate a second until `over`. */
async function drive(unit: RealUnit, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await unit.record(1);
    await sleep(readEveryMs, undefined, { signal: over }).catch(() => undefined);
  }
}

async function withoutDatabase(archive: TestArchive, ms: number): Promise<void> {
  await archive.server().stop();
  await sleep(ms);
  await archive.start();
}

async function drained(units: readonly RealUnit[]): Promise<void> {
  for (const end = Date.now() + drainMs; Date.now() < end; await sleep(100))
    if (units.every((unit) => unit.waiting() === 0)) return;
}

async function account(centre: Centre, units: readonly RealUnit[], watch: UplinkWatch) {
  const rows = await centre.database.rows<{ readonly id: string }>(there);
  const kept = new Set(rows.map(({ id }) => id));
  const sent = units.flatMap(({ recorded }) => recorded);
  const isKept = (id: string): boolean => kept.has(id) || kept.has(`${id}.1`);
  return {
    announced: sent.length,
    lost: sent.filter((id) => !kept.has(id)).length,
    duplicated: rows.length - kept.size,
    receiptsForNothing: [...watch.receipted()].filter((id) => !isKept(id)).length,
  };
}

/** See the head of this file. A round is a second of the outage. */
export async function run(
  options: DrillSettings,
  { units: count, receiptTimeout, aroundMs }: OutageSize = fullSize,
): Promise<OutageResult> {
  const [startedAt, rounds] = [Date.now(), options.rounds ?? 600];
  const archive = await startArchive();
  const centre = await startCentre({ archive });
  const watch = await watchUplink(centre.broker);
  const over = new AbortController();
  const units: RealUnit[] = [];
  try {
    await centre.collectors[0].start();
    for (let n = 1; n <= count; n++)
      units.push(await startRealUnit(centre.broker, `car-${String(n)}`, n, receiptTimeout));
    const driving = units.map((unit) => drive(unit, over.signal));
    await sleep(aroundMs);
    await withoutDatabase(archive, rounds * 1_000);
    const backAt = Date.now();
    await sleep(aroundMs);
    over.abort();
    await Promise.all(driving);
    await drained(units);
    const arrivedMs = Date.now() - backAt;
    const found = await account(centre, units, watch);
    const wastedPercent = watch.wastedPercent();
    if (!options.json) console.table(watch.byTopic());
    return {
      ...{ rounds, ...found, neededBytes: watch.neededBytes(), wastedPercent, arrivedMs },
      undetected: found.receiptsForNothing + Number(wastedPercent > wastedPercentAtMost),
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  } finally {
    over.abort();
    for (const unit of units) await unit.stop();
    watch.stop();
    await centre.stop();
    await archive.stop();
  }
}
