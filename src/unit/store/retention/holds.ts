// Holds keep reads beyond their retention for a case. Their pictures move into the hold's own vault at once, so that
// purging a day may destroy that day's key without looking for holds.
import { saidUsage, seeHelp } from "../../../shared/domain/said/usage.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Actor } from "../../../shared/domain/actor.js";
import { replaceFile } from "../../../shared/platform/durable.js";
import type { Keys } from "../keys/keys.js";
import type { StorePaths } from "../database/paths.js";
import { createPictures } from "../keys/pictures.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import { holdVault, parseVault } from "../keys/vaults.js";

const longestMs = 730 * 86_400_000;
const batch = 100;

/** A hold as ordered. Beyond two years it needs a legal basis. */
export interface HoldSettings {
  readonly caseId: string;
  readonly why: string;
  readonly until: Millis;
  readonly legalBasis?: string;
}

/** A hold as stored; `releasedAt` null while it is in force, `reads` how many it keeps. */
export interface Hold extends HoldSettings {
  readonly who: string;
  readonly at: Millis;
  readonly releasedAt: Millis | null;
  readonly reads: number;
}

/** What holds are kept in: rows in the database, pictures in vaults of their own. */
export interface HoldsDeps {
  readonly evidence: EvidenceDb;
  readonly keys: Keys;
  readonly paths: StorePaths;
  readonly now: () => Millis;
}

/** SQL that is true for reads under a hold in force; takes the present time as its one parameter. */
export const heldSql =
  "EXISTS (SELECT 1 FROM held_reads h JOIN holds USING (case_id)" +
  " WHERE h.read_id = reads.id AND released_at IS NULL AND until > ?)";

/**
 * Puts reads under a hold. A further call adds reads and replaces the reason, but never makes a hold in force end earlier
 * or forget its legal basis: whoever adds a read must not have those of others deleted (`releaseHold` does). Returns how
 * many reads are held now that were not, and the end in force. Throws USAGE for a time in the past, one beyond two years
 * without a legal basis, and a read that is not there: then nothing is held.
 */
export function addHold(
  deps: HoldsDeps,
  settings: HoldSettings,
  readIds: readonly string[],
  actor: Actor,
): { readonly added: number; readonly until: Millis } {
  const { evidence, now } = deps;
  checkOrder(settings, now());
  const { db } = evidence;
  const upsert = db.prepare(
    "INSERT INTO holds (case_id, who, why, legal_basis, at, until) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (case_id)" +
      " DO UPDATE SET who = excluded.who, why = excluded.why, released_at = NULL," +
      " legal_basis = coalesce(excluded.legal_basis, iif(released_at IS NULL, legal_basis, NULL))," +
      " until = max(excluded.until, iif(released_at IS NULL, until, 0))",
  );
  const insert = db.prepare("INSERT OR IGNORE INTO held_reads (read_id, case_id) VALUES (?, ?)");
  const isThere = db.prepare("SELECT 1 FROM reads WHERE id = ? LIMIT 1").pluck();
  const untilOf = db.prepare<[string], number>("SELECT until FROM holds WHERE case_id = ?").pluck();
  const held = evidence.write(() => {
    // Within the transaction: the daemon may purge a read after it was found.
    const gone = readIds.filter((id) => isThere.get(id) === undefined);
    if (gone.length > 0) throw saidUsage(seeHelp, "hold-gone", gone.join(", "));
    upsert.run(settings.caseId, actor.name, settings.why, settings.legalBasis ?? null, now(), settings.until);
    const added = readIds.reduce((sum, id) => sum + insert.run(id, settings.caseId).changes, 0);
    const until = untilOf.get(settings.caseId) ?? settings.until;
    evidence.audit.append({
      at: now(),
      actor,
      event: "hold.add",
      outcome: "success",
      object: settings.caseId,
      detail: { reads: added, until: new Date(until).toISOString(), why: settings.why },
    });
    return { added, until };
  });
  mirrorHolds(deps);
  moveIntoVault(deps, settings.caseId, readIds);
  return held;
}

function checkOrder(settings: HoldSettings, now: Millis): void {
  if (!/^[\w .:/-]{1,64}$/.test(settings.caseId)) throw saidUsage(seeHelp, "case-number", settings.caseId);
  if (!(settings.until > now)) throw saidUsage(seeHelp, "hold-past");
  if (settings.until - now > longestMs && !settings.legalBasis) throw saidUsage(seeHelp, "hold-long");
}

/** Seals held pictures anew under the hold's key. A read already in a hold's vault stays there. */
function moveIntoVault({ evidence, keys, paths }: HoldsDeps, caseId: string, ids: readonly string[]): void {
  const pictures = createPictures(paths, keys);
  const vault = holdVault(caseId);
  for (let at = 0; at < ids.length; at += batch) {
    const moves = ids
      .slice(at, at + batch)
      .flatMap((id) => evidence.reads.revisions(id))
      .filter((stored) => stored.vault !== null && parseVault(stored.vault)?.kind === "day")
      .filter((stored) => pictures.reseal(stored.vault!, vault, stored));
    evidence.db.transaction(() => moves.forEach((stored) => evidence.reads.moved(stored.seq, vault)))();
    moves.forEach((stored) => pictures.remove(stored.vault!, stored));
  }
}

/** Ends a hold; its reads leave with the next purge when their own time is over. Throws USAGE for an unknown case. */
export function releaseHold(deps: HoldsDeps, caseId: string, why: string, actor: Actor): void {
  const { evidence, now } = deps;
  evidence.write(() => {
    const { changes } = evidence.db
      .prepare("UPDATE holds SET released_at = ? WHERE case_id = ? AND released_at IS NULL")
      .run(now(), caseId);
    if (changes === 0) throw new TagwatchError("USAGE", `no hold is in force for case "${caseId}"`);
    const detail = { why };
    evidence.audit.append({
      at: now(),
      actor,
      event: "hold.release",
      outcome: "success",
      object: caseId,
      detail,
    });
  });
  mirrorHolds(deps);
}

/** All holds, newest first, with the number of reads still on the unit. */
export function listHolds(evidence: EvidenceDb): readonly Hold[] {
  const rows = evidence.db
    .prepare<[], HoldRow>(
      "SELECT holds.*, (SELECT count(DISTINCT id) FROM held_reads h JOIN reads ON reads.id = h.read_id" +
        " WHERE h.case_id = holds.case_id) AS reads FROM holds ORDER BY at DESC",
    )
    .all();
  return rows.map((row) => ({
    caseId: row.case_id,
    who: row.who,
    why: row.why,
    until: row.until,
    at: row.at,
    releasedAt: row.released_at,
    reads: row.reads,
    ...(row.legal_basis === null ? {} : { legalBasis: row.legal_basis }),
  }));
}

interface HoldRow {
  readonly case_id: string;
  readonly who: string;
  readonly why: string;
  readonly legal_basis: string | null;
  readonly at: number;
  readonly until: number;
  readonly released_at: number | null;
  readonly reads: number;
}

/** Ids of the reads a case holds. */
export function heldReadIds(evidence: EvidenceDb, caseId: string): readonly string[] {
  return evidence.db
    .prepare<[string], { read_id: string }>(
      "SELECT read_id FROM held_reads WHERE case_id = ? ORDER BY read_id",
    )
    .all(caseId)
    .map((row) => row.read_id);
}

/** Keeps the ends of all holds beside the database: should it be set aside, retention still knows how long to wait. */
function mirrorHolds({ evidence, paths }: HoldsDeps): void {
  const standing = listHolds(evidence).filter((hold) => hold.releasedAt === null);
  replaceFile(paths.holds, JSON.stringify(standing.map(({ caseId, until }) => ({ caseId, until }))));
}
