// How lists come by themselves: the drop folder, the download by the clock, and the announcement over MQTT. Every way of
// every source is a task of its own: one that hangs, or whose folder cannot be read, holds up no other.
import { join } from "node:path";
import type { Service } from "../../../shared/domain/ports.js";
import { createAnnouncements } from "../../../shared/protocol/announcement-queue.js";
import { roundMs, type ArrivalDeps, type SourceArrivalDeps } from "./arriving.js";
import { createTimer } from "./download-timer.js";
import { openDropFolder } from "./drop-folder.js";
import { createFolderAccess } from "./folder-access.js";
import { createFollower, takeAnnouncement } from "./follow-announced.js";
import { createGate } from "./gate.js";
import { takeDropped } from "./take-dropped.js";

/** Runs the ways of all sources until aborted. Whatever is refused is reported as the source's last error. */
export interface HotlistArrival extends Service {
  /** Takes an announcement (JSON {source, url, size, sha256, mode}); it is followed at the next round. */
  announced(message: Uint8Array): void;
}

/** A short list does not wait for a long one, and memory is bounded. */
const mostBuilds = 2;

/** One task for each way of each source; two of one source never import at once. */
export function createHotlistArrival(deps: ArrivalDeps): HotlistArrival {
  const { config, library } = deps;
  const announcements = createAnnouncements();
  const take = (message: Uint8Array): void => takeAnnouncement(deps, announcements, message);
  // The configuration may have changed since: they are judged as if they came now.
  for (const { id } of config.sources)
    for (const waited of library.announced(id)) take(Buffer.from(JSON.stringify(waited)));
  const [builds, folders] = [createGate(mostBuilds), createGate(1)];
  return {
    name: "hotlist arrival",
    announced: take,
    run: async (signal) => {
      const tasks = config.sources.flatMap((source) =>
        tasksOf({ deps, source, announcements, builds, folders, imports: createGate(1) }, signal),
      );
      tasks.push(repeat(deps, "hotlists", () => library.refresh(), signal));
      await Promise.all(tasks);
    },
  };
}

function tasksOf(arriving: SourceArrivalDeps, signal: AbortSignal): Promise<void>[] {
  const { deps, source } = arriving;
  const { dropDir } = deps.config;
  const start = (way: string, round: () => Promise<void>): Promise<void> =>
    repeat(deps, `${way} of ${source.id}`, round, signal);
  const tasks: Promise<void>[] = [];
  if (dropDir !== undefined) {
    const access = createFolderAccess(deps.clock, arriving.folders, signal);
    const folder = openDropFolder(join(dropDir, source.id), access);
    tasks.push(start("drop folder", () => takeDropped(arriving, folder, signal)));
  }
  if (source.download) {
    const fetchWhenDue = createTimer(arriving, signal);
    tasks.push(start("download", fetchWhenDue));
    tasks.push(start("announcements", createFollower(arriving, signal)));
  }
  return tasks;
}

/** Does one round after the other until the end. What a round throws is a fault as long as it lasts. */
async function repeat(
  deps: ArrivalDeps,
  subject: string,
  round: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, faults } = deps;
  while (!signal.aborted) {
    try {
      await round();
      faults.clear("HOTLIST_DELIVERY", subject);
    } catch (error) {
      if (signal.aborted) return;
      const text = `${subject}: ${(error as Error).message}`;
      faults.raise({ code: "HOTLIST_DELIVERY", subject, severity: "critical", text });
    }
    await clock.sleep(roundMs, signal);
  }
}
