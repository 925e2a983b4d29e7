// Bounds what a timeline keeps: coarser, never wrong.
import type { Millis } from "../../../shared/domain/types.js";
import type { Mark, TimeRange } from "../time-notes.js";

const mostMarks = 400;
const mostRanges = 2_000;

const hourOf = (at: Millis): number => Math.floor(at / 3_600_000);

/** Neighbours of one hour become one, of the later time; when there are too many, the oldest become one. */
export function thin(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const joined: TimeRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.to === range.from - 1 && range.at >= last.at && hourOf(range.at) === hourOf(last.at))
      joined[joined.length - 1] = { ...range, from: last.from };
    else joined.push(range);
  }
  const excess = joined.length - mostRanges;
  if (excess <= 0) return joined;
  const oldest = joined.slice(0, excess + 1);
  const at = Math.max(...oldest.map((range) => range.at));
  return [{ from: oldest[0].from, to: oldest.at(-1)!.to, at }, ...joined.slice(excess + 1)];
}

/** Every second one goes when there are too many: bounds get coarser, never wrong. */
export function thinMarks(marks: readonly Mark[]): readonly Mark[] {
  return marks.length <= mostMarks ? marks : marks.filter((_, n) => n % 2 === 1);
}
