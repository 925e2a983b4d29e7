import type { Millis } from "../core/types.js";

/** Whether a time lies within local hours such as `06:00-22:00` or, over midnight, `22:00-06:00`; always without hours. */
export function isActive(hours: string | undefined, at: Millis): boolean {
  if (hours === undefined) return true;
  const [from, to] = hours.split("-").map(minutesOf) as [number, number];
  const date = new Date(at);
  const now = date.getHours() * 60 + date.getMinutes();
  return from <= to ? now >= from && now < to : now >= from || now < to;
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}
