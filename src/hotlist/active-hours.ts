import { minutesIn } from "../core/local-day.js";
import type { Millis } from "../core/types.js";

/** Whether a time lies within hours of a zone such as `06:00-22:00` or, over midnight, `22:00-06:00`; always without hours. */
export function isActive(hours: string | undefined, at: Millis, timeZone: string): boolean {
  if (hours === undefined) return true;
  const [from, to] = hours.split("-").map(minutesOf) as [number, number];
  const now = minutesIn(timeZone, at);
  return from <= to ? now >= from && now < to : now >= from || now < to;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}
