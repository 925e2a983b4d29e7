import { mayDo, type Right } from "../../shared/access/rights.js";
import type { Session } from "../../shared/access/session.js";
import type { HitJson, LiveEvents, LiveSnapshot, LockedAlertJson } from "../../shared/web/api-types.js";

/** The text of one server-sent event (HTML Living Standard, 9.2.6). */
export function eventText<E extends keyof LiveEvents>(event: E, data: LiveEvents[E]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a locked screen may know of an alert. The category and plate of a restricted file are for the unlocked. */
export function lockedAlertJson({ id, raisedAt, entry, read, kind }: HitJson): LockedAlertJson {
  const { priority, restricted } = entry;
  return {
    id,
    raisedAt,
    priority,
    category: restricted ? null : entry.category,
    plate: restricted ? null : read.text,
    ...(kind === "cancelled" ? { cancelled: true as const } : {}),
  };
}

/** What goes to a locked screen instead of an event; null: nothing does. */
export function lockedText<E extends keyof LiveEvents>(
  event: E,
  data: LiveEvents[E],
  text: string,
): string | null {
  if (event === "alert") return eventText("locked-alert", lockedAlertJson(data as HitJson));
  return event === "beat" || event === "faults" || event === "unverified" || event === "watch" ? text : null;
}

/** What a program needs besides "alerts" for an event; null: no program is told. Left out: no more than "alerts". */
const needed: { readonly [E in keyof LiveEvents]?: Right | null } = {
  read: "reads",
  faults: "status",
  handover: null,
};

/** Whether events of a name go to this session. */
export function hears(session: Session, event: keyof LiveEvents): boolean {
  const right = needed[event];
  return session.token === undefined || right === undefined || (right !== null && mayDo(session, right));
}

/** The snapshot without what the session is not told as it comes. */
export function cutFor(session: Session, snapshot: LiveSnapshot): LiveSnapshot {
  const reads = hears(session, "read") ? snapshot.reads : [];
  return { ...snapshot, reads, faults: hears(session, "faults") ? snapshot.faults : [] };
}
