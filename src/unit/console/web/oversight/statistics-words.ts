// What was counted, as rows of words and numbers.
import { givenVerdicts, soughtVerdicts } from "../../../../shared/domain/closed-sets.js";
import { damagedCamera } from "../../../../shared/domain/faults/damage.js";
import { textOfCode } from "../../../../shared/domain/faults/errors.js";
import { partOf } from "../../../../shared/domain/faults/fault-parts.js";
import { dateTime } from "../../../../shared/web/format.js";
import { cameraOf, soughtLabels } from "../../../../shared/web/labels.js";
import type { CountJson, StatisticsJson } from "../../../../shared/web/trail-types.js";
import type { StatisticsSpan } from "../../../../shared/domain/closed-sets.js";
import { faultSayings } from "../../../../shared/web/words/en/faults.js";
import { locale } from "../../../../shared/web/words/spoken.js";
import { oversightWords } from "../words/en/oversight.js";

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

const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const day = { month: "short", day: "numeric" } as const;

/** Slot by slot, oldest first. */
export function slotRows({ slots }: StatisticsJson, span: StatisticsSpan): CountRows {
  const format = new Intl.DateTimeFormat(locale(), span === "day" ? hour : day);
  return rowsOf(slots, ({ from }) => format.format(from));
}

/** Camera by camera; one that is not in the configuration any more by its id. */
export const cameraRows = ({ cameras }: StatisticsJson, names: Readonly<Record<string, string>>): CountRows =>
  rowsOf(cameras, ({ camera }) => names[camera] ?? camera);

/** Verdict by verdict. */
export const verdictRows = ({ verdicts }: StatisticsJson): readonly CountRow[] =>
  soughtVerdicts.map((one) => [soughtLabels()[one], verdicts[one]]);

/** How many hits have a verdict, and how many have none: unverified is no verdict. */
export function verdictSum({ verdicts }: StatisticsJson): string {
  const given = givenVerdicts.reduce((sum, one) => sum + verdicts[one], 0);
  const count = (number: number): string => number.toLocaleString(locale());
  const inAll = oversightWords().inAll(count(given));
  return verdicts.unverified === 0
    ? inAll
    : `${inAll}, ${oversightWords().without(count(verdicts.unverified))}`;
}

/** What is wrong, after its code. */
function faultTitle(code: string): string {
  const words = faultSayings().title(code, textOfCode(code));
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Faults: what is wrong, where (a camera by its name), how often, for how long. */
export const faultRows = (
  { faults }: StatisticsJson,
  names: Readonly<Record<string, string>>,
): readonly (readonly string[])[] =>
  faults.map(({ code, subject, times, ms }) => {
    const part = damagedCamera(subject) === "" ? partOf(code) : "camera";
    return [faultTitle(code), cameraOf({ code, part, subject }, names) ?? subject, String(times), lasted(ms)];
  });

function lasted(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return oversightWords().underMinute;
  return minutes < 120 ? `${String(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** What the numbers are of, and what they never hold. */
export function noteWords({ oldest, onlyHits }: StatisticsJson): string {
  const words = oversightWords();
  const said = [
    words.countedFrom,
    oldest === null ? words.noneKept : words.oldestKept(dateTime(oldest)),
    ...(onlyHits ? [words.onlyHits] : []),
  ];
  return said.join(" ");
}
