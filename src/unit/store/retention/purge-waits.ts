// The fault that tells, before anything reaches its legal end, that nobody vouches for the time deletion would go by.
import type { StoreConfig } from "../../config/schema.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import type { TimeTrust } from "../../core/time/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import { stamp } from "../../../shared/domain/stamp.js";
import { readClasses, type ReadClass, spanOf } from "../keys/vaults.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Timeline } from "./timeline.js";

/** What deletion goes by; nothing is deleted from here. */
export interface PurgeWaitsDeps {
  readonly sessions: CurrentDb;
  readonly retention: StoreConfig["retention"];
  readonly trust: TimeTrust;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly timeline: Timeline;
}

/** Two sources need ten minutes after a start; only then does a vouch fail to come. */
const patienceMs = 15 * 60_000;
const longestLeadMs = 3 * 86_400_000;
const subject = "retention";

/** Raises PURGE_WAITS while nobody vouches and something is over soon by any time that is told; clears it else. */
export function tellWaiting(deps: PurgeWaitsDeps): void {
  const { faults, timeline, trust, clock, sessions, retention } = deps;
  const verdict = trust.verdict(clock.monoNs());
  if (verdict.kind === "vouched") return faults.clear("PURGE_WAITS", subject);
  if (timeline.unvouchedMs() < patienceMs) return;
  // Nobody knows the time: the latest that is told decides, so that the warning rather comes early.
  const told = trust.claims(clock.monoNs()).map(({ at }) => at);
  const now = Math.max(clock.now(), timeline.lastVouched() ?? 0, ...told);
  const due = sessions.run((s) => firstDue(s, retention));
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

/** The earliest end of anything kept, by its own word, and from when on it is worth a warning. */
function firstDue(
  { db }: EvidenceDb,
  retention: StoreConfig["retention"],
): { readonly at: Millis; readonly leadFrom: Millis } | null {
  const oldest = db.prepare<[ReadClass], { at: number | null }>(
    "SELECT min(kept_from) AS at FROM reads WHERE class = ?",
  );
  const ends = readClasses.map((of) => ({ from: oldest.get(of)?.at ?? null, span: spanOf(retention, of) }));
  const line = db.prepare<[], { at: number | null }>("SELECT min(at) AS at FROM audit").get();
  const all = [...ends, { from: line?.at ?? null, span: retention.audit }].flatMap(({ from, span }) =>
    from === null ? [] : [{ at: from + span, leadFrom: from + span - Math.min(longestLeadMs, span / 10) }],
  );
  return all.sort((a, b) => a.leadFrom - b.leadFrom)[0] ?? null;
}
