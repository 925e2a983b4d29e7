import type { DateFormat } from "../domain/closed-sets.js";
import { dayIn, isDate, timeIn, type CalendarDate, type Span } from "../domain/local-day.js";
import { memo } from "./memo.js";

const orders: Readonly<
  Record<Exclude<DateFormat, "iso">, { pattern: RegExp; order: readonly [number, number, number] }>
> = {
  yyyymmdd: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: [1, 2, 3] },
  "mm/dd/yyyy": { pattern: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: [3, 1, 2] },
  "dd/mm/yyyy": { pattern: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: [3, 2, 1] },
  mmddyyyy: { pattern: /^(\d{2})(\d{2})(\d{4})$/, order: [3, 1, 2] },
};
const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:(Z)|([+-])(\d{2}):?(\d{2}))?)?$/;

/** What a source means by a date: the whole day where it is, or an instant where a time is written. */
export type DateReader = (text: string) => Span | undefined;

/** Reads dates of a source; undefined for what is none, such as February 30th. A time without a zone is that of `timeZone`. */
export const dateReader = (format: DateFormat, timeZone: string): DateReader =>
  memo((text) => {
    const trimmed = text.trim();
    if (format === "iso") return isoSpan(trimmed, timeZone);
    const { pattern, order } = orders[format];
    const found = pattern.exec(trimmed);
    if (!found) return undefined;
    const [year, month, day] = order.map((group) => Number(found[group])) as [number, number, number];
    return isDate({ year, month, day }) ? dayIn(timeZone, { year, month, day }) : undefined;
  });

function isoSpan(text: string, timeZone: string): Span | undefined {
  const found = isoPattern.exec(text);
  if (!found) return undefined;
  const part = (group: number): number => Number(found[group] ?? 0);
  const date: CalendarDate = { year: part(1), month: part(2), day: part(3) };
  if (!isDate(date)) return undefined;
  if (found[4] === undefined) return dayIn(timeZone, date);
  const [hours, minutes, seconds] = [part(4), part(5), part(6)];
  if (hours > 23 || minutes > 59 || seconds >= 60) return undefined;
  const sinceMidnight = (hours * 60 + minutes) * 60_000 + Math.floor(seconds * 1_000);
  if (found[7] === undefined && found[8] === undefined) return timeIn(timeZone, date, sinceMidnight);
  const ahead = (part(9) * 60 + part(10)) * (found[8] === "-" ? -60_000 : 60_000);
  const at = Date.UTC(date.year, date.month - 1, date.day) + sinceMidnight - ahead;
  return { start: at, end: at };
}

/** Whether a text can stand where a date belongs; what cannot shows that the columns are shifted. */
export const isDateLike = (text: string): boolean => /^[\d/.: -]*$/.test(text);
