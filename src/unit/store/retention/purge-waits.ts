// The fault that tells, before anything reaches its legal end, that no source vouches for the time deletion would go by.
import type { StoreConfig } from "../../config/schema.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { pauseMs } from "../../../shared/domain/time-leaps.js";
import type { TimeTrust } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import { stamp } from "../../../shared/domain/stamp.js";
import { readClasses, type ReadClass, spanOf } from "../keys/vaults.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Timeline } from "./timeline.js";

/** What deletion goes by; nothing is deleted from here. */
export interface PurgeWaitsDeps {
  readonly currentDb: CurrentDb;
  readonly retention: StoreConfig["retention"];
  readonly trust: TimeTrust;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly timeline: Timeline;
}

/** Two sources need ten minutes after a start; only then does a vouch fail to come. */
const patienceMs = 15 * 60_000;
const longestLeadMs = 3 * 86_400_000;
/** Records of a clock ahead that are looked at: this runs beside alerts, so never all of them. */
const mostAhead = 200;
const subject = "retention";

/**
 * Raises PURGE_WAITS while no source vouches and something is over soon by any time that a source gives, and while something
 * waits that is over only by a leap of the time; clears it otherwise.
 */
export function tellWaiting(deps: PurgeWaitsDeps): void {
  const { faults, timeline, trust, clock, currentDb } = deps;
  const verdict = trust.verdict(clock.monoNs());
  if (verdict.kind === "vouched") return tellLeap(deps, verdict.at);
  if (timeline.unvouchedMs() < patienceMs) return;
  // The time is not known: the latest that a source gives decides, so that the warning comes early rather than late.
  const told = trust.claims(clock.monoNs()).map(({ at }) => at);
  const now = Math.max(clock.now(), timeline.lastVouched() ?? 0, ...told);
  const due = currentDb.run((s) => firstDue(s, deps, now));
  if (due === null || due.leadFrom > now) return faults.clear("PURGE_WAITS", subject);
  const last = timeline.lastVouched();
  faults.raise({
    code: "PURGE_WAITS",
    subject,
    severity: "critical",
    text:
      `records are to be deleted from ${stamp(due.at)} on, but nobody vouches for the time: ${verdict.why};` +
      ` nothing is deleted until then${last === null ? "" : ` (last vouched for: ${stamp(last)})`}`,
  });
}

/** Being off for a holiday is no emergency; a technician looks at more. */
const graveMs = 14 * 86_400_000;

function tellLeap(deps: PurgeWaitsDeps, now: Millis): void {
  const { faults, timeline, currentDb } = deps;
  const { at, leaps } = timeline.certain(now);
  const due = leaps.length > 0 ? currentDb.run((s) => firstDue(s, deps, now)) : null;
  if (due === null || due.at >= now) return faults.clear("PURGE_WAITS", subject);
  const [{ from }, { to }] = [leaps[0], leaps[leaps.length - 1]];
  faults.raise({
    ...{ code: "PURGE_WAITS", subject, severity: now - at > graveMs ? "critical" : "warning" },
    text: `the time went on at once from ${stamp(from)} to ${stamp(to)}, as two sources say; what is over only by that is not deleted before ${stamp(to + pauseMs)}`,
    hint: "compare the clock with a good watch. Is it right: tagwatch time confirm, and deletion goes on at once. Is it wrong: mend it, then confirm the right time",
  });
}

interface End {
  readonly at: Millis;
  /** From when on it is worth a warning. */
  readonly leadFrom: Millis;
}

interface Kept {
  readonly seq: number;
  readonly at: Millis;
}

/**
 * The earliest end of anything kept, by its own word, or by the latest that it can have been written: a clock ahead gave
 * some a later time.
 */
function firstDue({ db }: EvidenceDb, { retention, timeline }: PurgeWaitsDeps, now: Millis): End | null {
  const ends: End[] = [];
  const add = (from: Millis | null | undefined, span: Millis): void => {
    if (from === null || from === undefined || !Number.isFinite(from)) return;
    ends.push({ at: from + span, leadFrom: from + span - Math.min(longestLeadMs, span / 10) });
  };
  const written = ({ seq, at }: Kept): Millis => timeline.writtenBy(seq, at);
  const oldest = db.prepare<[ReadClass], { at: number | null }>(
    "SELECT min(kept_from) AS at FROM reads WHERE class = ?",
  );
  const [nextReads, lastReads] = edges((way) =>
    db.prepare<[ReadClass, Millis, number], Kept>(
      `SELECT seq, kept_from AS at FROM reads WHERE class = ? AND kept_from > ? ORDER BY kept_from ${way} LIMIT ?`,
    ),
  );
  for (const of of readClasses) {
    const span = spanOf(retention, of);
    add(oldest.get(of)?.at, span);
    for (const found of [nextReads.all(of, now, mostAhead), lastReads.all(of, now - span, mostAhead)])
      for (const read of found) add(written(read), span);
  }
  const line = db.prepare<[], { at: number | null }>("SELECT min(at) AS at FROM audit").get();
  add(line?.at, retention.audit);
  const [nextLines, lastLines] = edges((way) =>
    db.prepare<[Millis, number], Kept>(`SELECT seq, at FROM audit WHERE at > ? ORDER BY at ${way} LIMIT ?`),
  );
  for (const found of [nextLines.all(now, mostAhead), lastLines.all(now - retention.audit, mostAhead)])
    for (const one of found) add(written(one), retention.audit);
  return ends.reduce<End | null>(
    (first, end) => (first && first.leadFrom <= end.leadFrom ? first : end),
    null,
  );
}

const edges = <T>(make: (way: "ASC" | "DESC") => T): readonly [T, T] => [make("ASC"), make("DESC")];
