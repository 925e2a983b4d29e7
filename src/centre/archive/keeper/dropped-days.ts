// What a dropped day leaves behind: which plates it knew, and plates that nothing shows any more. Both go after the drop, in
// slices, so that those who write wait for neither long; until then a search is sent to a day that is not there.
import type { Day } from "../columns.js";
import type { Asking, Database, Values } from "../database.js";
import { forgetDay, isLocked } from "./days.js";

/** In one transaction: a collector that meets one of these rows waits for its end. */
const slice = 50_000;

/** Runs a statement that changes so many rows at most, until there are none left; gives way to whoever holds a lock. */
async function inSlices(database: Database, sql: string, values: Values): Promise<void> {
  for (;;) {
    const gone = await database.transaction(async (asking) => {
      await asking.change("SET LOCAL lock_timeout = '400ms'");
      const [row] = await asking.rows<{ readonly gone: string }>(sql, [...values, slice]);
      return Number(row?.gone ?? 0);
    });
    // Fewer than a slice: none were left.
    if (gone < slice) return;
  }
}

/** Days whose reads are gone and that are still known: a pass was broken off after it dropped them. */
export async function daysHalfGone(database: Asking): Promise<readonly Day[]> {
  const rows = await database.rows<{ readonly day: Day }>(
    "SELECT day::text FROM days_seen WHERE class = 'reads' AND to_regclass('reads_' || to_char(day, 'YYYYMMDD')) IS NULL ORDER BY 1",
  );
  return rows.map(({ day }) => day);
}

/**
 * Forgets which plates the dropped days knew, and plates that no read shows any more and no day from `before` on knew. False
 * when it has to be tried at the next pass.
 */
export async function forgetDropped(database: Database, days: readonly Day[], before: Day): Promise<boolean> {
  if (days.length === 0) return true;
  try {
    for (const day of days) await inSlices(database, "SELECT forget_plate_days($1, $2) AS gone", [day]);
    await forgetPlates(database, before);
  } catch (error) {
    if (!isLocked(error)) throw error;
    return false;
  }
  // Last, for by this a pass that was broken off is known. A day that came again meanwhile counts anew.
  for (const day of days) await forgetDay(database, "reads", day);
  return true;
}

/** One that is read at this moment stays, for its last day is another then. */
const forgetPlates = (database: Database, before: Day): Promise<void> =>
  inSlices(
    database,
    `WITH gone AS (DELETE FROM plates WHERE last_day < $1 AND key = ANY (ARRAY(
       SELECT key FROM plates p WHERE last_day < $1 AND NOT EXISTS (SELECT FROM plate_days d WHERE d.key = p.key)
         AND NOT EXISTS (SELECT FROM reads_hit r WHERE r.key = p.key) AND NOT EXISTS (SELECT FROM reads_held r WHERE r.key = p.key)
       LIMIT $2)) RETURNING 1) SELECT count(*) AS gone FROM gone`,
    [before],
  );
