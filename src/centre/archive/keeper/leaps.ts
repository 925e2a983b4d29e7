// Leaps of the time (time-leaps.ts) as the archive keeps them; at the centre nothing is deleted while one counts.
import { pauseMs, type TimeLeap } from "../../../shared/domain/time-leaps.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Asking } from "../database.js";
import type { VouchedTime } from "./disposal.js";

/** Writes a leap down, so that a start of the keeper does not forget it. */
export async function noteLeap(
  database: Asking,
  { from, to }: TimeLeap,
  by: readonly string[],
): Promise<void> {
  await database.change("INSERT INTO time_leaps (from_at, to_at, by) VALUES ($1, $2, $3)", [
    ...[new Date(from).toISOString(), new Date(to).toISOString(), by],
  ]);
}

/** A leap that nobody has confirmed yet. */
export interface Pause extends TimeLeap {
  readonly until: Millis;
}

/** The pause of deletion that `time` is in; null when there is none, or a person has vouched since. */
export async function pauseAt(database: Asking, time: VouchedTime): Promise<Pause | null> {
  if (time.by.includes("person")) return null;
  // Two sources differ by some minutes, so a leap may seem to lie ahead.
  const [row] = await database.rows<{ readonly from: Date; readonly to: Date }>(
    `SELECT from_at AS "from", to_at AS "to" FROM time_leaps l WHERE to_at BETWEEN $1 AND $2
       AND NOT EXISTS (SELECT FROM time_words w WHERE w.at >= l.to_at - interval '5 minutes') ORDER BY to_at DESC LIMIT 1`,
    [new Date(time.now - pauseMs).toISOString(), new Date(time.now + 86_400_000).toISOString()],
  );
  return row ? { from: row.from.getTime(), to: row.to.getTime(), until: row.to.getTime() + pauseMs } : null;
}
