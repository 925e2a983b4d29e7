import type { Millis } from "../core/types.js";
import { createPace, removeBatch, type PurgeDeps } from "./purge.js";
import { putReceipt, rangesOf } from "./receipts.js";
import type { Session } from "./session.js";

/** Audit lines past their time leave in batches; links go when nothing older vouches for anything kept. */
export async function purgeAudit(deps: PurgeDeps, before: Millis, signal: AbortSignal): Promise<number> {
  const lines = await inBatches(deps, signal, (s, limit) => removeLines(s, deps, before, limit));
  await inBatches(deps, signal, (s, limit) => trimLinks(s, deps, before, limit));
  return lines;
}

async function inBatches(
  deps: PurgeDeps,
  signal: AbortSignal,
  work: (session: Session, limit: number) => number,
): Promise<number> {
  const pace = createPace(deps.clock);
  let total = 0;
  while (!signal.aborted) {
    const count = await removeBatch(deps, pace, signal, (s) => work(s, pace.size()));
    if (count === 0) break;
    total += count;
    await deps.clock.sleep(1, signal);
  }
  return total;
}

function removeLines(session: Session, { keys, clock }: PurgeDeps, before: Millis, limit: number): number {
  const rows = session.db
    .prepare<[number, number], { seq: number; at: number }>(
      "SELECT seq, at FROM audit WHERE at < ? ORDER BY at LIMIT ?",
    )
    .all(before, limit);
  if (rows.length === 0) return 0;
  const remove = session.db.prepare("DELETE FROM audit WHERE seq = ?");
  for (const row of rows) remove.run(row.seq);
  putReceipt(session, keys, {
    version: 1,
    gone: "records",
    reason: "retention",
    class: "audit",
    count: rows.length,
    unsent: 0,
    links: rangesOf(rows.map((row) => row.seq)),
    firstAt: rows[0].at,
    lastAt: rows.at(-1)!.at,
    at: clock.now(),
  });
  return rows.length;
}

/**
 * Removes some of the oldest links when they are older than the audit trail's span and vouch for nothing that is
 * still kept. The receipt names the last hash removed, from which the chain verifies on.
 */
function trimLinks(session: Session, { keys, clock }: PurgeDeps, before: Millis, limit: number): number {
  const { db } = session;
  const oldest = db
    .prepare<[], { seq: number | null }>(
      "SELECT min(seq) AS seq FROM (SELECT min(seq) AS seq FROM reads UNION ALL SELECT min(seq) FROM hits UNION ALL" +
        " SELECT min(seq) FROM dispositions UNION ALL SELECT min(seq) FROM audit)",
    )
    .get()?.seq;
  const rows = db
    .prepare<[number, number, number], { seq: number; at: number; hash: Buffer }>(
      "SELECT seq, at, hash FROM links WHERE seq < ? AND at < ? ORDER BY seq LIMIT ?",
    )
    .all(oldest ?? 0, before, limit);
  const last = rows.at(-1);
  if (!last) return 0;
  db.prepare("DELETE FROM receipts WHERE seq <= ?").run(last.seq);
  db.prepare("DELETE FROM heads WHERE seq <= ?").run(last.seq);
  db.prepare("DELETE FROM links WHERE seq <= ?").run(last.seq);
  putReceipt(session, keys, {
    version: 1,
    gone: "prefix",
    reason: "retention",
    class: "links",
    count: rows.length,
    unsent: 0,
    links: [[rows[0].seq, last.seq]],
    firstAt: rows[0].at,
    lastAt: last.at,
    at: clock.now(),
    hash: last.hash.toString("hex"),
  });
  return rows.length;
}
