// Which reads are there longer than reads without a hit, and met a covert one: by the rule of the purge, hold and clock included.
import type { Millis } from "../../../shared/domain/types.js";
import { noteOutlived } from "../database/kept-covertly.js";
import type { ReadClass } from "../keys/vaults.js";
import { heldSql } from "./holds.js";
import { createPace, runBatch } from "./pace.js";
import type { PurgePassDeps } from "./purge-deps.js";

interface Walked {
  readonly id: string;
  readonly kept_from: number;
  readonly seq: number;
}

const classes: readonly ReadClass[] = ["hit", "historical"];

/** Notes them. `before`: reads without a hit that were written before then are gone. Walks few rows at a time. */
export async function noteOutlivedReads(
  deps: PurgePassDeps,
  before: Millis,
  signal: AbortSignal,
): Promise<void> {
  for (const of of classes) await noteClass(deps, of, before, signal);
  await noteAhead(deps, before, signal);
}

async function noteClass(
  deps: PurgePassDeps,
  of: ReadClass,
  before: Millis,
  signal: AbortSignal,
): Promise<void> {
  const { clock, time } = deps;
  const pace = createPace(clock);
  let last: Pick<Walked, "kept_from" | "seq"> | undefined = { kept_from: Number.MIN_SAFE_INTEGER, seq: 0 };
  while (last && !signal.aborted) {
    const { kept_from, seq } = last;
    const rows: readonly Walked[] = await runBatch(deps, pace, signal, ({ db }) => {
      const found = db
        .prepare<unknown[], Walked>(
          "SELECT id, kept_from, seq FROM reads WHERE class = ? AND newest = 1 AND kept_from < ? AND" +
            ` (kept_from, seq) > (?, ?) AND NOT ${heldSql} ORDER BY kept_from, seq LIMIT ?`,
        )
        .all(of, before, kept_from, seq, time.now, pace.size());
      const over = found.filter((row) => time.timeline.writtenBy(row.seq, row.kept_from) < before);
      noteOutlived(
        db,
        over.map(({ id }) => id),
      );
      return found;
    });
    last = rows.at(-1);
    await clock.sleep(1, signal);
  }
}

/**
 * What a clock ahead stamped with a later time, but was written before. Reads without a hit are still there when they are
 * over for the first time: a statement walks past few of them too, for it holds up alerts.
 */
async function noteAhead(deps: PurgePassDeps, before: Millis, signal: AbortSignal): Promise<void> {
  const { clock, time } = deps;
  const pace = createPace(clock);
  for (const { from, to } of time.timeline.writtenBefore(before)) {
    let last: number | undefined = from - 1;
    while (last !== undefined && !signal.aborted) {
      const after: number = last;
      const rows = await runBatch(deps, pace, signal, ({ db }) => {
        const found = db
          .prepare<unknown[], { readonly id: string; readonly seq: number; readonly fits: number }>(
            `SELECT id, seq, class <> 'read' AND newest = 1 AND kept_from >= ? AND NOT ${heldSql} AS fits` +
              " FROM reads NOT INDEXED WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
          )
          .all(before, time.now, after, to, pace.size());
        noteOutlived(
          db,
          found.flatMap(({ id, fits }) => (fits === 1 ? [id] : [])),
        );
        return found;
      });
      last = rows.at(-1)?.seq;
      await clock.sleep(1, signal);
    }
  }
}
