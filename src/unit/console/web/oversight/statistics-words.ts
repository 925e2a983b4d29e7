// What was counted, as rows of words and numbers.
import { soughtVerdicts } from "../../../../shared/domain/closed-sets.js";
import { dateTime } from "../../../../shared/web/format.js";
import { soughtLabels } from "../../../../shared/web/labels.js";
import type { CountJson, StatisticsJson } from "../../../../shared/web/trail-types.js";
import type { StatisticsSpan } from "../../../../shared/domain/closed-sets.js";

/** A bar, or a row of a table. */
export type CountRow = readonly [label: string, value: number];

/** Reads and hits, each with its own rows. */
export interface CountRows {
  readonly reads: readonly CountRow[];
  readonly hits: readonly CountRow[];
}

const rowsOf = <T extends CountJson>(counts: readonly T[], label: (one: T) => string): CountRows => ({
  reads: counts.map((one) => [label(one), one.reads]),
  hits: counts.map((one) => [label(one), one.hits]),
});

const hour = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });

/** Slot by slot, oldest first. */
export const slotRows = ({ slots }: StatisticsJson, span: StatisticsSpan): CountRows =>
  rowsOf(slots, ({ from }) => (span === "day" ? hour : day).format(from));

/** Camera by camera; one that is not in the configuration any more by its id. */
export const cameraRows = ({ cameras }: StatisticsJson, names: Readonly<Record<string, string>>): CountRows =>
  rowsOf(cameras, ({ camera }) => names[camera] ?? camera);

/** Verdict by verdict. */
export const verdictRows = ({ verdicts }: StatisticsJson): readonly CountRow[] =>
  soughtVerdicts.map((one) => [soughtLabels()[one], verdicts[one]]);

/** Faults: code, where, how often, for how long. */
export const faultRows = ({ faults }: StatisticsJson): readonly (readonly string[])[] =>
  faults.map(({ code, subject, times, ms }) => [code, subject, String(times), lasted(ms)]);

function lasted(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "under 1 min";
  return minutes < 120 ? `${String(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** What the numbers are of, and what they never hold. */
export function noteWords({ oldest, onlyHits }: StatisticsJson): string {
  const words = [
    "Counted from what this unit keeps: a hit is one encounter, with the verdict in force.",
    oldest === null ? "No read is kept." : `The oldest read that is kept was captured ${dateTime(oldest)}.`,
    ...(onlyHits ? ["Reads without a hit are not kept on this unit, and so not counted."] : []),
  ];
  return words.join(" ");
}
