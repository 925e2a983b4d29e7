// Reads into their days. Sent twice, a read meets its own row; another body under its id is a twin and refused.
import { keyOf } from "../../shared/domain/confusables.js";
import type { Of } from "../core/arrivals.js";
import { cellOf, dayOf, micro, type Day } from "./columns.js";
import type { Asking } from "./database.js";
import { knownReads, type KnownRead } from "./known-reads.js";
import { saysSame } from "./same-body.js";
import type { UnitNumbers } from "./unit-numbers.js";

type ReadArrival = Of<"read">;

/** A clock may be ahead of ours by so much; beyond it the read goes by the time it came. */
const aheadMs = 5 * 60_000;
/** Before this no unit was built. */
const earliest = Date.UTC(2020, 0, 1);

/** A clock that may be off by more tells no day. */
const mostUncertaintyMs = 86_400_000;

/** Whether a read has a day: its clock was set, knows what day it is, and is not ahead of ours. */
function hasDay({ message, packet }: ReadArrival): boolean {
  const at = Date.parse(message.capturedAt);
  const isSure = message.timeSource !== "unset" && message.uncertaintyMs <= mostUncertaintyMs;
  return isSure && at >= earliest && at <= packet.receivedAt + aheadMs;
}

const columns =
  "captured_at, received_at, read_id, cell, unit, lat, lon, probability, revision, packed, camera, plate, key, state, body";
const types =
  "$1::timestamptz[], $2::timestamptz[], $3::uuid[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::real[], $9::int2[], $10::bool[], $11::text[], $12::text[], $13::text[], $14::text[], $16::int[], $17::int[]";
/** Bodies are one value, of which each row takes its part: an array of them would be written out and parsed as text. */
const rows = `SELECT ${columns.replace(/body$/, "substr($15::bytea, start, length)")} FROM unnest(${types}) AS r (${columns.replace(/body$/, "start, length")})`;

function valuesOf(reads: readonly ReadArrival[], units: UnitNumbers): readonly unknown[] {
  const of = (value: (one: ReadArrival) => unknown): unknown[] => reads.map(value);
  let end = 1;
  const starts = reads.map(({ packet: { body } }) => (end += body.length) - body.length);
  return [
    of(({ message }) => message.capturedAt),
    of(({ packet }) => new Date(packet.receivedAt).toISOString()),
    of(({ message }) => message.readId),
    of(({ message: { position } }) => position && cellOf(position.lat, position.lon)),
    of(({ packet }) => units.of(packet.unit)),
    of(({ message: { position } }) => position && micro(position.lat)),
    of(({ message: { position } }) => position && micro(position.lon)),
    of(({ message }) => message.plateProbability),
    of(({ message }) => message.revision),
    of(({ packet }) => packet.packed),
    of(({ message }) => message.camera),
    of(({ message }) => message.plate),
    of(({ message }) => keyOf(message.plate)),
    of(({ message }) => message.state?.code ?? null),
    Buffer.concat(reads.map(({ packet }) => packet.body)),
    starts,
    of(({ packet }) => packet.body.length),
  ];
}

/** Parts reads into those to be kept, and those whose id is kept already with another body (or comes twice in one batch). */
function part(reads: readonly ReadArrival[], known: readonly KnownRead[], units: UnitNumbers) {
  const byId = new Map(known.map((one) => [one.id, one]));
  const fresh: ReadArrival[] = [];
  const twins: ReadArrival[] = [];
  for (const read of reads) {
    const { message, packet } = read;
    const before = byId.get(message.id);
    const unit = units.of(packet.unit);
    if (!before) {
      byId.set(message.id, { id: message.id, unit, packed: packet.packed, body: packet.body });
      fresh.push(read);
    } else if (before.unit !== unit || !saysSame(before, packet)) twins.push(read);
  }
  return { fresh, twins };
}

/** The days these reads belong to. */
export function daysOfReads(reads: readonly ReadArrival[]): readonly Day[] {
  return [...new Set(reads.filter(hasDay).map(({ message }) => dayOf(Date.parse(message.capturedAt))))];
}

/** Keeps what is new. Returns the twins. */
export async function keepReads(
  asking: Asking,
  reads: readonly ReadArrival[],
  units: UnitNumbers,
): Promise<readonly ReadArrival[]> {
  if (reads.length === 0) return [];
  const { fresh, twins } = part(reads, await knownReads(asking, reads, daysOfReads(reads)), units);
  const [dated, undated]: [ReadArrival[], ReadArrival[]] = [[], []];
  for (const read of fresh) (hasDay(read) ? dated : undated).push(read);
  let kept = 0;
  for (const [table, some] of [
    ["reads", dated],
    ["reads_unset", undated],
  ] as const) {
    if (some.length === 0) continue;
    kept += await asking.change(
      `INSERT INTO ${table} (${columns}) ${rows} ON CONFLICT DO NOTHING`,
      valuesOf(some, units),
    );
  }
  await keepPlates(asking, dated);
  await keepDatedLater(asking, dated);
  if (kept === fresh.length) return twins;
  // Another collector was faster with one of them: what it kept decides, and is seen now.
  const raced = part(fresh, await knownReads(asking, fresh, daysOfReads(fresh)), units);
  return [...twins, ...raced.twins];
}

/** The earlier revisions of these lie among the reads without a day, and are corrected now. */
async function keepDatedLater(asking: Asking, reads: readonly ReadArrival[]): Promise<void> {
  const later = reads.map(({ message }) => message).filter((one) => one.firstStampedAt !== undefined);
  if (later.length === 0) return;
  await asking.change(
    "INSERT INTO reads_dated_later SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) ON CONFLICT DO NOTHING",
    [later.map(({ readId }) => readId), later.map(({ capturedAt }) => capturedAt)],
  );
}

// In the order of their keys, so that two collectors wait for each other and never stand in each other's way.
async function keepPlates(asking: Asking, reads: readonly ReadArrival[]): Promise<void> {
  const pairs = new Map<string, readonly [key: string, day: Day]>();
  for (const { message } of reads) {
    const [key, day] = [keyOf(message.plate), dayOf(Date.parse(message.capturedAt))];
    if (key !== "") pairs.set(`${key} ${day}`, [key, day]);
  }
  if (pairs.size === 0) return;
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  const values = [sorted.map(([key]) => key), sorted.map(([, day]) => day)];
  await asking.change(
    "INSERT INTO plate_days SELECT * FROM unnest($1::text[], $2::date[]) ON CONFLICT DO NOTHING",
    values,
  );
  await asking.change(
    "INSERT INTO plates SELECT key, max(day) FROM unnest($1::text[], $2::date[]) AS p (key, day) GROUP BY key ORDER BY key " +
      "ON CONFLICT (key) DO UPDATE SET last_day = excluded.last_day WHERE plates.last_day < excluded.last_day",
    values,
  );
}
