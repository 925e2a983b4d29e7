// Two sources can be wrong together (a false network time, and the GPS of one unit). Where they take the time on at once by
// more than can have passed, deletion waits for days, and says so: a person can look, and confirm or mend the clock.
import type { WrittenVouch } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Asking } from "../database.js";
import type { VouchedTime } from "./disposal.js";

/** In one boot the monotonic clock tells how much passed: this is more than a sleep of the computer for a backup. */
const inBootMs = 3_600_000;
/** Between two boots: a centre that was off for a weekend goes on. */
const betweenBootsMs = 3 * 86_400_000;
/** Long enough that somebody reads the fault, a week of holidays included. */
const pauseMs = 7 * 86_400_000;

/** Whether the time went on from `before` by more than can have passed. What a person vouches for is meant. */
export function leaps(before: WrittenVouch, now: WrittenVouch): boolean {
  if (now.by.includes("person")) return false;
  if (before.boot !== now.boot) return now.at - before.at > betweenBootsMs;
  return now.at - before.at - (now.monoMs - before.monoMs) > inBootMs;
}

/** Writes a leap down, so that a start of the keeper does not forget it. */
export async function noteLeap(database: Asking, from: Millis, to: WrittenVouch): Promise<void> {
  await database.change("INSERT INTO time_leaps (from_at, to_at, by) VALUES ($1, $2, $3)", [
    ...[new Date(from).toISOString(), new Date(to.at).toISOString(), to.by],
  ]);
}

/** A leap that nobody has confirmed yet. */
export interface Pause {
  readonly from: Millis;
  readonly to: Millis;
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
