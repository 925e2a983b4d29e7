// What a search compares, as SQL over `search s`, or the view `searchable s`. A new filter is one more entry of `SearchFilters`.
import type { GroundBox } from "../../../shared/domain/ground-box.js";
import { boxInSteps, inSteps, type Near } from "../../core/near.js";
import type { ReadQuery } from "../../core/evidence-queries.js";
import { openlyFound } from "../database/kept-covertly.js";
import { foldQuery, isPattern, prefixOf, similarPattern, similarPlates } from "./plate-pattern.js";
import { verdictField } from "./verdict-sql.js";

type Value = string | number;

/** Part of a WHERE clause with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** What a query asks for, by what it is of. */
export interface SearchFilters {
  readonly time: readonly Condition[];
  readonly plate: readonly Condition[];
  readonly state: readonly Condition[];
  readonly camera: readonly Condition[];
  readonly hits: readonly Condition[];
  readonly place: readonly Condition[];
  /** What whoever asks may know of. */
  readonly known: readonly Condition[];
}

/** Makes them, with the plate as {@link plateCondition} has it. */
export function searchFilters(query: ReadQuery, plate: PlateCondition | null): SearchFilters {
  const { from, to, camera, state, near, box, covert } = query;
  return {
    time: [...given("captured_at >= ?", from), ...given("captured_at < ?", to)],
    plate: plate ? [plate.condition] : [],
    state: given("state = ?", state),
    camera: given("camera = ?", camera),
    hits: hitConditions(query),
    place: [...(box ? boxConditions(box) : []), ...(near ? nearConditions(near) : [])],
    known: covert === false ? [openlyFound] : [],
  };
}

/** The plate of a query. `kind`: one plate, a set of plates each looked up by itself, or a pattern. */
export interface PlateCondition {
  readonly kind: "one" | "set" | "pattern";
  readonly condition: Condition;
  /** What all of them begin with. */
  readonly prefix: string;
}

/** Null where any plate will do. */
export function plateCondition({ plate, similar }: ReadQuery): PlateCondition | null {
  const folded = plate === undefined ? undefined : foldQuery(plate);
  if (folded === undefined || folded === "*") return null;
  const set = similar && !isPattern(folded) ? similarPlates(folded) : null;
  if (set) {
    const sql = "folded IN (SELECT value FROM json_each(?))";
    return { kind: "set", condition: { sql, values: [JSON.stringify(set)] }, prefix: "" };
  }
  if (!similar && !isPattern(folded))
    return { kind: "one", condition: { sql: "folded = ?", values: [folded] }, prefix: "" };
  const pattern = similar ? similarPattern(folded) : folded;
  const prefix = prefixOf(pattern);
  return { kind: "pattern", condition: { sql: "folded GLOB ?", values: [pattern] }, prefix };
}

/** Whether a read met a list at all stands in the index; which one, and what was said of it, in its hits. */
function hitConditions({ hitsOnly, list, category, verdict, covert }: ReadQuery): readonly Condition[] {
  const isDetailed = [list, category, verdict].some((one) => one !== undefined);
  if (!hitsOnly && !isDetailed) return [];
  const met: Condition = { sql: "hit = 1", values: [] };
  if (!isDetailed && covert === undefined) return [met];
  const judged = `coalesce(nullif(${verdictField("verdict")}, 'withdrawn'), 'unverified')`;
  const { sql, values } = joined([
    { sql: "r.seq = s.seq AND h.newest = 1", values: [] },
    ...(covert === undefined ? [] : [{ sql: "h.cancelled = 0", values: [] }]),
    ...(covert === false ? [{ sql: "h.covert = 0", values: [] }] : []),
    ...given("json_extract(h.body, '$.entry.source') = ?", list),
    ...given("json_extract(h.body, '$.entry.category') = ?", category),
    ...given(`${judged} = ?`, verdict),
  ]);
  return [
    met,
    { sql: `EXISTS (SELECT 1 FROM reads r JOIN hits h ON h.read_id = r.id WHERE ${sql})`, values },
  ];
}

/** What lies in a box of degrees; also what the density of a map counts. */
export function boxConditions(box: GroundBox): readonly Condition[] {
  const { south, west, north, east } = boxInSteps(box);
  return [
    { sql: "lat BETWEEN ? AND ?", values: [south, north] },
    { sql: "lon BETWEEN ? AND ?", values: [west, east] },
  ];
}

/** A box first, which costs least, then the circle in it. */
function nearConditions(near: Near): readonly Condition[] {
  const { lat, lon, radius, narrow } = inSteps(near);
  const [high, wide] = [Math.ceil(radius), Math.ceil(radius / Math.max(narrow, 1e-6))];
  return [
    { sql: "lat BETWEEN ? AND ?", values: [lat - high, lat + high] },
    { sql: "lon BETWEEN ? AND ?", values: [lon - wide, lon + wide] },
    {
      sql: "(lat - ?) * (lat - ?) + (lon - ?) * (lon - ?) * ? <= ?",
      values: [lat, lat, lon, lon, narrow * narrow, radius * radius],
    },
  ];
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
