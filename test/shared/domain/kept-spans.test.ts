import { expect, it } from "vitest";
import { shorterText, spanAt, type KeptSpan } from "../../../src/shared/domain/kept-spans.js";

const day = 86_400_000;
const start = Date.UTC(2026, 10, 27);

/** The spans that count, of configured ones, each seen at a day. */
function over(...seen: readonly (readonly [onDay: number, configuredDays: number])[]): readonly number[] {
  let kept: KeptSpan | null = null;
  return seen.map(([onDay, days]) => {
    kept = spanAt(kept, days * day, start + onDay * day);
    return kept.ms / day;
  });
}

it("lets a longer span count at once, and a shorter one after a week", () => {
  expect(over([0, 30])).toEqual([30]);
  expect(over([0, 30], [1, 90])).toEqual([30, 90]);
  expect(over([0, 90], [1, 30], [7.9, 30], [8, 30])).toEqual([90, 90, 90, 30]);
});

it("waits anew when a span is made shorter again, was longer meanwhile, or the time went back", () => {
  expect(over([0, 90], [1, 89], [7, 1], [8, 1], [14, 1])).toEqual([90, 90, 90, 90, 1]);
  expect(over([0, 90], [1, 30], [7, 90], [8, 30], [15, 30])).toEqual([90, 90, 90, 90, 30]);
  expect(over([0, 90], [900, 30], [1, 30], [7, 30], [8, 30])).toEqual([90, 90, 90, 90, 30]);
  expect(over([0, 90], [1, 30], [7, 40], [8, 40])).toEqual([90, 90, 90, 40]);
});

it("says from when on a shorter span counts, and nothing of others", () => {
  const kept = spanAt({ ms: 90 * day, next: null }, 1.5 * day, start);
  expect(shorterText("keep.reads", kept)).toBe(
    "keep.reads was made shorter, 1.5 days instead of 90 days: what is over only by that is deleted from 2026-12-04T00:00:00.00Z on",
  );
  const unchanged = spanAt({ ms: 90 * day, next: null }, 90 * day, start);
  expect(shorterText("keep.reads", unchanged)).toBeNull();
});
