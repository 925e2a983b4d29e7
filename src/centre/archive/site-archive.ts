// The archive for the site, as its database role: reading, holding, and lines of the trail.
import { keyOf } from "../../shared/domain/confusables.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";
import type { PicturePlace } from "../core/pictures.js";
import type { CaseHold, KeptHold, SeenUnit, SiteArchive } from "../core/questions.js";
import type { Asking, Database } from "./database.js";
import { boardHits } from "./found.js";
import { boardChannel } from "./keep.js";
import { searchArchiveReads } from "./search.js";
import { appendTrail, readTrail } from "./trail.js";
import { holdLock } from "./hold-lock.js";
import { listUnits } from "./unit-registry.js";

/** Answers the site's questions. */
export function createSiteArchive(database: Database): SiteArchive {
  return {
    audit: (events) => appendTrail(database, events),
    async trail(page) {
      const lines = await readTrail(database, page);
      return lines.map(({ seq, at, event }) => ({ ...event, seq, at: at.getTime() }));
    },
    search: (question, seesCovert) => searchArchiveReads(database, question, seesCovert),
    board: (limit, seesCovert) => boardHits(database, limit, seesCovert),
    units: () => seenUnits(database),
    async picture(id) {
      return database.rows<PicturePlace>(
        "SELECT picture_id AS id, day::text, class FROM pictures WHERE picture_id = $1 UNION ALL SELECT picture_id, day::text, 'held' FROM pictures_held WHERE picture_id = $1",
        [id],
      );
    },
    hold: (order) => makeHold(database, order),
    holds: () => keptHolds(database),
    watch: (changed, signal) => database.listen(boardChannel, changed, signal),
  };
}

async function seenUnits(database: Asking): Promise<readonly SeenUnit[]> {
  const listed = await listUnits(database);
  const status = await database.rows<{ readonly unit: string; readonly body: StatusMessage }>(
    "SELECT u.name AS unit, s.body FROM unit_status s JOIN units u USING (unit)",
  );
  const bodies = new Map(status.map(({ unit, body }) => [unit, body]));
  return listed.map(({ unit, state, seenAt, expiresAt, isRevoked }) => ({
    ...{ unit, state, isRevoked },
    seenAt: seenAt?.getTime() ?? null,
    certificateTo: expiresAt?.getTime() ?? null,
    faults: (bodies.get(unit)?.health?.faults ?? []).map(({ code, subject, severity }) => ({
      code,
      subject,
      severity,
    })),
  }));
}

/** Makes a hold and copies what it means at once, so that no later deletion takes it along. Returns the number of reads. */
function makeHold(database: Database, order: CaseHold): Promise<number> {
  const iso = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString();
  return database.transaction(async (asking) => {
    // No day of pictures is destroyed until this is committed.
    await asking.change("SELECT pg_advisory_xact_lock_shared($1)", [holdLock]);
    await asking.change(
      "INSERT INTO holds (hold_id, case_number, reason, made_by, until, key, from_at, to_at, read_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      [
        order.id,
        order.caseNumber,
        order.reason,
        order.by,
        iso(order.until),
        order.plate === undefined ? null : keyOf(order.plate),
        iso(order.from),
        iso(order.to),
        order.readIds ?? null,
      ],
    );
    await asking.rows("SELECT hold_copy($1)", [order.id]);
    const [row] = await asking.rows<{ readonly n: number }>(
      "SELECT count(*)::int AS n FROM reads_held WHERE hold_id = $1",
      [order.id],
    );
    return row?.n ?? 0;
  });
}

async function keptHolds(database: Asking): Promise<readonly KeptHold[]> {
  const rows = await database.rows<
    Omit<KeptHold, "madeAt" | "until"> & { readonly madeAt: Date; readonly until: Date }
  >(
    `SELECT hold_id AS id, case_number AS "caseNumber", reason, made_by AS by, made_at AS "madeAt", until,
       (SELECT count(*)::int FROM reads_held r WHERE r.hold_id = h.hold_id) AS reads
     FROM holds h WHERE NOT EXISTS (SELECT FROM holds_ended e WHERE e.hold_id = h.hold_id) ORDER BY made_at DESC LIMIT 500`,
  );
  return rows.map((row) => ({ ...row, madeAt: row.madeAt.getTime(), until: row.until.getTime() }));
}
