// Who has the unit (order III.A): rows that are never changed. Of those that cover a time the one set last counts.
import type { AssigneeKind } from "../../../shared/domain/closed-sets.js";
import type { Millis } from "../../../shared/domain/types.js";

/** From when to when somebody has the unit, and who said so when; `to` null: until another row says otherwise. */
export interface Assignment {
  readonly id: string;
  readonly assignedTo: string;
  readonly kind: AssigneeKind;
  readonly from: Millis;
  readonly to: Millis | null;
  readonly setBy: string;
  readonly setAt: Millis;
}

/** Who had the unit at a time; null where no row says. Of two rows the one set later has the greater id (`setAfter`). */
export function assignedAt(rows: readonly Assignment[], at: Millis): string | null {
  return countingAt(rows, at)?.assignedTo ?? null;
}

/** The row that counts at a time. */
function countingAt(rows: readonly Assignment[], at: Millis): Assignment | null {
  let found: Assignment | null = null;
  for (const row of rows) {
    if (at < row.from || (row.to !== null && at >= row.to)) continue;
    if (!found || row.id > found.id) found = row;
  }
  return found;
}

/**
 * The id of a row that is set now, made greater than that of the row set before it. A UUIDv7 begins with the wall clock: one
 * made while the clock was years ahead would count before all others until those years are over.
 */
export function setAfter(fresh: string, before: string | undefined): string {
  if (before === undefined || fresh > before) return fresh;
  const next = (Number.parseInt(before.slice(0, 8) + before.slice(9, 13), 16) + 1)
    .toString(16)
    .padStart(12, "0");
  return `${next.slice(0, 8)}-${next.slice(8)}${fresh.slice(13)}`;
}

/** A time in which one and the same row counts, or (`row` null) none; `to` null: without an end. */
export interface AssignedSpan {
  readonly from: Millis;
  readonly to: Millis | null;
  readonly row: Assignment | null;
}

/** Which row counts from a time on, without gap: each span begins where the one before ends. */
export function assignedSpans(rows: readonly Assignment[], from: Millis): readonly AssignedSpan[] {
  const later = rows.filter((row) => row.to === null || row.to > from);
  const ends = later.flatMap((row) => [row.from, ...(row.to === null ? [] : [row.to])]);
  const starts = [...new Set([from, ...ends.filter((at) => at > from)])].sort((a, b) => a - b);
  const spans: AssignedSpan[] = [];
  starts.forEach((start, i) => {
    const row = countingAt(later, start);
    const before = spans.at(-1);
    if (before && before.row?.id === row?.id)
      spans[spans.length - 1] = { ...before, to: starts[i + 1] ?? null };
    else spans.push({ from: start, to: starts[i + 1] ?? null, row });
  });
  return spans;
}

/** What a row that is not set yet would change. */
export interface AssignmentChange {
  /** What counts now in its time and would not any more, cut to that time. */
  readonly replaced: readonly AssignedSpan[];
  /** When nobody has the unit by a row, from `now` on: until the first row begins, between rows, and after the last. */
  readonly gaps: readonly AssignedSpan[];
}

/** What setting a row for `from` to `to` would change of the rows that are. */
export function changeBy(
  rows: readonly Assignment[],
  { from, to }: Pick<Assignment, "from" | "to">,
  now: Millis,
): AssignmentChange {
  const end = to ?? Infinity;
  const replaced = assignedSpans(rows, from)
    .filter((span) => span.row && span.from < end)
    .map((span) => ({ ...span, to: (span.to ?? Infinity) < end ? span.to : to }));
  // Greater than every UUID.
  const draft = { id: "~", assignedTo: "", kind: "team", from, to, setBy: "", setAt: now } as const;
  const gaps = assignedSpans([...rows, draft], now).filter((span) => !span.row);
  return { replaced, gaps };
}
