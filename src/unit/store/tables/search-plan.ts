// Which index a search walks, and what it compares on the way. A filter (search-conditions.ts) that
// selects few reads of many gets an index (migrations/) and a line in `choosePlan`.
import type { ReadQuery } from "../../core/evidence-queries.js";
import type { Db } from "../database/db.js";
import {
  searchFilters,
  joined,
  plateCondition,
  type Condition,
  type SearchFilters,
} from "./search-conditions.js";

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

/** True when an index has at most `shortRange` entries in a range. */
function isShort(db: Db, index: string, range: readonly Condition[]): boolean {
  const { sql, values } = joined(range);
  const row = db
    .prepare(`SELECT 1 FROM search s INDEXED BY ${index} WHERE ${sql} LIMIT 1 OFFSET ${String(shortRange)}`)
    .get(...values);
  return row === undefined;
}

/** Chooses by what selects most: a whole plate, similar ones, hits, a rare beginning of a plate, a short time, state, camera. */
export function choosePlan(db: Db, query: ReadQuery): Plan {
  const plate = plateCondition(query);
  const filters = searchFilters(query, plate);
  const all = Object.values(filters).flat() as readonly Condition[];
  const along = (index: string, name: Exclude<keyof SearchFilters, "time">): Plan => {
    // Of what is said of hits the index knows only that there are some.
    const [first = [], rest = []] = [filters[name].slice(0, 1), filters[name].slice(1)];
    const others = [...restOf({ ...filters, [name]: [] }), ...rest];
    return { index, all, range: [...filters.time, ...first], filters: others, byTime: true };
  };
  const atOnce = (range: readonly Condition[]): Plan | null =>
    range.length > 0 && isShort(db, "search_by_plate", range)
      ? { index: "search_by_plate", all, range, filters: all, byTime: false }
      : null;
  if (plate?.kind === "one") return along("search_by_plate", "plate");
  const similar = plate?.kind === "set" ? atOnce(filters.plate) : null;
  if (similar) return similar;
  if (filters.hits.length > 0) return along("search_with_hits", "hits");
  const begun = atOnce(prefixRange(plate?.prefix ?? ""));
  if (begun) return begun;
  const byTime: Plan = { ...alongTime(filters), all, filters: restOf(filters), byTime: true };
  if (filters.time.length > 0 && isShort(db, "search_by_time", filters.time)) return byTime;
  if (query.state !== undefined) return along("search_by_state", "state");
  return query.camera === undefined || filters.place.length > 0
    ? byTime
    : along("search_by_camera", "camera");
}

/** Only one index knows places, and it has no read without one. */
function alongTime({ time, place }: SearchFilters): Pick<Plan, "index" | "range"> {
  if (place.length === 0) return { index: "search_by_time", range: time };
  return { index: "search_by_place", range: [...time, { sql: "lat IS NOT NULL", values: [] }] };
}

function restOf({ plate, state, camera, hits, place, known }: SearchFilters): readonly Condition[] {
  return [...plate, ...state, ...camera, ...hits, ...place, ...known];
}

/** The plates that begin as the pattern does; nothing when it begins with a wildcard. */
function prefixRange(prefix: string): readonly Condition[] {
  return prefix === "" ? [] : [{ sql: "folded >= ? AND folded < ?", values: [prefix, `${prefix}~`] }];
}
