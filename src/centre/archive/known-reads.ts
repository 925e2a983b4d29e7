// Which reads are kept already under the ids of a batch.
import type { Of } from "../core/arrivals.js";
import { dayOf, timeOfId, type Day } from "./columns.js";
import type { Asking } from "./database.js";

const dayMs = 86_400_000;

/** A read as it is kept; `id` is the message's. */
export interface KnownRead {
  readonly id: string;
  readonly unit: number;
  readonly packed: boolean;
  readonly body: Buffer;
}

/**
 * Each id is looked up in the primary key, whatever the planner takes a young day for: joined, it read all of the day for
 * each batch until the day was analysed.
 */
const keptUnder = (table: string, more = ""): string =>
  `SELECT read_id::text || '.' || revision AS id, unit, packed, body FROM unnest($1::uuid[], $2::int2[]) AS a (id, number)
   CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE read_id = a.id AND revision = a.number ${more} OFFSET 0) r`;
/** Both bounds as they are: one that PostgreSQL computes has it plan for the partitions of all later days. */
const ofDay = "AND captured_at >= $3::timestamptz AND captured_at < $4::timestamptz";
const midnight = (day: Day, after = 0): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + after * dayMs).toISOString();

/** The rows that are kept under the ids of these reads: in the days they say (`said`), in the days their ids were made, and among those without a day. */
export async function knownReads(
  asking: Asking,
  reads: readonly Of<"read">[],
  said: readonly Day[],
): Promise<readonly KnownRead[]> {
  const times = reads.map(({ message }) => timeOfId(message.readId));
  const ids = [reads.map(({ message }) => message.readId), reads.map(({ message }) => message.revision)];
  const days = [...new Set([...said, ...times.map(dayOf)])];
  const dated = await Promise.all(
    days.map((day) =>
      asking.rows<KnownRead>(keptUnder("reads", ofDay), [...ids, midnight(day), midnight(day, 1)]),
    ),
  );
  const undated = await asking.rows<KnownRead>(keptUnder("reads_unset"), ids);
  return [...dated.flat(), ...undated];
}
