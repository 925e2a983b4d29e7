import type { RouteDeps } from "./context.js";
import { eventText } from "./event-text.js";
import { actorOf, type Session } from "../../shared/access/session.js";
import { lockedNow } from "./state.js";

/** Tells the open pages of sessions that they are locked now: they drop what they show, and go on sounding. */
export function tellLocked(context: RouteDeps, sessions: readonly Session[]): void {
  for (const session of sessions) {
    context.trail.auditBestEffort({ actor: actorOf(session), event: "session.lock", outcome: "success" });
  }
  for (const viewer of context.live.viewers()) {
    if (sessions.includes(viewer.session)) viewer.write(eventText("locked", lockedNow(context)));
  }
}
