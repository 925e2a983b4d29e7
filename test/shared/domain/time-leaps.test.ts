import { expect, it } from "vitest";
import {
  leapBetween,
  leapsUpTo,
  leapTo,
  withoutLeaps,
  type LeapMarks,
} from "../../../src/shared/domain/time-leaps.js";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 27, 12);
const sources = ["gps", "ntp"];
const before = { at: start, monoMs: 5 * hour, boot: "a", by: sources };

it.each([
  ["an hour in one boot", { at: start + 2 * hour, monoMs: 6 * hour, boot: "a" }, null],
  ["more than an hour in one boot", { at: start + 2 * hour + 1, monoMs: 6 * hour, boot: "a" }, start + hour],
  ["a weekend off", { at: start + 3 * day, monoMs: 0, boot: "b" }, null],
  ["days that passed in the new boot", { at: start + 9 * day, monoMs: 6 * day, boot: "b" }, null],
  ["more than a weekend off", { at: start + 3 * day + hour + 1, monoMs: hour, boot: "b" }, start + hour],
])("tells a leap from the time that passed: %s", (_of, now, from) => {
  expect(leapBetween(before, { ...now, by: sources })?.from ?? null).toBe(from);
  expect(leapBetween(before, { ...now, by: ["person"] })).toBeNull();
});

it("counts a leap until seven days have passed, whatever later ones add, and none after a person's word", () => {
  const big = { from: start, to: start + 900 * day };
  const later = { from: big.to + hour, to: big.to + 9 * day };
  expect(withoutLeaps([big], big.to + 7 * day - 1)).toEqual({ at: start + 7 * day - 1, leaps: [big] });
  expect(withoutLeaps([big], big.to + 7 * day)).toEqual({ at: big.to + 7 * day, leaps: [] });
  expect(withoutLeaps([big, later], later.to)).toEqual({ at: start + hour, leaps: [big, later] });
  const now = { at: later.to, monoMs: 6 * hour, boot: "a" };
  expect(leapsUpTo([big], later, { ...now, by: sources })).toEqual([big, later]);
  expect(leapsUpTo([big, later], null, { ...now, by: ["person"] })).toEqual([]);
});

/** Ends of the leaps that vouches tell, each at a time of the monotonic clock and so far ahead of it; hours. */
function leapsOf(vouches: readonly (readonly [mono: number, ahead: number, by?: string])[]) {
  let marks: LeapMarks | null = null;
  return vouches.flatMap(([mono, ahead, by]) => {
    const now = {
      at: start + (mono + ahead) * hour,
      monoMs: mono * hour,
      boot: "a",
      by: by ? [by] : sources,
    };
    const next = leapTo(marks, now);
    marks = next.marks;
    return next.leap ? [[(next.leap.from - start) / hour, (next.leap.to - start) / hour]] : [];
  });
}

it("tells a leap in small steps, by all of a week together, and no drift of a clock", () => {
  const creep = Array.from({ length: 7 }, (_, n) => [n, n * 0.4] as const);
  expect(leapsOf(creep)).toEqual([
    [3, 4.2],
    [7.2, 8.4],
  ]);
  const drift = Array.from({ length: 400 }, (_, n) => [n * 24, n * 0.1] as const);
  expect(leapsOf(drift)).toEqual([]);
  expect(leapsOf([...creep.slice(0, 3), [2.5, 0.8, "person"], [3, 1.6]])).toEqual([]);
});
