import { expect, it } from "vitest";
import { leapBetween, leapsUpTo, withoutLeaps } from "../../../src/shared/domain/time-leaps.js";

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
  const atFrom = { at: later.from, monoMs: 6 * hour, boot: "a", by: sources };
  expect(leapsUpTo([big], atFrom, { ...now, by: sources })).toEqual([big, later]);
  expect(leapsUpTo([big, later], atFrom, { ...now, by: ["person"] })).toEqual([]);
});
