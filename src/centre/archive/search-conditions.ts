// What a question asks of a read, as SQL on `r` (a read) and `u` (its unit).
import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { ReadQuestion } from "../core/questions.js";
import { cellNumber, gridAt, micro } from "./columns.js";
import { isNewestHit, verdictOfHit } from "./found.js";

/** Rows of cells in a box, each a range of the index. */
const mostRows = 400;
/** Of a degree of latitude. */
const metresPerDegree = 111_195;

/** A pattern as LIKE has it. */
export const likeOf = (text: string): string => text.replaceAll("?", "_").replaceAll("*", "%");

/** Conditions, all of which must hold, with the values of their parameters. */
export interface Conditions {
  readonly sql: readonly string[];
  readonly values: unknown[];
}

type Put = (value: unknown) => string;

function boxSql(box: GroundBox, put: Put): readonly string[] {
  const [south, north] = [gridAt(box.south, box.west), gridAt(box.north, box.east)];
  const rows = north.row - south.row + 1;
  const exact = [
    `r.lat BETWEEN ${put(micro(box.south))} AND ${put(micro(box.north))}`,
    `r.lon BETWEEN ${put(micro(box.west))} AND ${put(micro(box.east))}`,
  ];
  if (rows > mostRows || north.column < south.column) return exact;
  const ranges = Array.from({ length: rows }, (_, i) => {
    const [first, last] = [cellNumber(south.row + i, south.column), cellNumber(south.row + i, north.column)];
    return `r.cell BETWEEN ${String(first)} AND ${String(last)}`;
  });
  return [`(${ranges.join(" OR ")})`, ...exact];
}

/** The box around a circle finds by the index; what lies in its corners is left out by the distance (haversine). */
function circleSql({ lat, lon, metres }: NonNullable<ReadQuestion["near"]>, put: Put): readonly string[] {
  const high = metres / metresPerDegree;
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  const box = { south: lat - high, north: lat + high, west: lon - wide, east: lon + wide };
  const [middleLat, middleLon] = [`${put(lat)}::float8`, `${put(lon)}::float8`];
  const half = (column: string, middle: string): string =>
    `power(sin(radians((${column} / 1e6 - ${middle}) / 2)), 2)`;
  const share = `${half("r.lat", middleLat)} + cos(radians(${middleLat})) * cos(radians(r.lat / 1e6)) * ${half("r.lon", middleLon)}`;
  return [...boxSql(box, put), `2 * 6371000 * asin(sqrt(least(1, ${share}))) <= ${put(metres)}`];
}

function hitSql({ hitsOnly, list, verdict }: ReadQuestion, seesCovert: boolean, put: Put): readonly string[] {
  if (!hitsOnly && list === undefined && verdict === undefined) return [];
  const of = ["h.read_id = r.read_id", isNewestHit, ...(seesCovert ? [] : ["NOT h.covert"])];
  if (list !== undefined) of.push(`h.source = ${put(list)}`);
  if (verdict === "unverified") of.push(`coalesce(${verdictOfHit}, 'withdrawn') = 'withdrawn'`);
  else if (verdict !== undefined) of.push(`${verdictOfHit} = ${put(verdict)}`);
  return [`EXISTS (SELECT FROM hits h WHERE ${of.join(" AND ")})`];
}

/** `keys`: those of plates that were asked for; null where none were. */
export function conditionsOf(
  question: ReadQuestion,
  keys: readonly string[] | null,
  seesCovert: boolean,
): Conditions {
  const values: unknown[] = [];
  const put: Put = (value) => `$${String(values.push(value))}`;
  const { plate, unit, camera, state, box, near } = question;
  const sql: string[] = [];
  if (keys) sql.push(`r.key = ANY (${put(keys)})`);
  if (plate !== undefined && question.similar === false) sql.push(`r.plate LIKE ${put(likeOf(plate))}`);
  if (unit !== undefined) sql.push(`u.name = ${put(unit)}`);
  if (camera !== undefined) sql.push(`r.camera = ${put(camera)}`);
  if (state !== undefined) sql.push(`r.state = ${put(state)}`);
  if (box) sql.push(...boxSql(box, put));
  if (near) sql.push(...circleSql(near, put));
  sql.push(...hitSql(question, seesCovert, put));
  return { sql, values };
}
