import type { Millis } from "../../shared/domain/types.js";
import type { AuditRecord } from "../../shared/domain/actor.js";
import { stamp } from "../../shared/domain/stamp.js";
import type { EvidenceDb } from "./tables/evidence-db.js";

/** The weekly review CJIS AU-6 asks for: what happened how often, by whom, what failed, and whether the trail has gaps. */
export interface AuditReport {
  readonly from: string;
  readonly to: string;
  readonly lines: number;
  readonly events: readonly {
    readonly event: string;
    readonly outcome: AuditRecord["outcome"];
    readonly count: number;
  }[];
  readonly actors: readonly { readonly name: string; readonly source: string; readonly count: number }[];
  /** Failures one by one, newest first, at most 200. */
  readonly failures: readonly string[];
  /** Spans of over two hours without a signed head: the unit was off, or it could not write. */
  readonly silences: readonly { readonly from: string; readonly to: string }[];
}

const longestSilenceMs = 2 * 3_600_000;
const failuresShown = 200;

/** Summarises the audit lines of [from, to). */
export function auditReport(evidence: EvidenceDb, from: Millis, to: Millis): AuditReport {
  const events = new Map<string, { event: string; outcome: AuditRecord["outcome"]; count: number }>();
  const actors = new Map<string, { name: string; source: string; count: number }>();
  const failures: string[] = [];
  let lines = 0;
  for (const line of evidence.audit.between(from, to)) {
    lines++;
    const { event, outcome, actor } = line;
    tally(events, `${event} ${outcome}`, { event, outcome });
    tally(actors, `${actor.name} ${actor.source}`, { name: actor.name, source: actor.source });
    if (outcome === "failure") failures.push(auditLine(line));
  }
  return {
    from: stamp(from),
    to: stamp(to),
    lines,
    events: [...events.values()].sort((a, b) => a.event.localeCompare(b.event)),
    actors: [...actors.values()].sort((a, b) => b.count - a.count),
    failures: failures.slice(-failuresShown).reverse(),
    silences: silences(evidence, from, to),
  };
}

function tally<T extends object>(into: Map<string, T & { count: number }>, key: string, one: T): void {
  const known = into.get(key);
  if (known) known.count++;
  else into.set(key, { ...one, count: 1 });
}

function silences(evidence: EvidenceDb, from: Millis, to: Millis): AuditReport["silences"] {
  const signed = evidence.db
    .prepare<[number, number], { at: number }>("SELECT at FROM heads WHERE at >= ? AND at < ? ORDER BY at")
    .all(from, to)
    .map((row) => row.at);
  return signed.flatMap((at, i) => {
    const before = signed[i - 1];
    return before !== undefined && at - before > longestSilenceMs
      ? [{ from: stamp(before), to: stamp(at) }]
      : [];
  });
}

/** One audit line as text: time in hundredths, who from where, what, outcome, object and details. */
export function auditLine(line: AuditRecord): string {
  const { actor } = line;
  const detail = Object.entries(line.detail ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  const words = [stamp(line.at), `${actor.name}(${actor.role})@${actor.source}`, line.event, line.outcome];
  return [...words, ...(line.object === undefined ? [] : [line.object]), ...detail].join(" ");
}
