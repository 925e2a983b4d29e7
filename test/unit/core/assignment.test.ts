// Who has the unit from a time on, what a new row takes from others, and when nobody has it.
import { expect, it } from "vitest";
import {
  assignedAt,
  assignedSpans,
  changeBy,
  type Assignment,
} from "../../../src/unit/core/upkeep/assignment.js";

const row = (id: string, assignedTo: string, from: number, to: number | null): Assignment => ({
  ...{ id, assignedTo, kind: "team", from, to, setBy: "sam", setAt: 0 },
});
const rows = [row("4", "D", 60, 70), row("3", "C", 30, 40), row("2", "B", 20, 50), row("1", "A", 10, 50)];
const shown = (spans: ReturnType<typeof assignedSpans>) =>
  spans.map(({ from, to, row: one }) => [from, to, one?.assignedTo ?? null]);

it("tells who has it without gap, and agrees with who has it at each time", () => {
  const spans = assignedSpans(rows, 5);
  expect(shown(spans)).toEqual([
    [5, 10, null],
    [10, 20, "A"],
    [20, 30, "B"],
    [30, 40, "C"],
    [40, 50, "B"],
    [50, 60, null],
    [60, 70, "D"],
    [70, null, null],
  ]);
  for (let at = 5; at < 80; at++) {
    const span = spans.find(({ from, to }) => from <= at && (to === null || at < to));
    expect([at, span?.row?.assignedTo ?? null]).toEqual([at, assignedAt(rows, at)]);
  }
  expect(shown(assignedSpans([], 5))).toEqual([[5, null, null]]);
  expect(shown(assignedSpans([row("1", "A", 0, null)], 5))).toEqual([[5, null, "A"]]);
});

it("says what a new row replaces, cut to its time, and when nobody has the unit then", () => {
  const { replaced, gaps } = changeBy(rows, { from: 35, to: 65 }, 5);
  expect(shown(replaced)).toEqual([
    [35, 40, "C"],
    [40, 50, "B"],
    [60, 65, "D"],
  ]);
  expect(shown(gaps)).toEqual([
    [5, 10, null],
    [70, null, null],
  ]);
  const open = changeBy(rows, { from: 65, to: null }, 45);
  expect(shown(open.replaced)).toEqual([[65, 70, "D"]]);
  expect(shown(open.gaps)).toEqual([[50, 60, null]]);
  expect(changeBy([], { from: 0, to: null }, 5)).toEqual({ replaced: [], gaps: [] });
});
