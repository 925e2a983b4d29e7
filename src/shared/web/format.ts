import type { ReadPosition } from "../domain/types.js";
import { labelWords } from "./words/en/labels.js";
import { locale } from "./words/spoken.js";

/** A formatter of moments in the language spoken, made once for each. */
export function inLocale(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>();
  return () => {
    const known = made.get(locale()) ?? new Intl.DateTimeFormat(locale(), options);
    made.set(locale(), known);
    return known;
  };
}

const clock = inLocale({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = inLocale({ month: "short", day: "numeric", year: "numeric" });
const shortDay = inLocale({ month: "short", day: "numeric" });

/** `14:03:07` in the screen's time zone. */
export function timeOfDay(at: number): string {
  return clock().format(at);
}

/** `Jan 15, 2026 14:03:07`. */
export function dateTime(at: number): string {
  return `${day().format(at)} ${clock().format(at)}`;
}

/** `Jan 15, 2026`. */
export function wholeDay(at: number): string {
  return day().format(at);
}

/** `14:03` on the day of `now`, else `Jan 15 14:03`. */
export function dayAndTime(at: number, now: number): string {
  const isToday = day().format(at) === day().format(now);
  return `${isToday ? "" : `${shortDay().format(at)} `}${clock().format(at).slice(0, 5)}`;
}

/** `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `5 days ago`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 3) return labelWords().justNow;
  if (seconds < 100) return labelWords().secondsAgo(seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return labelWords().minutesAgo(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? labelWords().hoursAgo(hours) : labelWords().daysAgo(Math.round(hours / 24));
}

/** Whole percent, but never 100 unless it is certain. */
export function percent(probability: number): string {
  return `${String(Math.min(probability < 1 ? 99 : 100, Math.round(probability * 100)))} %`;
}

/** Degrees with five decimals (about a metre) and the hemisphere: `37.69210 N 97.33755 W`. */
export function place(position: ReadPosition): string {
  const part = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(5)} ${value < 0 ? negative : positive}`;
  const { north, south, east, west } = labelWords();
  return `${part(position.lat, north, south)}, ${part(position.lon, east, west)}`;
}

/** `8.2 GB`. */
export function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${String(Math.round(count / 1e6))} MB`;
}
