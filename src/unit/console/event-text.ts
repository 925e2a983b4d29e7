import type { HitJson, LiveEvents, LockedAlertJson } from "../../shared/web/api-types.js";

/** The text of one server-sent event (HTML Living Standard, 9.2.6). */
export function eventText<E extends keyof LiveEvents>(event: E, data: LiveEvents[E]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a locked screen may know of an alert. The category and plate of a restricted file are for the unlocked. */
export function lockedAlertJson({ id, raisedAt, entry, read }: HitJson): LockedAlertJson {
  const { priority, restricted } = entry;
  return {
    id,
    raisedAt,
    priority,
    category: restricted ? null : entry.category,
    plate: restricted ? null : read.text,
  };
}

/** What goes to a locked screen instead of an event; null: nothing does. */
export function lockedText<E extends keyof LiveEvents>(
  event: E,
  data: LiveEvents[E],
  text: string,
): string | null {
  if (event === "alert") {
    const hit = data as HitJson;
    return hit.kind === "cancelled" ? null : eventText("locked-alert", lockedAlertJson(hit));
  }
  return event === "beat" || event === "faults" || event === "unverified" || event === "watch" ? text : null;
}
