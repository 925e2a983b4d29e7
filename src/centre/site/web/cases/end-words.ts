import { dateTime, inLocale, timeOfDay } from "../../../../shared/web/format.js";

const day = inLocale({ month: "short", day: "numeric", year: "numeric" });

/** When a hold ends: `the end of Jan 14, 2026` where that is midnight here, as it was asked for. */
export function endWords(at: number): string {
  return timeOfDay(at) === "00:00:00" ? `the end of ${day().format(at - 1)}` : dateTime(at);
}
