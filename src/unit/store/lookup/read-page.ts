import type { FoundRead, ReadPage, ReadQuery } from "../../core/evidence-queries.js";
import type { SearchResult } from "../tables/search.js";
import { compareCursors, cursorOf } from "../tables/search-cursor.js";

/** Joins what is stored with what is only remembered, in the order of capture. */
export function readPage(
  query: ReadQuery,
  { found: stored, ended, position, unsearched }: SearchResult,
  remembered: readonly FoundRead[],
  why: "time" | "newer",
): ReadPage {
  // When cut short, what lies beyond the end of the search comes with the next page.
  const reached = remembered.filter(
    ({ cursor }) => ended !== null || (position && compareCursors(cursor, cursorOf(position)) <= 0),
  );
  const all = [...reached, ...stored].sort((a, b) => compareCursors(a.cursor, b.cursor));
  const found = all.slice(0, query.limit);
  if (found.length === query.limit)
    return { found, next: found.at(-1)?.cursor ?? null, ended: "page", searchedTo: null };
  if (ended === "part") return { found, next: null, ended, searchedTo: unsearched?.searchedTo ?? null };
  if (ended !== null) return { found, next: null, ended: "all", searchedTo: null };
  const next = position ? cursorOf(position) : (query.before ?? null);
  return { found, next, ended: why, searchedTo: position?.at ?? null };
}
