// A search of the trail, newest line first, in slices, as searches of reads are (tables/search.ts).
import { fitting } from "../../../shared/domain/trail/filter.js";
import type { KeptLine, TrailLines, TrailQuery } from "../../core/trail-queries.js";
import type { Db } from "../database/db.js";
import type { Bodies, BodyRow } from "../tables/bodies.js";
import { cursorOf, positionOf, type Position } from "../tables/search-cursor.js";

interface Row extends BodyRow, Position {}

/** One search under way; dropping it ends it. */
export interface TrailSearch {
  /** Looks through one slice more (some ten milliseconds); false when there is nothing more to do. */
  step(): boolean;
  /** What was found so far. `isNewer`: a newer search of the same person cut it short. */
  page(isNewer: boolean): TrailLines;
}

const sliceLength = 1_000;
const sql =
  "SELECT seq, at, body FROM audit WHERE (at, seq) < (?, ?) AND at >= ? ORDER BY at DESC, seq DESC LIMIT ?";

/** Begins a search. */
export function beginTrailSearch(db: Db, query: TrailQuery, bodies: Bodies): TrailSearch {
  const slice = db.prepare<[number, number, number, number], Row>(sql);
  const fits = fitting(query);
  const from = query.from ?? Number.MIN_SAFE_INTEGER;
  const lines: KeptLine[] = [];
  let position = beginning(query);
  let ended: "all" | "page" | null = null;

  function take(row: Row): void {
    position = { at: row.at, seq: row.seq };
    if (!fits.maybe(row.body)) return;
    const line = bodies.audit(row);
    if (line && fits.surely(line)) lines.push({ ...line, seq: row.seq });
  }

  return {
    step() {
      const rows = slice.all(position.at, position.seq, from, sliceLength);
      for (const row of rows) {
        if (lines.length < query.limit) take(row);
      }
      if (lines.length >= query.limit) ended = "page";
      else if (rows.length < sliceLength) ended = "all";
      return ended === null;
    },
    page(isNewer) {
      if (ended === "all") return { lines, next: null, ended, searchedTo: null };
      const next = cursorOf(position);
      if (ended === "page") return { lines, next, ended, searchedTo: null };
      return { lines, next, ended: isNewer ? "newer" : "time", searchedTo: position.at };
    },
  };
}

/** Everything older than the page before, and than the end that was asked for. */
function beginning({ before, to }: TrailQuery): Position {
  const end = { at: to ?? Number.MAX_SAFE_INTEGER, seq: to === undefined ? Number.MAX_SAFE_INTEGER : 0 };
  const after = before === undefined ? null : positionOf(before);
  if (!after) return end;
  return after.at < end.at || (after.at === end.at && after.seq < end.seq) ? after : end;
}
