// Searching the centre's archive by its own code, over day partitions: a plate, two wildcards, a square kilometre for two
// hours; then bytes a read on disk, and a day dropped while others write. --rows 10000000 --plates 2000000 is the full form.
import { setTimeout as sleep } from "node:timers/promises";
import { generateKeyPairSync } from "node:crypto";
import { connectDatabase, type Database } from "../../src/centre/archive/database.js";
import { dropDay } from "../../src/centre/archive/keeper/days.js";
import { searchArchiveReads } from "../../src/centre/archive/search.js";
import type { ReadQuestion } from "../../src/centre/core/questions.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { startArchive } from "../../test/kit/peers/archive.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import { option } from "./option.js";

const dayMs = 86_400_000;
const queries = 200;
const [south, west] = [39.0, -94.7];
/** A plate of five letters and figures without those that are taken for each other, as SQL of a number; key and plate are the same. */
const plateSql = (n: string): string =>
  `translate(lpad(upper(to_hex((${n}) * 7919 % 1048576)), 5, 'F') , '0158B2D6', 'HJKMNPRT') || chr(65 + (${n})::int % 3)`;

const quantile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 10) / 10;

async function fill(database: Database, rows: number, days: number, plates: number): Promise<number> {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  await database.change("INSERT INTO units (name) VALUES ('car-1')");
  const perDay = Math.ceil(rows / days);
  for (let d = 0; d < days; d++) {
    const start = today - (d + 1) * dayMs;
    const day = new Date(start).toISOString().slice(0, 10);
    await database.rows("SELECT ensure_day($1)", [day]);
    await fillDay(database, start, perDay, plates);
  }
  await database.change("INSERT INTO plates SELECT key, max(day) FROM plate_days GROUP BY key");
  await database.change("VACUUM ANALYZE");
  return today;
}

async function fillDay(database: Database, start: number, rows: number, plates: number): Promise<void> {
  await database.change(
    `WITH some AS (SELECT i, (random() * $3)::int AS n, random() AS a, random() AS b FROM generate_series(1, $2) AS g (i)),
       placed AS (SELECT *, ${plateSql("n")} AS plate, (${String(south)} + a * 0.3) AS lat, (${String(west)} + b * 0.4) AS lon,
         $1::timestamptz + random() * interval '1 day' AS at FROM some),
       kept AS (INSERT INTO reads SELECT at, at + interval '3 s', gen_random_uuid(),
         floor((lat + 90) * 1000)::bigint * 360000 + floor((lon + 180) * 1000)::bigint, 1, (lat * 1e6)::int, (lon * 1e6)::int, 0.98, 1, true,
         'front', plate, plate, 'KS', decode(repeat(md5(i::text || n::text), 20) || repeat('ab', 11), 'hex') FROM placed RETURNING key, captured_at)
     INSERT INTO plate_days SELECT DISTINCT key, (captured_at AT TIME ZONE 'UTC')::date FROM kept ON CONFLICT DO NOTHING`,
    [new Date(start).toISOString(), rows, plates],
  );
}

async function measured(
  database: Database,
  ask: (n: number) => ReadQuestion,
): Promise<{ p50: number; p95: number; reads: number }> {
  const times: number[] = [];
  let reads = 0;
  for (let n = 0; n < queries; n++) {
    const startedAt = performance.now();
    reads += (await searchArchiveReads(database, ask(n), true)).reads.length;
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), reads };
}

async function dropped(keeper: Database, owner: Database, today: number, rows: number) {
  const start = today - 800 * dayMs;
  const day = new Date(start).toISOString().slice(0, 10);
  await owner.rows("SELECT ensure_day($1)", [day]);
  await fillDay(owner, start, rows, 200_000);
  await owner.change(
    "INSERT INTO holds (hold_id, case_number, reason, made_by, until, key) SELECT gen_random_uuid(), 'x', 'x', 'x', now() + interval '1 year', key FROM plate_days WHERE day = $1 LIMIT 100",
    [day],
  );
  let [isOver, longestMs] = [false, 0];
  const writing = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await fillDay(owner, today - dayMs, 1, 1_000);
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      await sleep(5);
    }
  })();
  const { privateKey: key } = generateKeyPairSync("ed25519");
  const clock = createClock();
  const startedAt = performance.now();
  await dropDay(keeper, day, 30 * dayMs, {
    ...{ time: { now: Date.now(), by: ["person"] }, signer: { agency: "bench", key }, clock },
  });
  const ms = performance.now() - startedAt;
  isOver = true;
  await writing;
  return { rows, ms: Math.round(ms), longestPauseMs: Math.round(longestMs) };
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const [rows, days] = [option(args, "rows", 1_000_000), option(args, "days", 730)];
  const plates = option(args, "plates", 200_000);
  const archive = await startArchive();
  const settings = await archive.fresh();
  const [owner, site, keeper] = (["owner", "site", "keeper"] as const).map((role) =>
    connectDatabase(settings(role)),
  );
  if (!owner || !site || !keeper) throw new Error("no database");
  try {
    const startedAt = Date.now();
    const today = await fill(owner, rows, days, plates);
    console.log(
      `${String(rows)} reads over ${String(days)} days in ${String(Math.round((Date.now() - startedAt) / 1000))} s`,
    );
    const [size] = await owner.rows<{
      readonly reads: string;
      readonly days: string;
      readonly plates: string;
    }>(
      `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'reads'::regclass) AS reads,
         pg_total_relation_size('plate_days') AS days, pg_total_relation_size('plates') AS plates`,
    );
    const known = await owner.rows<{ readonly key: string }>(
      "SELECT key FROM plates ORDER BY random() LIMIT $1",
      [queries],
    );
    const random = seededRandom(1);
    const keyAt = (n: number): string => known[n % known.length]?.key ?? "";
    const limit = 100;
    const result = {
      plate: await measured(site, (n) => ({ plate: keyAt(n), limit })),
      wildcards: await measured(site, (n) => ({
        plate: `${keyAt(n).slice(0, 2)}?${keyAt(n).slice(3, 5)}?`,
        limit,
      })),
      box: await measured(site, () => {
        const from = today - Math.floor(1 + random() * (days - 1)) * dayMs + random() * 20 * 3_600_000;
        const [lat, lon] = [south + random() * 0.29, west + random() * 0.38];
        return {
          from,
          to: from + 7_200_000,
          box: { south: lat, west: lon, north: lat + 0.009, east: lon + 0.0116 },
          limit,
        };
      }),
      bytesPerRead: Math.round((Number(size?.reads) + Number(size?.days) + Number(size?.plates)) / rows),
      drop: await dropped(keeper, owner, today, Math.min(333_000, rows)),
    };
    console.log(JSON.stringify(result, null, 2));
  } finally {
    await Promise.all([owner, site, keeper].map((one) => one.close()));
    await archive.stop();
  }
}
