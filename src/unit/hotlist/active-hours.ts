import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import { minutesIn, systemTimeZone } from "../../shared/domain/local-day.js";
import type { Millis } from "../../shared/domain/types.js";
import type { When } from "../core/when.js";

/** Whether a time lies within hours of a zone such as `06:00-22:00` or, over midnight, `22:00-06:00`; always without hours. */
export function isActive(hours: string | undefined, at: Millis, timeZone: string): boolean {
  if (hours === undefined) return true;
  const [from, to] = hours.split("-").map(minutesOf) as [number, number];
  const now = minutesIn(timeZone, at);
  return from <= to ? now >= from && now < to : now >= from || now < to;
}

/** For people: that a list rests now, because its hours have not begun; null while it holds. */
export function restingText(
  { activeHours, timeZone }: Pick<HotlistSourceConfig, "activeHours" | "timeZone">,
  at: Millis,
): string | null {
  if (activeHours === undefined || isActive(activeHours, at, timeZone ?? systemTimeZone())) return null;
  return `RESTS NOW: outside its activeHours ${activeHours} no officer is alerted by it`;
}

/** Whether a moment may lie within the hours; an unknown time may. */
export function mayBeActive(hours: string | undefined, { from, to }: When, timeZone: string): boolean {
  if (hours === undefined || to - from >= dayMs) return true;
  return isActive(hours, from, timeZone) || isActive(hours, to, timeZone);
}

const dayMs = 86_400_000;

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}
