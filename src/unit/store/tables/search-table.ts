// The table that searches walk (migrations/003-search.sql). Triggers keep it for new reads, in the transaction of the read;
// reads of a store from before it are added afterwards, newest first, while the daemon reads plates and alerts.
import type { Millis } from "../../../shared/domain/types.js";
import type { Db } from "../database/db.js";

/** Which reads are not in the table yet. */
export interface Unsearched {
  /** Those with a lower number. */
  readonly below: number;
  /** Capture time of the first read that is in it; null when none is. */
  readonly searchedTo: Millis | null;
}

const note = "searchable from";

/** What is still to be added; null when every read is in the table. */
export function findUnsearched(db: Db): Unsearched | null {
  const row = db.prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?").get(note);
  // Without the note nothing is known of the table.
  const below = row ? Number(row.value) : Number.MAX_SAFE_INTEGER;
  if (below === 0) return null;
  const first = db
    .prepare<[number], { at: number }>(
      "SELECT captured_at AS at FROM search WHERE seq >= ? ORDER BY seq LIMIT 1",
    )
    .get(below);
  return { below, searchedTo: first?.at ?? null };
}

/** Adds so many reads, inside the caller's transaction; false when there was none to add. */
export function extendSearch(db: Db, rows: number): boolean {
  const { below } = findUnsearched(db) ?? { below: 0 };
  if (below === 0) return false;
  // Rows of the table without a read count too: else all of them would go in one long statement.
  const newest = (table: string): string =>
    `SELECT * FROM (SELECT seq FROM ${table} WHERE seq < :below ORDER BY seq DESC LIMIT :rows)`;
  const lowest = db
    .prepare<[{ below: number; rows: number }], { seq: number | null }>(
      "SELECT min(seq) AS seq FROM (SELECT seq FROM" +
        ` (${newest("reads NOT INDEXED")} UNION ${newest("search")}) ORDER BY seq DESC LIMIT :rows)`,
    )
    .get({ below, rows })?.seq;
  // What may stand there already is from before the table was found wrong.
  db.prepare("DELETE FROM search WHERE seq >= ? AND seq < ?").run(lowest ?? 0, below);
  if (lowest)
    db.prepare("INSERT OR REPLACE INTO search SELECT * FROM searchable WHERE seq >= ? AND seq < ?").run(
      lowest,
      below,
    );
  db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)").run(note, String(lowest ?? 0));
  return lowest !== null && lowest !== undefined;
}

/** Makes the table anew for every read with a lower number; belongs inside a transaction. `buildSearch` does the work. */
export function forgetSearch(db: Db, below: number): void {
  const { below: known } = findUnsearched(db) ?? { below: 0 };
  db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)").run(
    note,
    String(Math.max(known, below)),
  );
}
