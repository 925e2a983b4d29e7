// Tells of an alert while the page lies behind another window. A notification is seen by whoever sees the screen, and the
// system keeps it: it names no plate, no category, no record.
import type { Priority } from "../../../../shared/domain/categories.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { liveWords } from "../words/en/live.js";

/** Whether the browser may show notifications: `absent` where it has none. */
export function mayNotify(): NotificationPermission | "absent" {
  return "Notification" in window ? Notification.permission : "absent";
}

/** Asks the person, once: browsers let a page ask from a touch only. */
export async function askToNotify(): Promise<void> {
  if (mayNotify() === "default") await Notification.requestPermission();
}

/** Shows that an alert came, if the page is hidden and may; a touch on it brings the page to the front. */
export function notifyHidden(priority: Priority, unit: string): void {
  if (document.visibilityState !== "hidden" || mayNotify() !== "granted") return;
  try {
    const note = new Notification(liveWords().notice(labelWords().priorityOf[priority]), {
      ...{ body: liveWords().openToSee(unit), tag: `tagwatch-${priority}`, icon: "/mark.svg" },
      ...{ silent: true, requireInteraction: priority === "high" },
    });
    note.onclick = () => (window.focus(), note.close());
    document.addEventListener("visibilitychange", () => note.close(), { once: true });
  } catch {
    // A phone's browser has the name and refuses the use: the tone is heard all the same.
  }
}
