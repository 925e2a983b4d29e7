// Reads that are there for a covert hit alone (migrations/010-outlived.sql): whoever may not know of the hit must not find them.
import type { Db } from "./db.js";
import { putNote, readNote } from "./notes.js";

/** SQL that is true for rows of `reads` that everybody may know of. */
export const openlyKeptSql = "id NOT IN (SELECT read_id FROM kept_covertly)";

/** The same for rows of `search s`. */
export const openlyFound = {
  sql: "s.seq NOT IN (SELECT r.seq FROM kept_covertly k JOIN reads r ON r.id = k.read_id)",
  values: [],
} as const;

/** Whether a read is there for a covert hit alone. */
export function isKeptCovertly(db: Db, readId: string): boolean {
  return db.prepare("SELECT 1 FROM kept_covertly WHERE read_id = ?").get(readId) !== undefined;
}

/** Notes that those of the reads with a covert hit are there longer than reads without one; belongs inside a transaction. */
export function noteOutlived(db: Db, readIds: readonly string[]): void {
  db.prepare(
    "INSERT OR IGNORE INTO outlived SELECT DISTINCT h.read_id FROM json_each(?) JOIN hits h ON h.read_id = value WHERE h.covert <> 0",
  ).run(JSON.stringify(readIds));
}

const picturesGoneKey = "plain pictures gone to";

function picturesGoneTo(db: Db): number {
  const seq = readNote(db, picturesGoneKey);
  return typeof seq === "number" ? seq : 0;
}

/** Notes that for lack of space reads without a hit have no pictures up to this number; belongs inside a transaction. */
export function notePicturesGone(db: Db, seq: number): void {
  if (seq > picturesGoneTo(db)) putNote(db, picturesGoneKey, seq);
}

/** Whether the pictures of a read are there for a covert hit alone: reads of its age without a hit have none any more. */
export function arePicturesCovert(db: Db, readId: string): boolean {
  const hit = "EXISTS (SELECT 1 FROM hits h WHERE h.read_id = r.id AND h.newest = 1 AND h.covert";
  return (
    db
      .prepare(`SELECT 1 FROM reads r WHERE r.id = ? AND r.seq <= ? AND ${hit} <> 0) AND NOT ${hit} = 0)`)
      .get(readId, picturesGoneTo(db)) !== undefined
  );
}
