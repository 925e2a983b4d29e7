// Whether every read can be found: the table that searches walk (search-table.ts) against the reads themselves. A read
// that is not in it, or stands there under another plate, is on the unit and yet lost to whoever looks for it.
import type { Db } from "./database/db.js";
import { findUnsearched } from "./tables/search-table.js";

/** How many rows of the table are not as the reads say, and the number above the last of them. */
export interface Unfindable {
  readonly count: number;
  readonly below: number;
}

/** Numbers of records looked at in one statement: no longer does it hold a view of the database. */
const windowLength = 2_000;

const differs = ["captured_at", "folded", "camera", "state", "hit", "lat", "lon"]
  .map((column) => `s.${column} IS NOT r.${column}`)
  .join(" OR ");
const sql =
  `SELECT r.seq FROM searchable r LEFT JOIN search s USING (seq) WHERE r.seq >= ? AND r.seq < ?` +
  ` AND (s.seq IS NULL OR ${differs})` +
  " UNION SELECT seq FROM search WHERE seq >= ? AND seq < ?" +
  " AND NOT EXISTS (SELECT 1 FROM reads WHERE reads.seq = search.seq AND newest = 1)";

/**
 * Numbers of the reads in [from, to) that searches miss, show under what they are not, or show although they are gone or
 * superseded; window by window. What is still to be added to the table (findUnsearched) counts as neither.
 */
export function* unfindableReads(
  db: Db,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): Generator<readonly number[]> {
  const window = db.prepare<[number, number, number, number], number>(sql).pluck();
  const next = db
    .prepare<[number, number], number | null>(
      "SELECT min(seq) FROM (SELECT min(seq) AS seq FROM reads NOT INDEXED WHERE seq >= ?" +
        " UNION ALL SELECT min(seq) FROM search WHERE seq >= ?)",
    )
    .pluck();
  let at: number | null | undefined = Math.max(from, findUnsearched(db)?.below ?? 0);
  // From one that is there to the next: numbers may have gaps of any width.
  while ((at = next.get(at, at)) !== null && at !== undefined && at < to) {
    const end = Math.min(to, at + windowLength);
    yield window.all(at, end, at, end);
    at = end;
  }
}

/** All of them, counted; null when every read can be found. */
export function findUnfindable(db: Db): Unfindable | null {
  let count = 0;
  let below = 0;
  for (const seqs of unfindableReads(db)) {
    count += seqs.length;
    below = Math.max(below, ...seqs.map((seq) => seq + 1));
  }
  return count === 0 ? null : { count, below };
}
