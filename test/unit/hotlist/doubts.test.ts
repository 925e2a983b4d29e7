import { expect, it } from "vitest";
import { reasonsToKeep, rejectFault, sharedWordsText } from "../../../src/unit/hotlist/import/doubts.js";
import type { TallyResult } from "../../../src/unit/hotlist/import/tally.js";

const tally = (accepted: number, reasons: Record<string, number>): TallyResult => ({
  accepted,
  rejected: Object.values(reasons).reduce((sum, count) => sum + count, 0),
  skipped: {},
  reasons,
  unknown: {},
  rejects: [],
});

it.each([
  [100, {}, null, false],
  [100, { "no plate": 1 }, null, true],
  [1_000, { "no plate": 5 }, null, false],
  [1_000, { "no plate": 6 }, null, true],
  [1_000_000, { "no plate": 20 }, { "no plate": 1 }, false],
  [1_000_000, { "no plate": 21 }, { "no plate": 21 }, true],
  [1_000_000, { "no plate": 1 }, { "changed by a spreadsheet": 1 }, true],
  [1_000_000, { "no plate": 1 }, {}, true],
] as const)("%i taken, rejected %j, before %j: fault %s", (accepted, reasons, before, isFault) => {
  const fault = rejectFault(tally(accepted, reasons), before ? { reasons: before } : null);
  expect(fault !== null).toBe(isFault);
});

it("a list of before the reasons were kept makes none of them new", () => {
  expect(rejectFault(tally(1_000, { "no plate": 1 }), {})).toBeNull();
});

it("a change keeps the reasons of the list it changes", () => {
  const kept = reasonsToKeep("add", tally(1, { b: 2 }), { reasons: { a: 1, b: 1 } });
  expect(kept).toEqual({ a: 1, b: 2 });
  expect(reasonsToKeep("full", tally(1, { b: 2 }), { reasons: { a: 1 } })).toEqual({ b: 2 });
});

it("a fault names the words that many rows share, and of rarer ones only how many: they may be names", () => {
  const unknown = { 'category "Ebony Alert"': 12, 'category "JANE DOE"': 1, 'state "BADBOY"': 4 };
  const text = sharedWordsText({ ...unknown, "category (with digits or signs)": 1 });
  expect(text).toBe(
    'category "Ebony Alert" 12, category (with digits or signs) 1, 2 rarer words in 5 rows (tagwatch hotlist status names them)',
  );
  expect(sharedWordsText({ 'category "JANE DOE"': 1 })).toMatch(/^1 rarer words in 1 rows/);
});
