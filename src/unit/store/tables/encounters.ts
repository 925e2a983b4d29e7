import type { EncounterPage, EncounterQuery, HitView, OpenCounts } from "../../core/evidence-queries.js";
import type { Disposition } from "../../../shared/domain/verification.js";
import type { Priority } from "../../../shared/domain/categories.js";
import type { Bodies } from "./bodies.js";
import type { Db } from "../database/db.js";
import type { ReadTable } from "./reads.js";
import { verdictColumns, verdictField } from "./verdict-sql.js";

/** Hits as an officer sees them, one line per encounter. What is open is marked in the database (migration 005). */
export interface EncounterTable {
  page(query: EncounterQuery): EncounterPage;
  openCounts(): OpenCounts;
}

interface Row extends VerdictRow {
  readonly seq: number;
  readonly id: string;
  readonly rank: number;
  readonly body: string;
}

/** The verdict on an encounter beside one of its hits. */
export interface VerdictRow {
  readonly verdictSeq: number | null;
  readonly verdict: string | null;
}

/** How the database writes priorities (migration 005). */
const rankOf: Readonly<Record<Priority, number>> = { low: 0, medium: 1, high: 2 };

/** One hit stands for its encounter: the first that was not cancelled, else the first. */
const isFirst =
  "h.newest = 1 AND h.id = (SELECT f.id FROM hits f WHERE f.encounter_id = h.encounter_id AND f.newest = 1" +
  " ORDER BY f.cancelled, f.id LIMIT 1)";

/** Prepares the queries over encounters. */
export function createEncounterTable(
  db: Db,
  { reads, bodies }: { readonly reads: ReadTable; readonly bodies: Bodies },
): EncounterTable {
  const counts = db.prepare<[], { readonly rank: number; readonly n: number }>(
    "SELECT rank, count(*) AS n FROM hits WHERE open = 1 GROUP BY rank",
  );
  const view = (row: Row): HitView | null => {
    const hit = bodies.hit(row);
    const read = hit && reads.get(hit.readId);
    return hit && read ? { hit, read, disposition: readVerdict(bodies, row) } : null;
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
      const found = new Map(counts.all().map(({ rank, n }) => [rank, n]));
      const of = (priority: Priority): number => found.get(rankOf[priority]) ?? 0;
      return { high: of("high"), medium: of("medium"), low: of("low") };
    },
  };
}

/** The verdict of a row; null where there is none, or none that can be read. */
export function readVerdict(bodies: Bodies, { verdictSeq, verdict }: VerdictRow): Disposition | null {
  return verdictSeq === null || verdict === null
    ? null
    : bodies.disposition({ seq: verdictSeq, body: verdict });
}

function pageSql(query: EncounterQuery): { readonly sql: string; readonly values: readonly unknown[] } {
  const cursor = /^([0-2])\.(.+)$/.exec(query.before ?? "");
  const after = query.open ? "(h.rank, h.id) < (?, ?)" : "h.id < ?";
  const conditions: readonly (readonly [sql: string, ...values: unknown[]] | null)[] = [
    [query.open ? "h.open = 1" : isFirst],
    query.covert ? null : ["h.covert = 0"],
    cursor ? [after, ...(query.open ? [Number(cursor[1]), cursor[2]] : [cursor[2]])] : null,
    query.since === undefined ? null : ["(SELECT at FROM links WHERE links.seq = h.seq) >= ?", query.since],
    query.priority === undefined ? null : ["h.rank = ?", rankOf[query.priority]],
    query.category === undefined ? null : ["json_extract(h.body, '$.entry.category') = ?", query.category],
    query.verdict === undefined ? null : [`${verdictField("verdict")} = ?`, query.verdict],
    query.actor === undefined ? null : [`${verdictField("actor")} = ?`, query.actor],
  ];
  const used = conditions.filter((one) => one !== null);
  return {
    sql:
      `SELECT h.seq, h.id, h.rank, h.body, ${verdictColumns} FROM hits h WHERE ${used.map(([sql]) => sql).join(" AND ")}` +
      ` ORDER BY ${query.open ? "h.rank DESC, h.id DESC" : "h.id DESC"} LIMIT ?`,
    values: [...used.flatMap(([, ...values]) => values), query.limit],
  };
}
