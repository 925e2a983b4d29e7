// Calendar days and clock times of a place, over changes to and from summer time.
import type { Millis } from "./types.js";

/** First and last instant of something: of a day, the end is the first instant of the day after. */
export interface Span {
  readonly start: Millis;
  readonly end: Millis;
}

/** A calendar date; months count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const dayMs = 86_400_000;
const quarterMs = 900_000;
const mostKept = 4_096;
const mostZones = 32;

/** Whether this runtime knows the IANA time zone, such as America/Chicago. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether a place in this zone has UTC all year, as machines have whose time zone was never set. */
export const isUtc = (timeZone: string): boolean =>
  /^(?:Etc\/)?(?:UTC|UCT|GMT|Zulu|Universal)$/i.test(timeZone);

type Offset = (at: Millis) => number;
const zones = new Map<string, Offset>();

/** Milliseconds that clocks of the zone are ahead of UTC. Offsets change on a quarter of an hour, so they are kept. */
function offsetOf(timeZone: string): Offset {
  const known = zones.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  const kept = new Map<number, number>();
  const offset = (at: Millis): number => {
    const quarter = Math.floor(at / quarterMs);
    let answer = kept.get(quarter);
    if (answer === undefined) {
      const parts = new Map(
        format.formatToParts(quarter * quarterMs).map(({ type, value }) => [type, Number(value)]),
      );
      const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
      answer = shown - quarter * quarterMs;
      if (kept.size >= mostKept) kept.clear();
      kept.set(quarter, answer);
    }
    return answer;
  };
  // A person may ask for any, in any letters.
  if (zones.size >= mostZones) zones.clear();
  zones.set(timeZone, offset);
  return offset;
}

/**
 * When clocks of the zone show a time (`wall`: that time as if it were UTC). Twice at the end of summer time: first and
 * last. Never at its beginning: then the instant of the change.
 */
function instants(wall: Millis, timeZone: string): Span {
  const offset = offsetOf(timeZone);
  const [before, after] = [wall - offset(wall - dayMs), wall - offset(wall + dayMs)];
  const shown = [before, after].filter((at) => at + offset(at) === wall);
  if (shown.length > 0) return { start: Math.min(...shown), end: Math.max(...shown) };
  return { start: before, end: before };
}

/** The whole of a day in a zone. */
export function dayIn(timeZone: string, { year, month, day }: CalendarDate): Span {
  const wall = Date.UTC(year, month - 1, day);
  return { start: instants(wall, timeZone).start, end: instants(wall + dayMs, timeZone).start };
}

/** When clocks of a zone show this time of this day; twice at the end of summer time. */
export function timeIn(timeZone: string, date: CalendarDate, sinceMidnight: Millis): Span {
  return instants(Date.UTC(date.year, date.month - 1, date.day) + sinceMidnight, timeZone);
}

/** Minutes since midnight that clocks of a zone show. */
export function minutesIn(timeZone: string, at: Millis): number {
  const shown = at + offsetOf(timeZone)(at);
  return Math.floor((((shown % dayMs) + dayMs) % dayMs) / 60_000);
}

/** Whether the calendar has this date; years 1900 to 2199. */
export function isDate({ year, month, day }: CalendarDate): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1900 && year < 2200;
}

/** The time zone of this machine. */
export const systemTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
