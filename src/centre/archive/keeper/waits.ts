// The fault that tells, before anything reaches its legal end, that nobody vouches for the time deletion would go by.
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { stamp } from "../../../shared/domain/stamp.js";
import type { TimeTrust } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Database } from "../database.js";
import { daysOfArchive } from "./days.js";
import type { Pause } from "./leaps.js";
import type { KeepSpans } from "./messages.js";

/** What deletion goes by; nothing is deleted from here. */
export interface WaitsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly trust: TimeTrust;
  readonly faults: Faults;
  readonly spans: KeepSpans;
}

/** Two sources need ten minutes after a start; only then does a vouch fail to come. */
const patienceMs = 15 * 60_000;
const leadMs = 3 * 86_400_000;
const dayMs = 86_400_000;
const subject = "retention";

/**
 * Raises PURGE_WAITS while nobody vouches and a day is over soon by any time that is told, and while deletion pauses after a
 * leap of the time; clears it else.
 */
export async function tellWaits(deps: WaitsDeps, startedMs: number, pause: Pause | null): Promise<void> {
  const { clock, trust, faults } = deps;
  const verdict = trust.verdict(clock.monoNs());
  if (pause)
    return faults.raise({
      ...{ code: "PURGE_WAITS", subject, severity: "critical" },
      text: `the time went on at once from ${stamp(pause.from)} to ${stamp(pause.to)}, as two sources say; nothing is deleted before ${stamp(pause.until)}`,
      hint: "compare the clock with a good watch. Is it right: tagwatch-centre time confirm, and deletion goes on at once. Is it wrong: mend it, then confirm the right time",
    });
  if (verdict.kind === "vouched") return faults.clear("PURGE_WAITS", subject);
  if (monoMs(clock) - startedMs < patienceMs) return;
  const due = await firstDue(deps);
  // Nobody knows the time: the latest that is told decides, so that the warning rather comes early.
  const told = Math.max(clock.now(), ...trust.claims(clock.monoNs()).map(({ at }) => at));
  if (due === null || due - leadMs > told) return faults.clear("PURGE_WAITS", subject);
  faults.raise({
    ...{ code: "PURGE_WAITS", subject, severity: "critical" },
    text: `reads are to be deleted from ${stamp(due)} on, but nobody vouches for the time: ${verdict.why}; nothing is deleted until then`,
    hint: "mend network time, or compare the clock with a good watch and run: tagwatch-centre time confirm",
  });
}

async function firstDue({ database, spans }: WaitsDeps): Promise<Millis | null> {
  const [day] = await daysOfArchive(database);
  const [row] = await database.rows<{ readonly at: Date | null }>(
    "SELECT least((SELECT min(seen_at) FROM reads_hit), (SELECT min(seen_at) FROM hits)) AS at",
  );
  const ends = [
    ...(day === undefined ? [] : [Date.parse(`${day}T00:00:00Z`) + dayMs + spans.reads]),
    ...(row?.at ? [row.at.getTime() + spans.hits] : []),
  ];
  return ends.length > 0 ? Math.min(...ends) : null;
}
