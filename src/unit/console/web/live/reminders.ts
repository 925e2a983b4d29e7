// When the page reminds of a hit that waits for a verdict: after a time that goes by its priority, then after twice as long
// each time. Pure.
import type { Priority } from "../../../../shared/domain/categories.js";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { isOpen } from "./card-rule.js";

/** From the alert to the first reminder, milliseconds. */
export const firstReminderMs: Readonly<Record<Priority, number>> = {
  high: 60_000,
  medium: 180_000,
  low: 900_000,
};

/** How many reminders were due by then: of a high alert after 1, 3, 7, 15 minutes, and so on. */
export function remindersDue(priority: Priority, ageMs: number): number {
  return Math.max(0, Math.floor(Math.log2(ageMs / firstReminderMs[priority] + 1)));
}

/** Reminders counted so far, by hit. */
export type Counted = ReadonlyMap<string, number>;

/**
 * Counts what is due at `now` (server time). A hit met for the first time is counted in silence: a page that opens on the
 * hits of a day must not sound for each.
 */
export function remind(
  counted: Counted,
  hits: readonly HitJson[],
  now: number,
): { readonly counted: Counted; readonly due: readonly HitJson[] } {
  const open = hits.filter(isOpen).map((hit) => {
    return { hit, count: remindersDue(hit.entry.priority, now - hit.raisedAt) };
  });
  const isDue = ({ hit, count }: (typeof open)[number]): boolean => count > (counted.get(hit.id) ?? count);
  return {
    counted: new Map(open.map(({ hit, count }) => [hit.id, Math.max(count, counted.get(hit.id) ?? 0)])),
    due: open.filter(isDue).map(({ hit }) => hit),
  };
}

/** True when a reminder of this hit is due or was given: it is marked until it has a verdict. */
export function isOverdue(hit: HitJson, now: number): boolean {
  return isOpen(hit) && remindersDue(hit.entry.priority, now - hit.raisedAt) > 0;
}
