import type { EncounterPage, EncounterQuery, HitView, OpenCounts } from "../core/ports.js";
import type { Disposition, Hit, Priority } from "../core/types.js";
import type { Db } from "./db.js";
import type { ReadTable } from "./reads.js";

/** Hits as an officer sees them, one line per encounter. What is open is marked in the database (migration 005). */
export interface EncounterTable {
  page(query: EncounterQuery): EncounterPage;
  openCounts(): OpenCounts;
}

interface Row {
  readonly id: string;
  readonly rank: number;
  readonly body: string;
  readonly verdict: string | null;
}

const ranks: readonly Priority[] = ["low", "medium", "high"];

/**
 * The newest verdict in force on any hit of the encounter that stands as `h` does (a cancelled reading lends none to the
 * next), else one that was withdrawn.
 */
export const verdictOf =
  "(SELECT d.body FROM hits f JOIN dispositions d ON d.hit_id = f.id WHERE f.encounter_id = h.encounter_id" +
  " AND f.newest = 1 AND f.cancelled = h.cancelled AND d.seq = (SELECT max(l.seq) FROM dispositions l WHERE" +
  " l.hit_id = f.id) ORDER BY json_extract(d.body, '$.verdict') = 'withdrawn', d.seq DESC LIMIT 1)";

/** One hit stands for its encounter: the first that was not cancelled, else the first. */
const isFirst =
  "h.newest = 1 AND h.id = (SELECT f.id FROM hits f WHERE f.encounter_id = h.encounter_id AND f.newest = 1" +
  " ORDER BY f.cancelled, f.id LIMIT 1)";

/** Prepares the queries over encounters. */
export function createEncounterTable(db: Db, reads: ReadTable): EncounterTable {
  const counts = db.prepare<[], { readonly rank: number; readonly n: number }>(
    "SELECT rank, count(*) AS n FROM hits WHERE open = 1 GROUP BY rank",
  );
  const view = (row: Row): HitView | null => {
    const hit = JSON.parse(row.body) as Hit;
    const read = reads.get(hit.readId);
    const disposition = row.verdict === null ? null : (JSON.parse(row.verdict) as Disposition);
    return read && { hit, read, disposition };
  };
  return {
    page(query) {
      const { sql, values } = pageSql(query);
      const rows = db.prepare<unknown[], Row>(sql).all(...values);
      const last = rows.length === query.limit ? rows.at(-1) : undefined;
      return {
        found: rows.map(view).filter((one) => one !== null),
        next: last ? `${String(last.rank)}.${last.id}` : null,
      };
    },
    openCounts() {
      const found = new Map(counts.all().map(({ rank, n }) => [ranks[rank], n]));
      return { high: found.get("high") ?? 0, medium: found.get("medium") ?? 0, low: found.get("low") ?? 0 };
    },
  };
}

function pageSql(query: EncounterQuery): { readonly sql: string; readonly values: readonly unknown[] } {
  const cursor = /^([0-2])\.(.+)$/.exec(query.before ?? "");
  const after = query.open ? "(h.rank, h.id) < (?, ?)" : "h.id < ?";
  const conditions: readonly (readonly [sql: string, ...values: unknown[]] | null)[] = [
    [query.open ? "h.open = 1" : isFirst],
    query.covert ? null : ["h.covert = 0"],
    cursor ? [after, ...(query.open ? [Number(cursor[1]), cursor[2]] : [cursor[2]])] : null,
    query.since === undefined ? null : ["(SELECT at FROM links WHERE links.seq = h.seq) >= ?", query.since],
    query.priority === undefined ? null : ["h.rank = ?", ranks.indexOf(query.priority)],
    query.category === undefined ? null : ["json_extract(h.body, '$.entry.category') = ?", query.category],
    query.verdict === undefined ? null : [`json_extract(${verdictOf}, '$.verdict') = ?`, query.verdict],
    query.actor === undefined ? null : [`json_extract(${verdictOf}, '$.actor') = ?`, query.actor],
  ];
  const used = conditions.filter((one) => one !== null);
  return {
    sql:
      `SELECT h.id, h.rank, h.body, ${verdictOf} AS verdict FROM hits h WHERE ${used.map(([sql]) => sql).join(" AND ")}` +
      ` ORDER BY ${query.open ? "h.rank DESC, h.id DESC" : "h.id DESC"} LIMIT ?`,
    values: [...used.flatMap(([, ...values]) => values), query.limit],
  };
}
