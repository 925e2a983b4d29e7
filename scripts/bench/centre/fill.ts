// An archive of so many reads over so many days, made by PostgreSQL itself: vehicles that come again, some of them often;
// places in a town; bodies of the size that real ones have. Without hits and pictures.
import type { Database } from "../../../src/centre/archive/database.js";
import { bodyBytes } from "./bodies.js";

export const dayMs = 86_400_000;

/** The town's corner, and its sides: about 33 x 35 km. */
export const town = { south: 39, west: -94.7, lat: 0.3, lon: 0.4 };

/** Of the reads, this share is of vehicles that pass every few days. */
const oftenShare = 0.2;

/** What an archive is filled with. */
export interface Stock {
  readonly reads: number;
  readonly days: number;
  /** Distinct vehicles. */
  readonly vehicles: number;
  /** So many of the newest days are as full as those of 10 million reads in 30 days; the others share the rest. */
  readonly fullDays: number;
}

/** Reads of a full day. */
export const fullDay = ({ reads }: Stock): number => Math.round(reads / 30);

const letter = (divided: string): string =>
  `substr('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + ((${divided}) % 23)::int, 1)`;
/** As every other row has it. */
const size = bodyBytes();
/** Three letters and four figures that look like chance, the same for the same vehicle. */
const plateSql = `${letter("h")} || ${letter("h / 23")} || ${letter("h / 529")} || lpad((h / 12167 % 10000)::text, 4, '0')`;
/** `keyOf` of such a plate. */
const keySql = "translate(plate, 'OQDILBSZG', '000118526')";

const daySql = `WITH passes AS (
    SELECT $1::timestamptz + (i + random()) * interval '1 day' / $2 AS at, random() AS a, random() AS b, gen_random_uuid() AS chance,
      CASE WHEN random() < ${String(oftenShare)} THEN (random() * $3::int / 100)::int ELSE (random() * $3::int)::int END AS vehicle
    FROM generate_series(0, $2::int - 1) AS g (i)),
  placed AS (SELECT *, ${String(town.south)} + a * ${String(town.lat)} AS lat, ${String(town.west)} + b * ${String(town.lon)} AS lon,
    (hashint8(vehicle)::bigint & 2147483647) AS h FROM passes),
  named AS (SELECT *, ${plateSql} AS plate FROM placed),
  kept AS (INSERT INTO reads (captured_at, received_at, read_id, cell, unit, lat, lon, probability, revision, packed, camera, plate, key, state, body)
    SELECT at, at + interval '3 s',
      overlay(chance::text placing substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7' from 1 for 15)::uuid,
      floor((lat + 90) * 1000)::bigint * 360000 + floor((lon + 180) * 1000)::bigint, 1, (lat * 1e6)::int, (lon * 1e6)::int,
      0.98, 1, true, 'front', plate, ${keySql}, 'KS', decode(repeat('a5', $4::int), 'hex')
    FROM (SELECT *, lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') AS hex FROM named) n RETURNING key, captured_at)
  INSERT INTO plate_days SELECT DISTINCT key, (captured_at AT TIME ZONE 'UTC')::date FROM kept ORDER BY 1 ON CONFLICT DO NOTHING`;

/** Puts so many reads into the day that begins at `start`, in the order of their time. */
export async function fillDay(
  database: Database,
  start: number,
  reads: number,
  vehicles: number,
): Promise<void> {
  await database.rows("SELECT ensure_day($1)", [new Date(start).toISOString().slice(0, 10)]);
  await database.change(daySql, [new Date(start).toISOString(), reads, vehicles, size]);
}

/** Fills it, the newest day being yesterday, and returns when today began. */
export async function fillArchive(
  database: Database,
  stock: Stock,
  tell: (days: number) => void,
): Promise<number> {
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  await database.change("INSERT INTO units (name) VALUES ('car-1')");
  const others = (stock.reads - stock.fullDays * fullDay(stock)) / (stock.days - stock.fullDays);
  for (let back = stock.days; back > 0; back--) {
    const reads = back <= stock.fullDays ? fullDay(stock) : Math.round(others);
    await fillDay(database, today - back * dayMs, reads, stock.vehicles);
    if (back % 73 === 0) tell(stock.days - back);
  }
  await database.change("INSERT INTO plates SELECT key, max(day) FROM plate_days GROUP BY key ORDER BY key");
  await database.change("VACUUM ANALYZE");
  return today;
}
