// What units sent of reads, byte for byte as they wrote it, for packages and sheets.
import { decompress } from "../../shared/protocol/compress.js";
import type { KeptRead, KeptRecord } from "../core/cases.js";
import type { PicturePlace } from "../core/pictures.js";
import type { Asking } from "./database.js";
import { isNewestHit, mayBeHandedOut } from "./found.js";

interface Row {
  readonly readId: string;
  readonly name: string;
  readonly kind: KeptRecord["kind"];
  readonly packed: boolean;
  readonly body: Buffer;
}

/** With what says of a row that it stays for its hit alone. */
const readTables = [
  ["reads", "false"],
  ["reads_unset", "r.for_hit"],
  ["reads_hit", "true"],
  ["reads_held", "r.for_hit"],
] as const;

const ofReads = readTables
  .map(
    ([table, forHit]) =>
      `SELECT r.read_id AS "readId", r.read_id || '.' || r.revision AS name, 'read' AS kind, r.packed, r.body FROM ${table} r
       WHERE r.read_id = ANY ($1) AND ${mayBeHandedOut(forHit, "$2::boolean")}`,
  )
  .join(" UNION ");

const mayBeSeen = "(NOT h.covert OR $2::boolean)";
const ofHits = `
  SELECT h.read_id AS "readId", h.hit_id || '.' || h.revision AS name, 'hit' AS kind, h.packed, h.body
    FROM hits h WHERE h.read_id = ANY ($1) AND ${mayBeSeen}
  UNION SELECT h.read_id, a.alert_id || '.' || a.revision, 'alert', a.packed, a.body
    FROM alerts a JOIN hits h USING (hit_id) WHERE h.read_id = ANY ($1) AND ${mayBeSeen} AND ${isNewestHit}
  UNION SELECT h.read_id, d.disposition_id::text, 'disposition', d.packed, d.body
    FROM dispositions d JOIN hits h USING (hit_id) WHERE h.read_id = ANY ($1) AND ${mayBeSeen} AND ${isNewestHit}
  ORDER BY 3, 2`;

const grouped = <T extends { readonly readId: string }>(rows: readonly T[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.readId, [...(groups.get(row.readId) ?? []), row]);
  return groups;
};

/** The transport's compression is undone: it needs a dictionary that no stranger has. */
const recordOf = ({ name, kind, packed, body }: Row): KeptRecord => ({
  ...{ name, kind, body: packed ? decompress(body) : body },
});

/** What is kept of reads, in the order of their ids; of one that is gone, or may not be handed out, nothing. */
export async function keptReads(
  asking: Asking,
  readIds: readonly string[],
  seesCovert: boolean,
): Promise<readonly KeptRead[]> {
  const reads = grouped(await asking.rows<Row>(`${ofReads} ORDER BY 2`, [readIds, seesCovert]));
  const hits = grouped(await asking.rows<Row>(ofHits, [readIds, seesCovert]));
  const pictures = grouped(
    await asking.rows<PicturePlace & { readonly readId: string }>(
      `SELECT read_id AS "readId", picture_id AS id, day::text, class FROM pictures WHERE read_id = ANY ($1)
       UNION SELECT read_id, picture_id, day::text, 'held' FROM pictures_held WHERE read_id = ANY ($1) ORDER BY 2, 4 DESC`,
      [readIds],
    ),
  );
  return readIds.flatMap((readId) => {
    const own = reads.get(readId);
    if (!own) return [];
    const records = [...own, ...(hits.get(readId) ?? [])].map(recordOf);
    return [{ readId, records, pictures: pictures.get(readId) ?? [] }];
  });
}

/**
 * Where a picture may lie: with its day, and as a copy that is held. None where its read stays for a covert hit alone that
 * whoever asks may not know of. The days are asked for last: there are hundreds.
 */
export async function picturePlaces(
  asking: Asking,
  id: string,
  seesCovert: boolean,
): Promise<readonly PicturePlace[]> {
  const places = await asking.rows<PicturePlace & { readonly readId: string; readonly covert: boolean }>(
    `SELECT p.*, EXISTS (SELECT FROM hits h WHERE h.read_id = p."readId" AND h.covert) AS covert FROM (
       SELECT picture_id AS id, day::text, class, read_id AS "readId" FROM pictures WHERE picture_id = $1
       UNION ALL SELECT picture_id, day::text, 'held', read_id FROM pictures_held WHERE picture_id = $1) p`,
    [id],
  );
  const secret = seesCovert ? undefined : places.find(({ covert }) => covert);
  if (secret && (await asking.rows(`${ofReads} LIMIT 1`, [[secret.readId], false])).length === 0) return [];
  return places.map(({ id: name, day, class: of }) => ({ id: name, day, class: of }));
}
