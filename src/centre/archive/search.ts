// Searching reads: first which days can hold an answer, then those days, newest first, until there are enough.
import { keyOf } from "../../shared/domain/confusables.js";
import type { ArchiveFinding, ArchiveRead, ReadQuestion } from "../core/questions.js";
import { dayOf, type Day } from "./columns.js";
import type { Asking } from "./database.js";
import { hitsOfReads, mayBeHandedOut, picturesOfReads } from "./found.js";
import { conditionsOf, likeOf, type Conditions } from "./search-conditions.js";

/** Plates that a pattern may meet; more are no answer to anything. */
const mostPlates = 1_000;
const dayMs = 86_400_000;
/** A correction may move the time of its read by so much, into another day. */
const correctedMs = 3_600_000;

interface Row {
  readonly readId: string;
  readonly revision: number;
  readonly unit: string;
  readonly camera: string;
  readonly plate: string;
  readonly state: string | null;
  readonly probability: number;
  readonly capturedAt: Date;
  readonly receivedAt: Date;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly isCorrected: boolean;
}

const isPattern = (plate: string): boolean => /[?*]/.test(plate);

/** The keys a plate asks for: its own, or those of known plates that meet the pattern. */
async function keysFor(asking: Asking, plate: string): Promise<readonly string[]> {
  if (!isPattern(plate)) return [keyOf(plate)];
  const rows = await asking.rows<{ readonly key: string }>(
    "SELECT key FROM plates WHERE key LIKE $1 ORDER BY last_day DESC LIMIT $2",
    [likeOf(keyOf(plate)), mostPlates],
  );
  return rows.map(({ key }) => key);
}

/** Days that can hold an answer, newest first. */
async function daysFor(
  asking: Asking,
  question: ReadQuestion,
  keys: readonly string[] | null,
): Promise<readonly Day[]> {
  const [from, to] = [question.from ?? null, question.to ?? null];
  if (keys) {
    const rows = await asking.rows<{ readonly day: Day }>(
      "SELECT DISTINCT day::text FROM plate_days WHERE key = ANY ($1) AND ($2::date IS NULL OR day >= $2) AND ($3::date IS NULL OR day <= $3) ORDER BY 1 DESC",
      [keys, from === null ? null : dayOf(from), to === null ? null : dayOf(to)],
    );
    return rows.map(({ day }) => day);
  }
  if (from === null || to === null) return [];
  const days: Day[] = [];
  for (let at = to; dayOf(at) >= dayOf(from); at -= dayMs) days.push(dayOf(at));
  return days;
}

/** Of a read `r` and its unit `u`. */
export const readColumns = `r.read_id AS "readId", r.revision, u.name AS unit, r.camera, r.plate, r.state, r.probability,
  r.captured_at AS "capturedAt", r.received_at AS "receivedAt", r.lat, r.lon`;

function ofDay(
  asking: Asking,
  conditions: Conditions,
  question: ReadQuestion,
  day: Day,
): Promise<readonly Row[]> {
  const values = [...conditions.values];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const start = Date.parse(`${day}T00:00:00Z`);
  const first = Math.max(start, question.from ?? start);
  const last = Math.min(start + dayMs - 1, question.to ?? Number.MAX_SAFE_INTEGER);
  // Every bound is a parameter of its own: of one that it computes from another, PostgreSQL plans for the partitions of all days.
  const moment = (at: number): string => `${put(new Date(at).toISOString())}::timestamptz`;
  const where = [`r.captured_at >= ${moment(first)}`, `r.captured_at <= ${moment(last)}`, ...conditions.sql];
  return asking.rows<Row>(
    `SELECT ${readColumns}, EXISTS (SELECT FROM reads n WHERE n.read_id = r.read_id AND n.revision > r.revision
       AND n.captured_at BETWEEN ${moment(first - correctedMs)} AND ${moment(last + correctedMs)}) AS "isCorrected"
     FROM reads r JOIN units u USING (unit) WHERE ${where.join(" AND ")}
     ORDER BY r.captured_at DESC, r.read_id DESC LIMIT ${put(question.limit + 1)}`,
    values,
  );
}

/** Reads without a day of their own are asked for by plate, or by when they came. */
function undated(
  asking: Asking,
  conditions: Conditions,
  question: ReadQuestion,
  seesCovert: boolean,
): Promise<readonly Row[]> {
  const values = [...conditions.values];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const where = [...conditions.sql, mayBeHandedOut("r.for_hit", `${put(seesCovert)}::boolean`)];
  if (question.from !== undefined)
    where.push(`r.received_at >= ${put(new Date(question.from).toISOString())}::timestamptz`);
  if (question.to !== undefined)
    where.push(`r.received_at <= ${put(new Date(question.to).toISOString())}::timestamptz`);
  return asking.rows<Row>(
    `SELECT ${readColumns}, EXISTS (SELECT FROM reads_unset n WHERE n.read_id = r.read_id AND n.revision > r.revision)
       OR EXISTS (SELECT FROM reads_dated_later n WHERE n.read_id = r.read_id) AS "isCorrected"
     FROM reads_unset r JOIN units u USING (unit) WHERE ${where.join(" AND ")} ORDER BY r.received_at DESC LIMIT ${put(question.limit + 1)}`,
    values,
  );
}

const keptColumns =
  "read_id, revision, unit, camera, plate, key, state, probability, captured_at, received_at, cell, lat, lon";

/** Reads that outlived their day: with a hit, or held. */
function outlived(
  asking: Asking,
  conditions: Conditions,
  question: ReadQuestion,
  seesCovert: boolean,
): Promise<readonly (Row & { readonly isUndated: boolean })[]> {
  const values = [...conditions.values];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const where = [...conditions.sql, "true"];
  const sees = `${put(seesCovert)}::boolean`;
  const at = "(CASE WHEN r.undated THEN r.received_at ELSE r.captured_at END)";
  if (question.from !== undefined)
    where.push(`${at} >= ${put(new Date(question.from).toISOString())}::timestamptz`);
  if (question.to !== undefined)
    where.push(`${at} <= ${put(new Date(question.to).toISOString())}::timestamptz`);
  return asking.rows(
    `SELECT ${readColumns}, r.undated AS "isUndated",
       EXISTS (SELECT FROM reads_hit n WHERE n.read_id = r.read_id AND n.revision > r.revision)
         OR EXISTS (SELECT FROM reads_held n WHERE n.read_id = r.read_id AND n.revision > r.revision) AS "isCorrected"
     FROM (SELECT ${keptColumns}, false AS undated FROM reads_hit r WHERE ${mayBeHandedOut("true", sees)}
         UNION SELECT ${keptColumns}, undated FROM reads_held r WHERE ${mayBeHandedOut("r.for_hit", sees)}) r
     JOIN units u USING (unit) WHERE ${where.join(" AND ")} ORDER BY ${at} DESC, r.read_id DESC LIMIT ${put(question.limit + 1)}`,
    values,
  );
}

/** Whether a read's text meets what was asked for letter by letter. */
function isExactFor(plate: string | undefined, text: string): boolean {
  if (plate === undefined) return true;
  const pattern = plate.replaceAll("?", ".").replaceAll("*", ".*");
  return new RegExp(`^${pattern}$`).test(text);
}

/** A read as a row; undated ones stand at the time they came. */
export interface PlacedRow extends Row {
  readonly isUndated: boolean;
}

/** Newest first, each once: a read whose clock cannot be trusted stands at the time it came, which is the latest it can be of. */
export function inOrder(all: readonly PlacedRow[]): readonly PlacedRow[] {
  const at = ({ isUndated, receivedAt, capturedAt }: PlacedRow): number =>
    (isUndated ? receivedAt : capturedAt).getTime();
  const once = new Map(all.map((row) => [`${row.readId}.${String(row.revision)}`, row]));
  return [...once.values()].sort((a, b) => at(b) - at(a));
}

/** Answers a question, newest reads first. */
export async function searchArchiveReads(
  asking: Asking,
  question: ReadQuestion,
  seesCovert: boolean,
): Promise<ArchiveFinding> {
  const keys = question.plate === undefined ? null : await keysFor(asking, question.plate);
  const conditions = conditionsOf(question, keys, seesCovert);
  const dated: Row[] = [];
  for (const day of await daysFor(asking, question, keys)) {
    if (dated.length > question.limit) break;
    dated.push(...(await ofDay(asking, conditions, question, day)));
  }
  const rows = inOrder([
    ...(await outlived(asking, conditions, question, seesCovert)),
    ...(await undated(asking, conditions, question, seesCovert)).map((row) => ({ ...row, isUndated: true })),
    ...dated.map((row) => ({ ...row, isUndated: false })),
  ]);
  const shown = rows.slice(0, question.limit);
  return {
    reads: await asShown(asking, shown, question.plate, seesCovert),
    isCut: rows.length > question.limit,
  };
}

/** Rows as the site shows them, with their hits and pictures. */
export async function asShown(
  asking: Asking,
  rows: readonly PlacedRow[],
  plate: string | undefined,
  seesCovert: boolean,
): Promise<readonly ArchiveRead[]> {
  const ids = rows.map(({ readId }) => readId);
  const [hits, pictures] = [await hitsOfReads(asking, ids, seesCovert), await picturesOfReads(asking, ids)];
  return rows.map((row) => ({
    ...row,
    capturedAt: row.capturedAt.getTime(),
    receivedAt: row.receivedAt.getTime(),
    lat: row.lat === null ? null : row.lat / 1e6,
    lon: row.lon === null ? null : row.lon / 1e6,
    isExact: isExactFor(plate, row.plate),
    hits: hits.get(row.readId) ?? [],
    pictures: pictures.get(row.readId) ?? [],
  }));
}
