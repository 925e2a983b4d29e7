// Reads go by the day: the partition is dropped, with what is held or has a hit copied first.
import type { Clock } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Day } from "../columns.js";
import type { Asking, Database } from "../database.js";
import { certify, type Signer, type VouchedTime } from "./disposal.js";

const dayMs = 86_400_000;
/** The keeper may have been away so long when a day ended; first seen later, the day counts from when it was seen. */
const slackMs = 2 * dayMs;

/** Days of reads there are, oldest first. */
export async function daysOfArchive(database: Asking): Promise<readonly Day[]> {
  const rows = await database.rows<{ readonly day: Day }>(
    `SELECT to_date(substr(c.relname, 7), 'YYYYMMDD')::text AS day
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'reads'::regclass ORDER BY 1`,
  );
  return rows.map(({ day }) => day);
}

/** Notes days that the keeper has not seen before, and returns when each was seen first. */
export async function seeDays(
  database: Asking,
  of: string,
  days: readonly Day[],
  now: Millis,
): Promise<ReadonlyMap<Day, Millis>> {
  await database.change(
    "INSERT INTO days_seen SELECT $1, day, $3 FROM unnest($2::date[]) AS d (day) ON CONFLICT DO NOTHING",
    [of, days, new Date(now).toISOString()],
  );
  const rows = await database.rows<{ readonly day: Day; readonly at: Date }>(
    "SELECT day::text, seen_at AS at FROM days_seen WHERE class = $1",
    [of],
  );
  return new Map(rows.map(({ day, at }) => [day, at.getTime()]));
}

/** Whether a day's time is over: it ended, and was first seen, longer ago than its span. */
export function isOver(day: Day, seenAt: Millis, span: Millis, now: Millis): boolean {
  const end = Date.parse(`${day}T00:00:00Z`) + dayMs;
  return (seenAt > end + slackMs ? seenAt : end) + span < now;
}

/** Forgets that a day was seen: if it comes again, it counts anew. */
export async function forgetDay(database: Asking, of: string, day: Day): Promise<void> {
  await database.change("DELETE FROM days_seen WHERE class = $1 AND day = $2", [of, day]);
}

interface Dropped {
  readonly reads: string | null;
  readonly hits: string | null;
  readonly late: string | null;
  readonly held: string | null;
}

const tries = 16;
/** Whether a statement waited too long for a lock (55P03), or stood in another's way (40P01). */
export const isLocked = (error: unknown): boolean =>
  ["55P03", "40P01"].includes(String((error as { readonly code?: unknown }).code));

/**
 * Drops a day, never waiting long for whoever reads it: those who write would queue behind (pg_partman#359). False when it
 * has to be tried at the next pass.
 */
export async function dropDay(
  database: Database,
  day: Day,
  span: Millis,
  { time, signer, clock }: { readonly time: VouchedTime; readonly signer: Signer; readonly clock: Clock },
): Promise<boolean> {
  for (let n = 0; n < tries; n++) {
    try {
      await database.transaction(async (asking) => {
        await asking.change("SET LOCAL lock_timeout = '400ms'");
        const [gone] = await asking.rows<Dropped>(
          "SELECT reads, hits, late, held FROM drop_day($1, $2, $3 * interval '1 millisecond')",
          [day, new Date(time.now).toISOString(), span],
        );
        const [records, hits, late, held] = [gone?.reads, gone?.hits, gone?.late, gone?.held].map(Number);
        if (records) {
          const disposal = {
            class: "reads",
            day,
            records,
            movedOn: (hits ?? 0) + (late ?? 0),
            held: held ?? 0,
          };
          await certify(asking, disposal, time, signer);
        }
      });
      return true;
    } catch (error) {
      if (!isLocked(error)) throw error;
      await clock.sleep(250 * (n + 1));
    }
  }
  return false;
}
