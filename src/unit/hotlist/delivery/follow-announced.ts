// Lists whose arrival is announced over MQTT.
import { monoMs } from "../../../shared/domain/elapsed.js";
import { parseAnnouncement } from "../../../shared/protocol/announcement.js";
import type { Announcements } from "../../../shared/protocol/announcement-queue.js";
import type { ArrivalDeps, SourceArrivalDeps } from "./arriving.js";
import { fetchAndImport } from "./fetch-and-import.js";

/** How an announcement is named as the origin of a list. */
export const mqtt = "mqtt announcement";

/** Takes one, or says in the journal or as the source's last error why not. */
export function takeAnnouncement(deps: ArrivalDeps, announcements: Announcements, message: Uint8Array): void {
  const { config, library, log } = deps;
  const parsed = parseAnnouncement(message, config.sources);
  if ("reason" in parsed) return log.warn("hotlist announcement refused", { reason: parsed.reason });
  const dropped = announcements.put(parsed);
  if (dropped)
    library.refuse(dropped.source, `too many announcements: ${dropped.mode} was not followed`, mqtt);
}

/**
 * Follows the announcements of a source. What waits is written down, so that the end of the daemon loses none: the broker
 * sends none twice that was taken. It is written in each round, not with each message, so that a flood of them is none of
 * writes.
 */
export function createFollower(arriving: SourceArrivalDeps, signal: AbortSignal): () => Promise<void> {
  const { deps, source, announcements } = arriving;
  let kept = JSON.stringify(deps.library.announced(source.id));
  const keep = (): void => {
    const waiting = announcements.waiting(source.id);
    const text = JSON.stringify(waiting);
    if (text !== kept && deps.library.keepAnnounced(source.id, waiting)) kept = text;
  };
  return async () => {
    keep();
    await follow(arriving, signal);
    keep();
  };
}

/** Follows what is due. One that fails is tried again: a change that is lost would leave the list wrong. */
async function follow(arriving: SourceArrivalDeps, signal: AbortSignal): Promise<void> {
  const { deps, source, announcements } = arriving;
  for (;;) {
    const due = announcements.next(source.id, monoMs(deps.clock));
    if (!due || signal.aborted) return;
    const { announcement, isRetry } = due;
    const { url, size, sha256, mode } = announcement;
    // It says nothing of how new the list is: anyone may repeat it, and the broker does with every connection when it
    // keeps it. The full list that was changed since must not undo the changes. The download by the clock asks the server.
    const inForce = deps.library.manifest(source.id);
    if (inForce?.sha256 === sha256 || (mode === "full" && inForce?.fullSha256 === sha256)) {
      announcements.done(announcement, false);
      continue;
    }
    const part = "announced.part";
    const fetch = { url, etag: undefined, part, origin: mqtt, maxBytes: size, sha256, mode, isRetry };
    const outcome = await fetchAndImport(arriving, fetch, signal);
    if (signal.aborted) return;
    if (outcome !== "failed") announcements.done(announcement, outcome === "done");
    else if (!announcements.failed(announcement, monoMs(deps.clock)))
      deps.log.error("hotlist announcement given up", { source: source.id, mode, sha256 });
  }
}
