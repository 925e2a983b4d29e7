import { dayAndTime } from "../../../../../shared/web/format.js";
import type { AssignmentsJson } from "../../../../../shared/web/upkeep-types.js";
import { assignedSpans, type AssignedSpan } from "../../../../core/upkeep/assignment.js";
import { assignWords } from "../../words/en/assign.js";

/** One row as the unit tells it. */
export type AssignmentJson = AssignmentsJson["assignments"][number];

/** When a span is, in words. */
export function spanText({ from, to }: Pick<AssignedSpan, "from" | "to">, now: number): string {
  const words = assignWords();
  const start = dayAndTime(from, now);
  return to === null ? `${words.from(start)}, ${words.open}` : words.span(start, dayAndTime(to, now));
}

/** Who has the unit in a span; without a row the configuration's, or nobody. */
export function whoText({ row }: Pick<AssignedSpan, "row">, byDefault: string | null): string {
  const words = assignWords();
  if (row) return row.assignedTo;
  return byDefault === null ? words.nobody : words.byDefault(byDefault);
}

/** How a row stands. */
export type RowState = keyof ReturnType<typeof assignWords>["states"];

/** How each row stands at a time, by its id: what a later row took from it altogether, is replaced. */
export function rowStates(rows: readonly AssignmentJson[], now: number): ReadonlyMap<string, RowState> {
  const counting = assignedSpans(rows, 0);
  return new Map(
    rows.map(({ id }) => {
      const spans = counting.filter(({ row }) => row?.id === id);
      const isNow = spans.some(({ from, to }) => from <= now && (to === null || now < to));
      if (isNow) return [id, "now"];
      if (spans.length === 0) return [id, "replaced"];
      return [id, spans.some(({ from }) => from > now) ? "planned" : "over"];
    }),
  );
}

/** The value of a field for date and time, in the screen's time zone. */
export function fieldTime(at: number): string {
  const minutes = new Date(at).getTimezoneOffset();
  return new Date(at - minutes * 60_000).toISOString().slice(0, 16);
}

/** The moment that such a field says; null where it is empty. */
export function timeOfField(value: string): number | null {
  const at = value === "" ? NaN : new Date(value).getTime();
  return Number.isFinite(at) ? at : null;
}
