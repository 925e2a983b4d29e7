// What belongs to reads that were found, and what the board shows.
import type { BoardHit, FoundHit } from "../core/questions.js";
import type { Asking } from "./database.js";

/** Of a hit `h` that was sent again with a correction of its read, the newest. */
export const isNewestHit =
  "NOT EXISTS (SELECT FROM hits n WHERE n.hit_id = h.hit_id AND n.revision > h.revision)";

/**
 * Whether a read `r` may be handed out, as SQL of two conditions: `forHit`, that it stays for its hit alone, and `seesCovert`,
 * that whoever asks may know of covert hits. That such a read is there tells of its hit.
 */
export const mayBeHandedOut = (forHit: string, seesCovert: string): string =>
  `(NOT ${forHit} OR ${seesCovert} OR EXISTS (SELECT FROM hits_told t WHERE t.read_id = r.read_id))`;

/** The verdict in force on a hit `h`; null while there is none. */
export const verdictOfHit =
  "(SELECT d.verdict FROM dispositions d WHERE d.hit_id = h.hit_id ORDER BY d.at DESC, d.disposition_id DESC LIMIT 1)";

const hitColumns = `h.hit_id AS "hitId", h.read_id AS "readId", h.source, h.category, h.priority, h.plate, h.covert AS "isCovert",
  h.captured_at AS "capturedAt", h.received_at AS "receivedAt",
  ${verdictOfHit} AS verdict,
  EXISTS (SELECT FROM alerts a WHERE a.hit_id = h.hit_id AND a.kind = 'cancelled') AS "isCancelled"`;

interface HitRow extends FoundHit {
  readonly readId: string;
  readonly unit: string;
  readonly plate: string;
  readonly capturedAt: Date;
  readonly receivedAt: Date;
}

const grouped = <T extends { readonly readId: string }, V>(
  rows: readonly T[],
  value: (row: T) => V,
): ReadonlyMap<string, readonly V[]> => {
  const groups = new Map<string, V[]>();
  for (const row of rows) groups.set(row.readId, [...(groups.get(row.readId) ?? []), value(row)]);
  return groups;
};

const hitOf = ({ hitId, source, category, priority, verdict, isCancelled, isCovert }: HitRow): FoundHit => ({
  ...{ hitId, source, category, priority, verdict, isCancelled, isCovert },
});

/** Hits of reads. Covert ones only for those who may know of them. */
export async function hitsOfReads(
  asking: Asking,
  readIds: readonly string[],
  seesCovert: boolean,
): Promise<ReadonlyMap<string, readonly FoundHit[]>> {
  const rows = await asking.rows<HitRow>(
    `SELECT ${hitColumns} FROM hits h WHERE h.read_id = ANY ($1) AND (NOT h.covert OR $2) AND ${isNewestHit}`,
    [readIds, seesCovert],
  );
  return grouped(rows, hitOf);
}

/** Pictures of reads. */
export async function picturesOfReads(
  asking: Asking,
  readIds: readonly string[],
): Promise<ReadonlyMap<string, readonly { readonly id: string; readonly kind: string }[]>> {
  const rows = await asking.rows<{ readonly readId: string; readonly id: string; readonly kind: string }>(
    `SELECT read_id AS "readId", picture_id AS id, kind FROM pictures WHERE read_id = ANY ($1)
     UNION SELECT read_id, picture_id, kind FROM pictures_held WHERE read_id = ANY ($1) ORDER BY kind, id DESC`,
    [readIds],
  );
  return grouped(rows, ({ id, kind }) => ({ id, kind }));
}

/** The newest hits of all units. */
export async function boardHits(
  asking: Asking,
  limit: number,
  seesCovert: boolean,
): Promise<readonly BoardHit[]> {
  const rows = await asking.rows<HitRow>(
    `SELECT ${hitColumns}, u.name AS unit FROM hits h JOIN units u USING (unit) WHERE (NOT h.covert OR $2) AND ${isNewestHit}
     ORDER BY h.received_at DESC, h.hit_id DESC LIMIT $1`,
    [limit, seesCovert],
  );
  return rows.map((row) => ({
    ...hitOf(row),
    unit: row.unit,
    plate: row.plate,
    capturedAt: row.capturedAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
  }));
}
