import type { ReadPosition } from "../domain/types.js";

const clock = new Intl.DateTimeFormat("en-US", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric" });

const shortDay = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });

/** `14:03:07` in the screen's time zone. */
export function timeOfDay(at: number): string {
  return clock.format(at);
}

/** `Jan 15, 2026 14:03:07`. */
export function dateTime(at: number): string {
  return `${day.format(at)} ${clock.format(at)}`;
}

/** `14:03` on the day of `now`, else `Jan 15 14:03`. */
export function dayAndTime(at: number, now: number): string {
  const isToday = day.format(at) === day.format(now);
  return `${isToday ? "" : `${shortDay.format(at)} `}${clock.format(at).slice(0, 5)}`;
}

/** `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `5 days ago`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 3) return "just now";
  if (seconds < 100) return `${String(seconds)} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${String(minutes)} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${String(hours)} h ago` : `${String(Math.round(hours / 24))} days ago`;
}

/** Whole percent, but never 100 unless it is certain. */
export function percent(probability: number): string {
  return `${String(Math.min(probability < 1 ? 99 : 100, Math.round(probability * 100)))} %`;
}

/** Degrees with five decimals (about a metre) and the hemisphere: `37.69210 N 97.33755 W`. */
export function place(position: ReadPosition): string {
  const part = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(5)} ${value < 0 ? negative : positive}`;
  return `${part(position.lat, "N", "S")}, ${part(position.lon, "E", "W")}`;
}

/** `8.2 GB`. */
export function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${String(Math.round(count / 1e6))} MB`;
}
