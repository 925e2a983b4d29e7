// How many reads were taken where, counted newest first in slices as a search goes (search.ts), along the index of places,
// which is in the order of time.
import type { Density, DensityQuery } from "../../core/density.js";
import { stepsPerDegree } from "../../core/near.js";
import type { Db } from "../database/db.js";
import { boxConditions, joined, type Condition } from "./search-conditions.js";
import { shortRange } from "./search-plan.js";
import { openlyFound } from "../database/kept-covertly.js";
import { findUnsearched } from "./search-table.js";

/** One count under way; dropping it ends it. */
export interface DensityRun {
  /** Counts one slice more (some ten milliseconds); false when there is nothing more to do. */
  step(): boolean;
  /** What was counted so far. */
  result(): Density;
}

/** More than a page draws, or a town has. */
const mostCells = 10_000;
// Divided as positive numbers: SQLite rounds towards zero.
const [latBase, lonBase] = [90 * stepsPerDegree, 180 * stepsPerDegree];

interface Edge {
  readonly at: number;
  readonly seq: number;
}

interface Counted {
  readonly y: number;
  readonly x: number;
  readonly n: number;
}

/** Begins to count. */
export function beginDensity(db: Db, query: DensityQuery): DensityRun {
  const slices = openSlices(db, query);
  const unsearched = findUnsearched(db);
  const counts = new Map<string, Counted>();
  let from: Edge | null = { at: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
  return {
    step() {
      if (from === null) return false;
      const to = slices.edge(from);
      for (const one of slices.counted(from, to)) add(counts, one);
      from = to;
      return from !== null;
    },
    result() {
      // Reads of before an update that are not in the index yet are older than what was counted.
      const end = unsearched ? (unsearched.searchedTo ?? Number.MAX_SAFE_INTEGER) : null;
      return tell(counts, query.cell, from?.at ?? end);
    },
  };
}

function add(counts: Map<string, Counted>, { y, x, n }: Counted): void {
  const key = `${String(y)} ${String(x)}`;
  counts.set(key, { y, x, n: n + (counts.get(key)?.n ?? 0) });
}

function tell(counts: ReadonlyMap<string, Counted>, cell: number, countedTo: number | null): Density {
  const all = [...counts.values()].sort((a, b) => b.n - a.n);
  const cells = all
    .slice(0, mostCells)
    .map(
      ({ y, x, n }) =>
        [(y * cell - latBase) / stepsPerDegree, (x * cell - lonBase) / stepsPerDegree, n] as const,
    );
  return { cells, cellDegrees: cell / stepsPerDegree, countedTo, isCut: all.length > mostCells };
}

interface Slices {
  /** The last of the next slice; null when the rest is shorter. */
  edge(from: Edge): Edge | null;
  counted(from: Edge, to: Edge | null): readonly Counted[];
}

function openSlices(db: Db, { box, cell, covert }: DensityQuery): Slices {
  const along =
    "FROM search s INDEXED BY search_by_place WHERE lat IS NOT NULL AND (captured_at, seq) < (?, ?)";
  const edge = db.prepare<[number, number], Edge>(
    `SELECT captured_at AS at, seq ${along} ORDER BY captured_at DESC, seq DESC LIMIT 1 OFFSET ${String(shortRange - 1)}`,
  );
  const place: Condition = joined([...boxConditions(box), ...(covert ? [] : [openlyFound])]);
  const size = String(cell);
  const cells = `SELECT (lat + ${String(latBase)}) / ${size} AS y, (lon + ${String(lonBase)}) / ${size} AS x, count(*) AS n`;
  const count = db.prepare<unknown[], Counted>(
    `${cells} ${along} AND (captured_at, seq) >= (?, ?) AND ${place.sql} GROUP BY y, x`,
  );
  return {
    edge: (from) => edge.get(from.at, from.seq) ?? null,
    counted: (from, to) =>
      count.all(
        from.at,
        from.seq,
        to?.at ?? Number.MIN_SAFE_INTEGER,
        to?.seq ?? Number.MIN_SAFE_INTEGER,
        ...place.values,
      ),
  };
}
