// Looking through the trail, newest line first, in spans of numbers: one question never walks through all of it at once.
import type { AuditRecord } from "../../shared/domain/actor.js";
import { fitting, type TrailFilter } from "../../shared/domain/trail/filter.js";
import { withoutPlate, type ChainedLine, type SeenLine, type SeenLines } from "../core/trail.js";
import type { Asking } from "./database.js";

interface Row {
  readonly seq: string;
  readonly at: Date;
  readonly line: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

const spanLines = 5_000;
/** Lines that one page looks through. */
const mostLooked = 100_000;

const lineOf = ({ seq, at, line }: Row): SeenLine => ({
  ...(JSON.parse(line) as Omit<AuditRecord, "at">),
  ...{ seq: Number(seq), at: at.getTime() },
});

/** Lines of one span of numbers that can fit, newest first. */
function span(asking: Asking, { from, to }: TrailFilter, end: number): Promise<readonly Row[]> {
  const moment = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString();
  return asking.rows<Row>(
    `SELECT seq, at, line, previous_hash AS previous, hash FROM trail
     WHERE seq < $1 AND seq >= $1 - ${String(spanLines)} AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
     ORDER BY seq DESC`,
    [end, moment(from), moment(to)],
  );
}

/** The number after the last line that can fit, and that of the first one. */
async function bounds(
  asking: Asking,
  { from, to }: TrailFilter,
): Promise<readonly [end: number, first: number]> {
  const [row] = await asking.rows<{ readonly first: string | null; readonly last: string | null }>(
    `SELECT (SELECT min(seq) FROM trail WHERE $1::timestamptz IS NOT NULL AND at >= $1) AS first,
       (SELECT max(seq) FROM trail WHERE $2::timestamptz IS NULL OR at < $2) AS last`,
    [from, to].map((at) => (at === undefined ? null : new Date(at).toISOString())),
  );
  const isEmpty = from !== undefined && row?.first === null;
  return isEmpty ? [0, 1] : [Number(row?.last ?? 0) + 1, Number(row?.first ?? 1)];
}

/** `hidesPlates`: the plate that a search asked for is left out before the filter looks, so that nobody finds it by asking. */
export async function searchTrail(
  asking: Asking,
  query: TrailFilter & { readonly before?: number | undefined; readonly limit: number },
  hidesPlates: boolean,
): Promise<SeenLines> {
  const fits = fitting(query);
  const [last, first] = await bounds(asking, query);
  const begin = Math.min(last, query.before ?? last);
  const lines: SeenLine[] = [];
  for (let end = begin; end > first; end -= spanLines) {
    for (const row of await span(asking, query, end)) {
      const line = hidesPlates ? withoutPlate(lineOf(row)) : lineOf(row);
      if (!fits.maybe(row.line) || !fits.surely(line)) continue;
      lines.push(line);
      if (lines.length === query.limit)
        return { lines, next: line.seq > first ? line.seq : null, ended: "page", searchedTo: null };
    }
    const next = end - spanLines;
    if (next > first && begin - next >= mostLooked)
      return { lines, next, ended: "time", searchedTo: await timeOf(asking, next) };
  }
  return { lines, next: null, ended: "all", searchedTo: null };
}

async function timeOf(asking: Asking, seq: number): Promise<number | null> {
  const [row] = await asking.rows<{ readonly at: Date }>("SELECT at FROM trail WHERE seq = $1", [seq]);
  return row?.at.getTime() ?? null;
}

const chained = (row: Row): ChainedLine => ({
  ...lineOf(row),
  ...{ text: `${row.seq}\n${row.at.toISOString()}\n${row.line}`, previous: row.previous, hash: row.hash },
});

/**
 * Lines before number `upTo` that fit, and that line, as they stand in the chain, oldest first; null where more than `most`
 * fit. `hidesPlates`: which lines fit is found without them, and what is shown of them is for whoever packs them.
 */
export async function chainedLines(
  asking: Asking,
  filter: TrailFilter,
  upTo: number,
  { most, hidesPlates }: { readonly most: number; readonly hidesPlates: boolean },
): Promise<readonly ChainedLine[] | null> {
  const fits = fitting(filter);
  const [last, first] = await bounds(asking, filter);
  const found = (await span(asking, {}, upTo + 1)).slice(0, 1).map(chained);
  for (let end = Math.min(last, upTo); end > first; end -= spanLines)
    for (const row of await span(asking, filter, end)) {
      const line = hidesPlates ? withoutPlate(lineOf(row)) : lineOf(row);
      if (!fits.maybe(row.line) || !fits.surely(line)) continue;
      if (found.length > most) return null;
      found.push(chained(row));
    }
  return found.toReversed();
}
