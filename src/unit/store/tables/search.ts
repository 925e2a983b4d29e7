// One search over the reads, newest first, in slices: whoever runs it may stop between two of them and say what was searched.
import type { FoundRead, ReadQuery } from "../../core/evidence-queries.js";
import { compareCursors, cursorOf, positionOf, type Position } from "./search-cursor.js";
import { type Bodies, type BodyRow } from "./bodies.js";
import type { Db } from "../database/db.js";
import { joined } from "./search-conditions.js";
import { choosePlan, shortRange, type Plan } from "./search-plan.js";
import { findUnsearched, type Unsearched } from "./search-table.js";

/** One search under way; dropping it ends it. */
export interface SearchRun {
  /** Searches one slice more (some ten milliseconds); false when there is nothing more to do. */
  step(): boolean;
  /** What was found so far, and up to where everything was searched. `position` is null before the first slice. */
  result(): SearchResult;
}

/** What was found, newest first, and whether that is all. */
export interface SearchResult {
  readonly found: readonly FoundRead[];
  /** `part`: to the end of what is searchable so far (search-table.ts); null when it goes on. */
  readonly ended: "all" | "part" | "page" | null;
  readonly position: Position | null;
  /** What was not searchable when the search began. */
  readonly unsearched: Unsearched | null;
}

// The first slice is short, since most searches end in it.
const firstSlice = 1_000;

const beginning: Position = { at: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };

/** Begins a search. Slices see the database each at its own moment: a read corrected meanwhile may be missed or come in its new form. */
export function beginSearch(db: Db, query: ReadQuery, bodies: Bodies): SearchRun {
  const start = (query.before === undefined ? null : positionOf(query.before)) ?? beginning;
  const slices = openSlices(db, choosePlan(db, query));
  const load = openLoader(db, bodies);
  const unsearched = findUnsearched(db);
  const found = new Map<string, FoundRead>();
  let position: Position | null = query.before === undefined ? null : start;
  let ended: SearchResult["ended"] = null;
  let slice = firstSlice;
  return {
    step() {
      const from = position ?? start;
      const edge = slices.edge(from, slice);
      const asked = query.limit - found.size;
      const places = slices.fitting(from, edge, asked);
      for (const place of places) {
        const one = load(place);
        if (one) found.set(one.read.id, one);
      }
      const isFull = found.size >= query.limit;
      // As many as were asked for, but not all of them could be shown: there may be more before the edge.
      const isCut = places.length >= asked;
      ended = isFull ? "page" : isCut || edge ? null : unsearched ? "part" : "all";
      position = (isCut ? places.at(-1) : edge) ?? position;
      slice = shortRange;
      return ended === null;
    },
    result: () => ({ found: [...found.values()], ended, position, unsearched }),
  };
}

/** Runs a search to its end, for commands, which have a process of their own; reads that are not searchable yet are looked through one by one. */
export function searchNow(db: Db, query: ReadQuery, bodies: Bodies): readonly FoundRead[] {
  const run = beginSearch(db, query, bodies);
  while (run.step());
  const { found, unsearched } = run.result();
  if (!unsearched) return found;
  const all = joined(choosePlan(db, query).all);
  const rest = db.prepare<unknown[], Position>(
    `SELECT captured_at AS at, seq FROM searchable s WHERE seq < ? AND ${all.sql} ${order}`,
  );
  const load = openLoader(db, bodies);
  const known = new Set(found.map(({ read }) => read.id));
  const more = rest.all(unsearched.below, ...all.values, query.limit).map(load);
  return [...found, ...more.filter((one) => one !== null).filter(({ read }) => !known.has(read.id))]
    .sort((a, b) => compareCursors(a.cursor, b.cursor))
    .slice(0, query.limit);
}

interface Slices {
  /** The place of the `length`th entry after `from`; null when there are fewer. */
  edge(from: Position, length: number): Position | null;
  /** What fits after `from`, up to and with `edge`. */
  fitting(from: Position, edge: Position | null, limit: number): readonly Position[];
}

const after = "(captured_at, seq) < (?, ?)";
const upTo = "(captured_at, seq) >= (?, ?)";
const order = "ORDER BY captured_at DESC, seq DESC LIMIT ?";

function openSlices(db: Db, { index, range, filters, byTime }: Plan): Slices {
  const all = joined([...range, ...filters]);
  const bounds = joined(range);
  const select = (where: string, ...more: readonly string[]): string =>
    `SELECT captured_at AS at, seq FROM search s INDEXED BY ${index} WHERE ${[where, after, ...more].join(" AND ")} ${order}`;
  const whole = db.prepare<unknown[], Position>(select(all.sql));
  const slice = db.prepare<unknown[], Position>(select(all.sql, upTo));
  // Counts along the index, whatever fits of it.
  const edge = db.prepare<unknown[], Position>(`${select(bounds.sql)} OFFSET ?`);
  return {
    edge: (from, length) =>
      byTime ? (edge.get(...bounds.values, from.at, from.seq, 1, length - 1) ?? null) : null,
    fitting: (from, to, limit) =>
      to
        ? slice.all(...all.values, from.at, from.seq, to.at, to.seq, limit)
        : whole.all(...all.values, from.at, from.seq, limit),
  };
}

function openLoader(db: Db, bodies: Bodies): (place: Position) => FoundRead | null {
  const body = db.prepare<[number], BodyRow>("SELECT seq, body FROM reads WHERE seq = ?");
  const hits = db.prepare<[string], BodyRow>(
    "SELECT seq, body FROM hits WHERE read_id = ? AND newest = 1 ORDER BY seq",
  );
  return (place) => {
    const row = body.get(place.seq);
    const read = row && bodies.read(row)?.read;
    if (!read) return null;
    return {
      read,
      hits: hits
        .all(read.id)
        .map(bodies.hit)
        .filter((hit) => hit !== null),
      cursor: cursorOf(place),
    };
  };
}
