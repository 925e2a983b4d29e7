import type { Clock, Log } from "../../../shared/domain/ports.js";
import type { Checkpointer } from "../database/checkpointer.js";
import { createPace, runBatch } from "./pace.js";
import { extendSearch, findUnsearched } from "../tables/search-table.js";
import type { CurrentDb } from "../tables/current-db.js";
import type { Shortage } from "./space.js";
import { errorText } from "../../../shared/domain/error-text.js";

/** What making older reads searchable works with. */
export interface SearchBuildDeps {
  readonly currentDb: CurrentDb;
  readonly checkpointer: Checkpointer;
  readonly clock: Clock;
  readonly log: Log;
  readonly space: { shortage(): Shortage };
}

const retryMs = 60_000;

/** Adds whatever is missing, a few milliseconds at a time as the purge works; rests while disk space is short. */
export async function buildSearch(deps: SearchBuildDeps, signal: AbortSignal): Promise<void> {
  const { currentDb, clock, log, space } = deps;
  const pace = createPace(clock);
  let isTold = false;
  while (!signal.aborted) {
    try {
      if (currentDb.run((s) => findUnsearched(s.db)) === null) break;
      if (!isTold) log.info("older reads are being made searchable; new ones are already");
      isTold = true;
      if (space.shortage() > 1) await clock.sleep(retryMs, signal);
      else await runBatch(deps, pace, signal, (s) => extendSearch(s.db, pace.size()));
    } catch (error) {
      log.warn("older reads could not be made searchable; tried again in a minute", {
        reason: errorText(error),
      });
      await clock.sleep(retryMs, signal);
    }
  }
  if (isTold && !signal.aborted) log.info("all reads are searchable");
}
