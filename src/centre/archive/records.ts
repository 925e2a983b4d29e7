// What units sent of reads, byte for byte as they wrote it, for packages and sheets.
import { decompress } from "../../shared/protocol/compress.js";
import type { KeptRead, KeptRecord } from "../core/cases.js";
import type { PicturePlace } from "../core/pictures.js";
import type { Asking } from "./database.js";
import { isNewestHit } from "./found.js";

interface Row {
  readonly readId: string;
  readonly name: string;
  readonly kind: KeptRecord["kind"];
  readonly packed: boolean;
  readonly body: Buffer;
}

const readTables = ["reads", "reads_unset", "reads_hit", "reads_held"] as const;

const ofReads = readTables
  .map(
    (table) =>
      `SELECT read_id AS "readId", read_id || '.' || revision AS name, 'read' AS kind, packed, body FROM ${table} WHERE read_id = ANY ($1)`,
  )
  .join(" UNION ");

const mayBeSeen = "(NOT h.covert OR $2)";
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

/** What is kept of reads, in the order of their ids; of one that is gone, nothing. */
export async function keptReads(
  asking: Asking,
  readIds: readonly string[],
  seesCovert: boolean,
): Promise<readonly KeptRead[]> {
  const reads = grouped(await asking.rows<Row>(`${ofReads} ORDER BY 2`, [readIds]));
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
