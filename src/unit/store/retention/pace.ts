// Large work on the database beside the one that alerts: small batches, with rests between them.
import type { Clock } from "../../../shared/domain/ports.js";
import type { Checkpointer } from "../database/checkpointer.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { CurrentDb } from "../tables/current-db.js";
import { msSince } from "../../../shared/domain/elapsed.js";

const firstBatch = 10;
const largestBatch = 200;
/** A batch should not hold up the event loop longer than this. */
const batchGoalMs = 6;
/** The disk is left alone no longer than this after a batch. */
const longestRestMs = 100;

/** How many rows a batch may have. */
export interface Pace {
  size(): number;
  /** Runs a batch, and judges the size of the next one by its time. */
  measure<T>(work: () => T): T;
}

/** Adapts the size of batches so that each blocks the event loop for about `batchGoalMs` on this machine. */
export function createPace(clock: Clock): Pace {
  let size = firstBatch;
  return {
    size: () => size,
    measure(work) {
      const started = clock.monoNs();
      const result = work();
      const tookMs = msSince(clock, started);
      const wanted = tookMs > batchGoalMs ? size * 0.6 : tookMs < batchGoalMs / 2 ? size * 1.3 + 1 : size;
      size = Math.max(5, Math.min(largestBatch, Math.floor(wanted)));
      return result;
    },
  };
}

/** What a batch works with. */
export interface BatchDeps {
  readonly currentDb: CurrentDb;
  readonly checkpointer: Checkpointer;
  readonly clock: Clock;
}

/**
 * One transaction at the pace, of deletions or of anything else that can be made again, durable when it resolves. Then the
 * disk is left alone for as long as it was kept busy, so that a record that comes in meets an idle one half of the time.
 */
export async function runBatch<T>(
  { currentDb, checkpointer, clock }: BatchDeps,
  pace: Pace,
  signal: AbortSignal,
  work: (evidence: EvidenceDb) => T,
): Promise<T> {
  const result = pace.measure(() => currentDb.run((s) => s.writeUnflushed(() => s.purging(() => work(s)))));
  const flushedNs = clock.monoNs();
  await currentDb.current().flush();
  await checkpointer.catchUp();
  const busyMs = msSince(clock, flushedNs);
  await clock.sleep(Math.min(longestRestMs, Math.ceil(busyMs)), signal);
  return result;
}
