// Which index a search walks, and what it compares on the way. A new filter is one more entry of `Filters`; when it selects
// few reads of many, it gets an index (migrations/) and a line in `choosePlan`.
import type { ReadQuery } from "../../core/evidence-queries.js";
import type { Db } from "../database/db.js";
import { foldQuery, isPattern, prefixOf } from "./plate-pattern.js";

type Value = string | number;

/** Part of a WHERE clause with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** How one search walks. */
export interface Plan {
  readonly index: string;
  /** What bounds the walk along the index. */
  readonly range: readonly Condition[];
  /** What is compared on the way. */
  readonly filters: readonly Condition[];
  /** All that the query asks for, whatever the index. */
  readonly all: readonly Condition[];
  /** False when the index is not in the order of time: then everything in its range, which is short, is read at once. */
  readonly byTime: boolean;
}

/** Up to so many entries are looked at in one go, for a plan or in a slice. */
export const shortRange = 5_000;

interface Filters {
  readonly time: readonly Condition[];
  readonly plate: readonly Condition[];
  readonly state: readonly Condition[];
  readonly camera: readonly Condition[];
  readonly hits: readonly Condition[];
}

function filtersOf({ from, to, camera, state, hitsOnly }: ReadQuery, plate: string | undefined): Filters {
  const plateSql = isPattern(plate ?? "") ? "folded GLOB ?" : "folded = ?";
  return {
    time: [...given("captured_at >= ?", from), ...given("captured_at < ?", to)],
    plate: given(plateSql, plate === "*" ? undefined : plate),
    state: given("state = ?", state),
    camera: given("camera = ?", camera),
    hits: hitsOnly ? [{ sql: "hit = 1", values: [] }] : [],
  };
}

function given(sql: string, value: Value | undefined): readonly Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}

/** SQL and parameters of several conditions, in order. */
export function joined(conditions: readonly Condition[]): Condition {
  return {
    sql: ["true", ...conditions.map(({ sql }) => sql)].join(" AND "),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** True when an index has at most `shortRange` entries in a range. */
function isShort(db: Db, index: string, range: readonly Condition[]): boolean {
  const { sql, values } = joined(range);
  const row = db
    .prepare(`SELECT 1 FROM search INDEXED BY ${index} WHERE ${sql} LIMIT 1 OFFSET ${String(shortRange)}`)
    .get(...values);
  return row === undefined;
}

/** Chooses by what selects most: a whole plate, hits, a rare beginning of a plate, a short time, state, camera. */
export function choosePlan(db: Db, query: ReadQuery): Plan {
  const folded = query.plate === undefined ? undefined : foldQuery(query.plate);
  const filters = filtersOf(query, folded);
  const all = Object.values(filters).flat() as readonly Condition[];
  const along = (index: string, name: Exclude<keyof Filters, "time">): Plan => {
    const rest = restOf({ ...filters, [name]: [] });
    return { index, all, range: [...filters.time, ...filters[name]], filters: rest, byTime: true };
  };
  if (folded !== undefined && !isPattern(folded)) return along("search_by_plate", "plate");
  if (query.hitsOnly) return along("search_with_hits", "hits");
  const prefix = prefixRange(folded);
  if (prefix.length > 0 && isShort(db, "search_by_plate", prefix))
    return { index: "search_by_plate", all, range: prefix, filters: all, byTime: false };
  const byTime: Plan = {
    index: "search_by_time",
    all,
    range: filters.time,
    filters: restOf(filters),
    byTime: true,
  };
  if (filters.time.length > 0 && isShort(db, "search_by_time", filters.time)) return byTime;
  if (query.state !== undefined) return along("search_by_state", "state");
  return query.camera === undefined ? byTime : along("search_by_camera", "camera");
}

function restOf({ plate, state, camera, hits }: Filters): readonly Condition[] {
  return [...plate, ...state, ...camera, ...hits];
}

/** The plates that begin as the pattern does; nothing when it begins with a wildcard. */
function prefixRange(folded: string | undefined): readonly Condition[] {
  const prefix = folded === undefined ? "" : prefixOf(folded);
  return prefix === "" ? [] : [{ sql: "folded >= ? AND folded < ?", values: [prefix, `${prefix}~`] }];
}
