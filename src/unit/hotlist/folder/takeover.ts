// What commands know of the running daemon: whether there is one, and which list it matches against.
import { join } from "node:path";
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { isProcessLockHeld } from "../../../shared/platform/process-lock.js";
import type { SourceFolder } from "./source-folder.js";

/** Held by the daemon as long as it runs. */
export const daemonLock = (dir: string): string => join(dir, ".daemon");

/** `held`: the daemon matches against the load. `other`: against another one, or none. `no-daemon`: it does not run. */
export type Takeover = "held" | "other" | "no-daemon";

/** How a load stands with the daemon at this moment. `dir` is the folder of all lists. */
export function takeoverOf(dir: string, folder: SourceFolder, loadId: string | null): Takeover {
  if (!isProcessLockHeld(daemonLock(dir))) return "no-daemon";
  return folder.held()?.loadId === loadId ? "held" : "other";
}

const roundMs = 200;
/** The daemon looks every two seconds; beside a long build it may come later. */
const mostMs = 20_000;

/** Waits until the daemon matches against the load, or until it should have. */
export async function awaitTakeover(
  clock: Clock,
  dir: string,
  folder: SourceFolder,
  loadId: string,
): Promise<Takeover> {
  const end = monoMs(clock) + mostMs;
  for (;;) {
    const takeover = takeoverOf(dir, folder, loadId);
    if (takeover !== "other" || monoMs(clock) > end) return takeover;
    await clock.sleep(roundMs);
  }
}
