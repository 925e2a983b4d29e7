// The space guard: what is given up when the disk fills, in this order: pictures of uploaded reads without a hit, then of
// waiting ones, then new reads without a hit. Hits, and what waits to be told of them, are never given up.
import { statfs } from "node:fs/promises";
import type { StoreConfig } from "../../config/schema.js";
import type { Clock, Faults, Log } from "../../../shared/domain/ports.js";
import type { Checkpointer } from "../database/checkpointer.js";
import type { Keys } from "../keys/keys.js";
import type { Pictures } from "../keys/pictures.js";
import { removeFiles } from "./purge.js";
import { evictBatch } from "./evict.js";
import { createPace, runBatch } from "./pace.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { CurrentDb } from "../tables/current-db.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What the guard measures and may remove; `floors` is the configuration's `store.space`. */
export interface SpaceDeps {
  readonly currentDb: CurrentDb;
  readonly keys: Keys;
  readonly pictures: Pictures;
  readonly checkpointer: Checkpointer;
  readonly floors: StoreConfig["space"];
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Free bytes where the store lies (`measureFreeBytes`). */
  readonly free: () => Promise<number>;
}

/** How short space is: 0 enough, 1 pictures are being removed, 2 new plain reads go without pictures, 3 hits only. */
export type Shortage = 0 | 1 | 2 | 3;

/** Looks when it is asked to; `shortage` and `freeBytes` are of the last look. */
export interface SpaceGuard {
  /** Measures free space and removes what the floors demand. */
  check(signal: AbortSignal): Promise<void>;
  shortage(): Shortage;
  freeBytes(): number;
}

// Removing stops a little above the floor, so that the guard does not work at every read.
const slack = 1.05;

/** Free bytes for this user on the file system of `dir`. */
export async function measureFreeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

/** Watches the floors of free space. */
export function createSpaceGuard(deps: SpaceDeps): SpaceGuard {
  const { floors, faults, log, clock, currentDb } = deps;
  let free = Infinity;
  let shortage: Shortage = 0;

  async function evictUntil(goal: number, waiting: boolean, signal: AbortSignal): Promise<number> {
    const pace = createPace(clock);
    let count = 0;
    while (free < goal && !signal.aborted) {
      const files = await runBatch(deps, pace, signal, (s) => evictBatch(s, deps, waiting, pace.size()));
      if (files.length === 0) break;
      await removeFiles(deps.pictures, files);
      count += files.length;
      free = await deps.free();
      await clock.sleep(1, signal);
    }
    if (count > 0) log.warn("pictures were removed for lack of space", { count, waiting, freeBytes: free });
    return count;
  }

  function report(evicted: number): void {
    const text = `${(free / 1e6).toFixed(0)} MB are free; ${lostWords[shortage]}`;
    if (shortage === 0) faults.clear("DISK_FLOOR", "store");
    else
      faults.raise({
        code: "DISK_FLOOR",
        subject: "store",
        severity: shortage > 1 ? "critical" : "warning",
        text,
      });
    if (evicted === 0) return;
    currentDb.run((s) =>
      s.write(() =>
        s.audit.append({
          at: clock.now(),
          actor: daemonActor,
          event: "space.pictures-removed",
          outcome: "success",
          detail: { pictures: evicted, freeBytes: free },
        }),
      ),
    );
  }

  return {
    async check(signal) {
      free = await deps.free();
      let evicted = 0;
      try {
        if (free < floors.pictures) evicted += await evictUntil(floors.pictures * slack, false, signal);
        if (free < floors.reads) evicted += await evictUntil(floors.reads * slack, true, signal);
      } catch (error) {
        // On a disk that is full to its last bytes not even that can be noted: the shortage is told all the same.
        log.warn("no pictures can be removed", { reason: errorText(error), freeBytes: free });
      }
      shortage = free < floors.hits ? 3 : free < floors.reads ? 2 : free < floors.pictures ? 1 : 0;
      report(evicted);
    },
    shortage: () => shortage,
    freeBytes: () => free,
  };
}

const lostWords: Readonly<Record<Shortage, string>> = {
  0: "enough",
  1: "pictures of uploaded reads without a hit are removed",
  2: "reads without a hit are kept without pictures",
  3: "only hits are recorded",
};
