// Hits, alerts, verdicts and faults: a row each by its id. Sent twice, one meets its own row; another body is a twin.
import type { Of } from "../core/arrivals.js";
import type { Asking } from "./database.js";
import { keyOfMessage, messageTables, type Kept, type MessageTable } from "./message-tables.js";
import { saysSame } from "./same-body.js";
import type { UnitNumbers } from "./unit-numbers.js";

interface KnownRow {
  readonly id: string;
  readonly unit: number;
  readonly packed: boolean;
  readonly body: Buffer;
}

/** Keeps those of one type that are new. Returns the twins. */
export async function keepMessages(
  asking: Asking,
  type: Kept,
  all: readonly Of<Kept>[],
  units: UnitNumbers,
): Promise<readonly Of<Kept>[]> {
  if (all.length === 0) return [];
  const table = messageTables[type];
  // The first of a key is kept; what comes after it is the same again, or a twin.
  const firsts = new Map([...all].reverse().map((one) => [keyOfMessage(one.message), one]));
  const once = [...firsts.values()].reverse();
  const kept = await insert(asking, table, once, units);
  if (kept === all.length) return [];
  const byId = new Map((await knownRows(asking, table, once)).map((row) => [row.id, row]));
  return all.filter(({ message, packet }) => {
    const row = byId.get(keyOfMessage(message));
    return row !== undefined && (row.unit !== units.of(packet.unit) || !saysSame(row, packet));
  });
}

/** What is kept under the ids of these messages, of any revision; found by the index, for every hit comes to every collector. */
function knownRows(
  asking: Asking,
  { name, id, columns: [first] }: MessageTable,
  some: readonly Of<Kept>[],
): Promise<readonly KnownRow[]> {
  return asking.rows(
    `SELECT (${id})::text AS id, unit, packed, body FROM ${name} WHERE ${first.name} = ANY ($1::${first.type}[])`,
    [some.map(({ message }) => first.value(message))],
  );
}

async function insert(
  asking: Asking,
  { name, columns }: MessageTable,
  some: readonly Of<Kept>[],
  units: UnitNumbers,
): Promise<number> {
  const names = ["unit", "received_at", "packed", "body", ...columns.map((one) => one.name)];
  const types = ["int", "timestamptz", "bool", "bytea", ...columns.map((one) => one.type)];
  return asking.change(
    `INSERT INTO ${name} (${names.join(", ")}) SELECT * FROM unnest(${types.map((one, i) => `$${String(i + 1)}::${one}[]`).join(", ")}) ON CONFLICT DO NOTHING`,
    [
      some.map(({ packet }) => units.of(packet.unit)),
      some.map(({ packet }) => new Date(packet.receivedAt).toISOString()),
      some.map(({ packet }) => packet.packed),
      some.map(({ packet }) => packet.body),
      ...columns.map(({ value }) => some.map(({ message }) => value(message))),
    ],
  );
}

/** The last word of each unit, and every head of its chain: none is replaced, so that a chain which went back shows. */
export async function keepStatus(
  asking: Asking,
  all: readonly Of<"status">[],
  units: UnitNumbers,
): Promise<void> {
  const last = [...new Map(all.map((one) => [one.packet.unit, one])).values()].sort((a, b) =>
    a.packet.unit < b.packet.unit ? -1 : 1,
  );
  // The broker hands out the last word again at each connection: that is no sign of life. A collector whose clock was ahead
  // does not keep out what others hear after it.
  for (const { packet, message } of last)
    await asking.change(
      "INSERT INTO unit_status VALUES ($1, $2, $3, $4, $5) ON CONFLICT (unit) DO UPDATE SET state = excluded.state, at = excluded.at, " +
        "received_at = excluded.received_at, body = excluded.body WHERE (unit_status.received_at <= excluded.received_at OR unit_status.received_at > now() + interval '1 minute') AND unit_status.body <> excluded.body",
      [
        units.of(packet.unit),
        message.state,
        message.at,
        new Date(packet.receivedAt).toISOString(),
        JSON.stringify(message),
      ],
    );
  for (const { packet, message } of all)
    if (message.health?.head)
      await asking.change("INSERT INTO unit_heads VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", [
        units.of(packet.unit),
        message.health.head.seq,
        message.health.head.hash,
        message.at,
      ]);
}

/**
 * What time the GPS of each unit told last, by the newest capture of a batch: the keeper's second witness of the time. Within
 * a minute the one that is nearest to our clock from behind stays: what waited on the unit tells of an earlier moment.
 */
export async function keepUnitTimes(
  asking: Asking,
  reads: readonly Of<"read">[],
  units: UnitNumbers,
): Promise<void> {
  const newest = new Map<number, Of<"read">>();
  for (const read of reads) {
    const { message, packet } = read;
    const before = newest.get(units.of(packet.unit));
    if (message.timeSource !== "gps") continue;
    if (!before || before.message.capturedAt < message.capturedAt) newest.set(units.of(packet.unit), read);
  }
  if (newest.size === 0) return;
  const sorted = [...newest].sort(([a], [b]) => a - b);
  await asking.change(
    `INSERT INTO unit_times SELECT * FROM unnest($1::int[], $2::timestamptz[], $3::timestamptz[])
     ON CONFLICT (unit) DO UPDATE SET at = excluded.at, received_at = excluded.received_at
       WHERE unit_times.received_at < excluded.received_at - interval '1 minute'
         OR unit_times.received_at > excluded.received_at + interval '1 minute'
         OR excluded.at - excluded.received_at > unit_times.at - unit_times.received_at`,
    [
      sorted.map(([unit]) => unit),
      sorted.map(([, { message }]) => message.capturedAt),
      sorted.map(([, { packet }]) => new Date(packet.receivedAt).toISOString()),
    ],
  );
}
