// How many reads were taken where in a span, by the cells that the archive has of each; never which plates.
import type { ArchiveDensity, DensityQuestion } from "../core/density.js";
import type { Millis } from "../../shared/domain/types.js";
import { dayOf, gridAt, micro, perDegree } from "./columns.js";
import type { Asking } from "./database.js";

const dayMs = 86_400_000;
/** More than a page draws, or a town has. */
const mostCells = 10_000;
/** Reads that are counted of one question, some hundred milliseconds; after so long nothing further is begun. */
const usualBounds = { reads: 500_000, ms: 2_000 };
/** A part of a day that is as short and has too many reads still is not counted. */
const shortestMs = 60_000;
const columnsOfGrid = 360 * perDegree;

interface Counted {
  readonly cell: string;
  readonly n: number;
}

/** Days of the span, newest first. */
function spansOf({ from, to }: DensityQuestion): readonly (readonly [from: Millis, to: Millis])[] {
  const days: (readonly [Millis, Millis])[] = [];
  for (let last = to; last >= from;) {
    const start = Math.max(from, Date.parse(`${dayOf(last)}T00:00:00Z`));
    days.push([start, last]);
    last = Math.floor(last / dayMs) * dayMs - 1;
  }
  return days;
}

/** Counts days from the newest on until one of its bounds is met, always whole spans. `monoMs` is a clock that nobody sets. */
export async function countDensity(
  asking: Asking,
  question: DensityQuestion,
  monoMs: () => number,
  bounds = usualBounds,
): Promise<ArchiveDensity> {
  const { south, west, north, east } = question.box;
  const [low, high] = [gridAt(south, west).row, gridAt(north, east).row];
  const place = [
    low * columnsOfGrid,
    (high + 1) * columnsOfGrid - 1,
    ...[south, north, west, east].map(micro),
  ];
  const counts = new Map<string, number>();
  const startedMs = monoMs();
  let left = bounds.reads;
  /** Null when there are more than may still be counted. */
  const count = async (from: Millis, to: Millis): Promise<readonly Counted[] | null> => {
    const rows = await asking.rows<Counted>(
      `SELECT cell, count(*)::int AS n FROM (SELECT cell FROM reads
         WHERE captured_at >= $1::timestamptz AND captured_at <= $2::timestamptz AND cell BETWEEN $3 AND $4
           AND lat BETWEEN $5 AND $6 AND lon BETWEEN $7 AND $8 LIMIT $9) r GROUP BY cell`,
      [new Date(from).toISOString(), new Date(to).toISOString(), ...place, left + 1],
    );
    const n = rows.reduce((sum, row) => sum + row.n, 0);
    if (n > left) return null;
    left -= n;
    return rows;
  };
  for (const [from, to] of spansOf(question)) {
    let start = from;
    let rows: readonly Counted[] | null = null;
    while (rows === null) {
      if (start > from && to - start < shortestMs) return tell(counts, to + 1);
      if (monoMs() - startedMs > bounds.ms) return tell(counts, to + 1);
      rows = await count(start, to);
      // Only of the later half, until it is few enough.
      if (rows === null) start = Math.ceil((start + to) / 2);
    }
    for (const { cell, n } of rows) counts.set(cell, (counts.get(cell) ?? 0) + n);
    if (start > from) return tell(counts, start);
  }
  return tell(counts, null);
}

function tell(counts: ReadonlyMap<string, number>, countedTo: Millis | null): ArchiveDensity {
  const all = [...counts].sort(([, a], [, b]) => b - a);
  const cells = all.slice(0, mostCells).map(([cell, n]) => {
    const [row, column] = [Math.floor(Number(cell) / columnsOfGrid), Number(cell) % columnsOfGrid];
    return [row / perDegree - 90, column / perDegree - 180, n] as const;
  });
  return { cells, cellDegrees: 1 / perDegree, countedTo, isCut: all.length > mostCells };
}
