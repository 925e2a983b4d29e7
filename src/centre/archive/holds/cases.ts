// Holds and what they keep: made, extended and released by adding rows; nothing is changed or deleted here.
import { keyOf } from "../../../shared/domain/confusables.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { CaseHold, ChangeLine, HoldExtension, HoldRelease, KeptHold } from "../../core/cases.js";
import type { ArchiveFinding } from "../../core/questions.js";
import type { Asking, Database } from "../database.js";
import { mayBeHandedOut } from "../found.js";
import { holdLock } from "./hold-lock.js";
import { appendTrail } from "../trail.js";
import { asShown, inOrder, readColumns, type PlacedRow } from "../search.js";

const iso = (at: Millis | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
const isReleased = "EXISTS (SELECT FROM holds_ended e WHERE e.hold_id = h.hold_id)";

/** Within it no day of pictures is destroyed, and no copy given up. */
function withHolds<T>(database: Database, work: (asking: Asking) => Promise<T>): Promise<T> {
  return database.transaction(async (asking) => {
    await asking.change("SELECT pg_advisory_xact_lock_shared($1)", [holdLock]);
    return work(asking);
  });
}

/**
 * Makes a hold and copies what it means at once, so that no later deletion takes it along. Returns the number of reads. The
 * line is written last: whoever writes one waits for the end of this.
 */
export function makeHold(
  database: Database,
  order: CaseHold,
  line: (reads: number) => ChangeLine,
): Promise<number> {
  const { id, caseNumber, reason, legalBasis, by, until, plate, from, to, readIds, seesCovert } = order;
  return withHolds(database, async (asking) => {
    await asking.change(
      "INSERT INTO holds (hold_id, case_number, reason, legal_basis, made_by, until, key, from_at, to_at, read_ids, sees_covert) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      [
        ...[id, caseNumber, reason, legalBasis ?? null, by, iso(until)],
        ...[plate === undefined ? null : keyOf(plate), iso(from), iso(to), readIds ?? null],
        seesCovert,
      ],
    );
    await asking.rows("SELECT hold_copy($1)", [id]);
    const [row] = await asking.rows<{ readonly n: number }>(
      "SELECT count(DISTINCT read_id)::int AS n FROM reads_held WHERE hold_id = $1",
      [id],
    );
    const reads = row?.n ?? 0;
    await appendTrail(asking, [line(reads)]);
    return reads;
  });
}

/** False where it is over, was released, or ends later than that already. */
export function extendHold(
  database: Database,
  id: string,
  { until, reason, legalBasis, by }: HoldExtension,
  line: ChangeLine,
): Promise<boolean> {
  return withHolds(database, async (asking) => {
    const added = await asking.change(
      `INSERT INTO holds_extended (hold_id, until, reason, legal_basis, extended_by)
       SELECT h.hold_id, $2::timestamptz, $3, $4, $5 FROM holds h
       WHERE h.hold_id = $1 AND hold_until(h.hold_id) BETWEEN now() AND $2::timestamptz AND NOT ${isReleased}`,
      [id, iso(until), reason, legalBasis ?? null, by],
    );
    if (added > 0) await appendTrail(asking, [line]);
    return added > 0;
  });
}

/** False where it was released already, or never made. */
export function endHold(
  database: Database,
  id: string,
  { reason, by }: HoldRelease,
  line: ChangeLine,
): Promise<boolean> {
  return database.transaction(async (asking) => {
    const added = await asking.change(
      "INSERT INTO holds_ended (hold_id, ended_by, reason) SELECT hold_id, $2, $3 FROM holds WHERE hold_id = $1 ON CONFLICT DO NOTHING",
      [id, by, reason],
    );
    if (added > 0) await appendTrail(asking, [line]);
    return added > 0;
  });
}

/**
 * Holds that stand, newest first: all, or the one of an id. None is left out: it could be neither extended nor released. The
 * number of reads is that of those which may be handed out to whoever asks.
 */
export async function keptHolds(
  database: Asking,
  seesCovert: boolean,
  id?: string,
): Promise<readonly KeptHold[]> {
  const rows = await database.rows<
    Omit<KeptHold, "madeAt" | "until"> & { readonly madeAt: Date; readonly until: Date }
  >(
    `SELECT hold_id AS id, case_number AS "caseNumber", reason, made_by AS by, made_at AS "madeAt", hold_until(hold_id) AS until,
       coalesce((SELECT x.legal_basis FROM holds_extended x WHERE x.hold_id = h.hold_id AND x.legal_basis IS NOT NULL ORDER BY x.extension DESC LIMIT 1),
         legal_basis) AS "legalBasis",
       read_ids IS NULL AND to_at IS NULL AS "isOpen",
       (SELECT count(DISTINCT read_id)::int FROM reads_held r WHERE r.hold_id = h.hold_id AND ${mayBeHandedOut("r.for_hit", "$2::boolean")}) AS reads
     FROM holds h WHERE NOT ${isReleased} AND hold_until(hold_id) > now() AND ($1::uuid IS NULL OR hold_id = $1)
     ORDER BY made_at DESC`,
    [id ?? null, seesCovert],
  );
  return rows.map((row) => ({ ...row, madeAt: row.madeAt.getTime(), until: row.until.getTime() }));
}

/** The reads that are held for a case and may be handed out, newest first. */
export async function caseReads(
  asking: Asking,
  caseNumber: string,
  most: number,
  seesCovert: boolean,
): Promise<ArchiveFinding> {
  const rows = await asking.rows<PlacedRow>(
    `SELECT DISTINCT ${readColumns}, r.undated AS "isUndated",
       EXISTS (SELECT FROM reads_held n WHERE n.read_id = r.read_id AND n.revision > r.revision) AS "isCorrected"
     FROM reads_held r JOIN units u USING (unit) JOIN holds h USING (hold_id)
     WHERE h.case_number = $1 AND NOT ${isReleased} AND hold_until(h.hold_id) > now() AND ${mayBeHandedOut("r.for_hit", "$3::boolean")}
     ORDER BY 8 DESC, 1 LIMIT $2`,
    [caseNumber, most + 1, seesCovert],
  );
  const shown = inOrder(rows).slice(0, most);
  return { reads: await asShown(asking, shown, undefined, seesCovert), isCut: rows.length > most };
}
