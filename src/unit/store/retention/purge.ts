// Retention at work: small batches, each one transaction with its signed receipt; pictures after rows, keys last.
// The event loop waits for none of the disk's flushes: a batch that a power cut undoes is made again.
import { rm } from "node:fs/promises";
import type { Millis } from "../../../shared/domain/types.js";
import type { Pictures } from "../keys/pictures.js";
import type { PictureRef } from "../keys/picture-file.js";
import { putReceipt } from "../ledger/receipts.js";
import { rangesOf } from "../../../shared/evidence/receipt.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import { heldSql } from "./holds.js";
import { purgeAudit } from "./purge-audit.js";
import { purgeOutbox } from "./purge-outbox.js";
import { removeOldExports } from "./purge-exports.js";
import { destroyKeys, removeOldSetAside } from "./purge-keys.js";
import { noteOutlivedReads } from "./outlived.js";
import { readClasses, spanOf, type ReadClass } from "../keys/vaults.js";
import { createPace, runBatch } from "./pace.js";
import type { PurgePassDeps } from "./purge-deps.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What one pass removed. */
export interface PurgeReport {
  readonly reads: number;
  readonly audit: number;
  readonly keys: number;
}

/**
 * Removes everything whose time is over by `time.now`. A record counts from the latest time it can have been written
 * (timeline.ts), not from what its clock said. Ends early when `signal` aborts; the next pass goes on.
 */
export async function purge(deps: PurgePassDeps, signal: AbortSignal): Promise<PurgeReport> {
  const { clock, currentDb, retention } = deps;
  const { now } = deps.time;
  let reads = 0;
  // First: no moment may be in which reads of their age are gone and they are not noted.
  await noteOutlivedReads(deps, now - spanOf(retention, "read"), signal);
  for (const of of readClasses) reads += await purgeClass(deps, of, now - spanOf(retention, of), signal);
  const audit = await purgeAudit(deps, now - retention.audit, signal);
  purgeOutbox(deps);
  const keys = signal.aborted ? 0 : await destroyKeys(deps);
  await removeOldSetAside(deps);
  await removeOldExports(deps);
  const report = { reads, audit, keys };
  if (reads + audit + keys > 0) {
    await clock.sleep(1, signal);
    currentDb.run((s) =>
      s.write(() =>
        s.audit.append({
          at: clock.now(),
          actor: daemonActor,
          event: "retention.purge",
          outcome: "success",
          detail: { ...report },
        }),
      ),
    );
  }
  return report;
}

interface PurgeCandidate {
  readonly id: string;
  readonly kept_from: number;
  readonly seq: number;
}

async function purgeClass(
  deps: PurgePassDeps,
  of: ReadClass,
  before: Millis,
  signal: AbortSignal,
): Promise<number> {
  const { writtenBy, writtenBefore } = deps.time.timeline;
  let cursor: Cursor = { kept_from: Number.MIN_SAFE_INTEGER, seq: 0 };
  // What says itself that it is over, and was written then at the latest.
  const plain = await purgeWhile(deps, of, signal, (s, limit) => {
    const rows = selectCandidates(s, of, { before, cursor, limit, now: deps.time.now });
    cursor = rows.at(-1) ?? cursor;
    return {
      more: rows.length > 0,
      candidates: rows.filter((row) => writtenBy(row.seq, row.kept_from) < before),
    };
  });
  // What a clock ahead stamped with a later time, but was written before.
  const ranges = JSON.stringify(writtenBefore(before).map(({ from, to }) => [from, to]));
  const ahead = await purgeWhile(deps, of, signal, (s, limit) => {
    const candidates = selectAhead(s, of, { before, ranges, limit, now: deps.time.now });
    return { more: candidates.length > 0, candidates };
  });
  return plain + ahead;
}

interface Found {
  readonly candidates: readonly PurgeCandidate[];
  /** There may be more behind these. */
  readonly more: boolean;
}

async function purgeWhile(
  deps: PurgePassDeps,
  of: ReadClass,
  signal: AbortSignal,
  find: (evidence: EvidenceDb, limit: number) => Found,
): Promise<number> {
  const { pictures, clock } = deps;
  const pace = createPace(clock);
  let total = 0;
  while (!signal.aborted) {
    const batch = await runBatch(deps, pace, signal, (s) => {
      const found = find(s, pace.size());
      return {
        ...found,
        files: found.candidates.length > 0 ? deleteReads(s, deps, of, found.candidates) : [],
      };
    });
    if (!batch.more) break;
    total += batch.candidates.length;
    await removeFiles(pictures, batch.files);
    await clock.sleep(1, signal);
  }
  return total;
}

type Cursor = Pick<PurgeCandidate, "kept_from" | "seq">;

interface CandidateQuery {
  readonly before: Millis;
  readonly cursor: Cursor;
  readonly limit: number;
  readonly now: Millis;
}

/** Read inside the transaction that deletes: a hold that is ordered meanwhile, in another process, comes before or after. */
function selectCandidates(
  evidence: EvidenceDb,
  of: ReadClass,
  at: CandidateQuery,
): readonly PurgeCandidate[] {
  return evidence.db
    .prepare<unknown[], PurgeCandidate>(
      "SELECT id, kept_from, seq FROM reads WHERE class = ? AND newest = 1 AND kept_from < ? AND" +
        ` (kept_from, seq) > (?, ?) AND NOT ${heldSql} ORDER BY kept_from, seq LIMIT ?`,
    )
    .all(of, at.before, at.cursor.kept_from, at.cursor.seq, at.now, at.limit);
}

/** Reads of `ranges` (JSON, pairs of link numbers) that claim to be younger than they can be. */
function selectAhead(
  evidence: EvidenceDb,
  of: ReadClass,
  at: Omit<CandidateQuery, "cursor"> & { readonly ranges: string },
): readonly PurgeCandidate[] {
  return evidence.db
    .prepare<unknown[], PurgeCandidate>(
      "SELECT id, kept_from, seq FROM (SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(?))" +
        " CROSS JOIN reads ON seq BETWEEN low AND high WHERE class = ? AND newest = 1 AND kept_from >= ?" +
        ` AND NOT ${heldSql} LIMIT ?`,
    )
    .all(at.ranges, of, at.before, at.now, at.limit);
}

interface PictureFile extends PictureRef {
  readonly vault: string;
}

interface DeletedRow {
  readonly seq: number;
  readonly first_message: number;
  readonly last_message: number;
}

/** Deletes reads with all that hangs on them and leaves a receipt. Returns the picture files to remove once that is durable. */
function deleteReads(
  evidence: EvidenceDb,
  { keys, time }: PurgePassDeps,
  of: ReadClass,
  candidates: readonly PurgeCandidate[],
): readonly PictureFile[] {
  const { db, outbox } = evidence;
  const ids = JSON.stringify(candidates.map((read) => read.id));
  const among = "IN (SELECT value FROM json_each(?))";
  const take = (table: string, where: string): readonly DeletedRow[] =>
    db
      .prepare<[string], DeletedRow>(
        `DELETE FROM ${table} WHERE ${where} RETURNING seq, first_message, last_message`,
      )
      .all(ids);
  const verdicts = take("dispositions", `hit_id IN (SELECT id FROM hits WHERE read_id ${among})`);
  const hits = take("hits", `read_id ${among}`);
  const reads = db
    .prepare<[string], DeletedRow & { id: string; revision: number; pictures: string | null }>(
      `DELETE FROM reads WHERE id ${among} RETURNING seq, id, revision, pictures, first_message, last_message`,
    )
    .all(ids);
  db.prepare(`DELETE FROM held_reads WHERE read_id ${among}`).run(ids);
  const deleted = [...reads, ...hits, ...verdicts];
  const unsent = deleted.reduce(
    (sum, row) => sum + outbox.drop({ first: row.first_message, last: row.last_message }),
    0,
  );
  putReceipt(evidence, keys, {
    version: 1,
    gone: "records",
    reason: "retention",
    class: of,
    count: deleted.length,
    unsent,
    links: rangesOf(deleted.map((row) => row.seq)),
    firstAt: candidates[0].kept_from,
    lastAt: candidates.at(-1)!.kept_from,
    at: time.now,
    vouchedBy: time.by,
  });
  return reads.flatMap(({ id, revision, pictures }) =>
    pictures === null ? [] : [{ readId: id, revision, vault: pictures }],
  );
}

/** Unlinks off the event loop; a file that is gone already is no fault. */
export async function removeFiles(pictures: Pictures, files: readonly PictureFile[]): Promise<void> {
  await Promise.all(files.map((file) => rm(pictures.path(file.vault, file), { force: true })));
}
