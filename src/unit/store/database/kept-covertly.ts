// Reads that are there for a covert hit alone (migrations/010-outlived.sql): whoever may not know of the hit must not find them.
import type { Db } from "./db.js";

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
