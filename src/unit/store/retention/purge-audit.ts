import type { Millis } from "../../../shared/domain/types.js";
import { createPace, runBatch } from "./pace.js";
import type { PurgePassDeps } from "./purge-deps.js";
import { putReceipt } from "../ledger/receipts.js";
import { rangesOf } from "../../../shared/evidence/receipt.js";
import type { EvidenceDb } from "../tables/evidence-db.js";

/** Audit lines past their time leave in batches; links go when nothing older vouches for anything kept. */
export async function purgeAudit(deps: PurgePassDeps, before: Millis, signal: AbortSignal): Promise<number> {
  const { writtenBy, writtenBefore } = deps.time.timeline;
  let cursor: Line = { at: Number.MIN_SAFE_INTEGER, seq: 0 };
  const plain = await inBatches(deps, signal, (s, limit) => {
    const rows = s.db
      .prepare<unknown[], Line>(
        "SELECT seq, at FROM audit WHERE at < ? AND (at, seq) > (?, ?) ORDER BY at, seq LIMIT ?",
      )
      .all(before, cursor.at, cursor.seq, limit);
    cursor = rows.at(-1) ?? cursor;
    const over = rows.filter((row) => writtenBy(row.seq, row.at) < before);
    return { more: rows.length > 0, count: removeLines(s, deps, over) };
  });
  // Lines that a clock ahead stamped with a later time.
  const ranges = JSON.stringify(writtenBefore(before).map(({ from, to }) => [from, to]));
  const ahead = await inBatches(deps, signal, (s, limit) => {
    const rows = s.db
      .prepare<unknown[], Line>(
        "SELECT seq, at FROM (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(?))" +
          " CROSS JOIN audit ON seq BETWEEN low AND high WHERE at >= ? LIMIT ?",
      )
      .all(ranges, before, limit);
    return { more: rows.length > 0, count: removeLines(s, deps, rows) };
  });
  await inBatches(deps, signal, (s, limit) => {
    const count = trimLinks(s, deps, before, limit);
    return { more: count > 0, count };
  });
  return plain + ahead;
}

interface Line {
  readonly seq: number;
  readonly at: Millis;
}

async function inBatches(
  deps: PurgePassDeps,
  signal: AbortSignal,
  work: (evidence: EvidenceDb, limit: number) => { readonly count: number; readonly more: boolean },
): Promise<number> {
  const pace = createPace(deps.clock);
  let total = 0;
  while (!signal.aborted) {
    const { count, more } = await runBatch(deps, pace, signal, (s) => work(s, pace.size()));
    if (!more) break;
    total += count;
    await deps.clock.sleep(1, signal);
  }
  return total;
}

function removeLines(evidence: EvidenceDb, { keys, time }: PurgePassDeps, rows: readonly Line[]): number {
  if (rows.length === 0) return 0;
  const remove = evidence.db.prepare("DELETE FROM audit WHERE seq = ?");
  for (const row of rows) remove.run(row.seq);
  putReceipt(evidence, keys, {
    version: 1,
    gone: "records",
    reason: "retention",
    class: "audit",
    count: rows.length,
    unsent: 0,
    links: rangesOf(rows.map((row) => row.seq)),
    firstAt: rows[0].at,
    lastAt: rows.at(-1)!.at,
    at: time.now,
    vouchedBy: time.by,
  });
  return rows.length;
}

/**
 * Removes some of the oldest links when they are older than the audit trail's span and vouch for nothing that is
 * still kept. The receipt names the last hash removed, from which the chain verifies on.
 */
function trimLinks(
  evidence: EvidenceDb,
  { keys, time }: PurgePassDeps,
  before: Millis,
  limit: number,
): number {
  const { db } = evidence;
  const oldest = db
    .prepare<[], { seq: number | null }>(
      "SELECT min(seq) AS seq FROM (SELECT min(seq) AS seq FROM reads UNION ALL SELECT min(seq) FROM hits UNION ALL" +
        " SELECT min(seq) FROM dispositions UNION ALL SELECT min(seq) FROM audit)",
    )
    .get()?.seq;
  const oldestRows = db
    .prepare<[number, number], { seq: number; at: number; hash: Buffer }>(
      "SELECT seq, at, hash FROM links WHERE seq < ? ORDER BY seq LIMIT ?",
    )
    .all(oldest ?? 0, limit);
  const young = oldestRows.findIndex((row) => time.timeline.writtenBy(row.seq, row.at) >= before);
  const rows = young === -1 ? oldestRows : oldestRows.slice(0, young);
  const last = rows.at(-1);
  if (!last) return 0;
  db.prepare("DELETE FROM receipts WHERE seq <= ?").run(last.seq);
  db.prepare("DELETE FROM heads WHERE seq <= ?").run(last.seq);
  db.prepare("DELETE FROM links WHERE seq <= ?").run(last.seq);
  putReceipt(evidence, keys, {
    version: 1,
    gone: "prefix",
    reason: "retention",
    class: "links",
    count: rows.length,
    unsent: 0,
    links: [[rows[0].seq, last.seq]],
    firstAt: rows[0].at,
    lastAt: last.at,
    at: time.now,
    vouchedBy: time.by,
    hash: last.hash.toString("hex"),
  });
  return rows.length;
}
