// When a start is over: a camera delivers, or it is known that none does.
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import type { SdNotify } from "../../shared/platform/sdnotify.js";
import { delivers, isWatching } from "../core/watching.js";
import { statusLine } from "../health/status-line.js";
import type { VisionLink } from "../vision/link/link.js";

// Models are hashed and warmed in half a minute on slow units; TimeoutStartSec=90 of the unit file is the outer limit.
const readyAtTheLatestMs = 60_000;

/**
 * Resolves when a camera delivers, when it is known that none does (faults say why), or when that takes too long: a start
 * that waited for a camera would be ended by systemd, and begun again without end.
 */
export async function firstFrame(
  vision: Pick<VisionLink, "ready" | "status">,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const known = new AbortController();
  // What waits after a stop would keep the process alive until its deadline.
  const stopped = (): void => known.abort();
  signal.addEventListener("abort", stopped, { once: true });
  const isDecided = (): boolean => {
    const { cameras } = vision.status();
    return cameras.some(({ state }) => delivers(state)) || cameras.every(({ state }) => state === "lost");
  };
  const look = async (): Promise<void> => {
    await vision.ready(known.signal).catch(() => known.abort());
    while (!known.signal.aborted && !isDecided()) await clock.sleep(100, known.signal);
  };
  await Promise.race([look(), clock.sleep(readyAtTheLatestMs, known.signal)]);
  known.abort();
  signal.removeEventListener("abort", stopped);
}

/** Ready means started: whether a plate could be read now is said beside it. `page` is the page's address. */
export function sayReady(
  to: { readonly notify: SdNotify; readonly log: Log },
  status: UnitStatus,
  page: string,
): void {
  const { notify, log } = to;
  notify.send("READY=1");
  const unit = status.unit.id;
  if (isWatching(status)) log.info("ready: a plate could be read now", { unit, page });
  else log.error("ready, but no plate could be read now", { unit, page, status: statusLine(status, []) });
}
