import { expect, it } from "vitest";
import { parseTime } from "../../../src/unit/cli/store.js";

const unit = { id: "u", kind: "vehicle", name: "12", timeZone: "America/Chicago" } as const;
const at = (text: string): number => Date.parse(text);

it("a date is the whole day where the unit is, a time is UTC", () => {
  const day = { start: at("2026-11-27T06:00:00Z"), end: at("2026-11-28T06:00:00Z") };
  expect(parseTime("2026-11-27", unit)).toEqual(day);
  const time = at("2026-11-27T10:00:00Z");
  expect(parseTime("2026-11-27T10:00", unit)).toEqual({ start: time, end: time });
  expect(parseTime("2026-11-27T10:00:00Z", unit)).toEqual({ start: time, end: time });
});

it.each(["2026-02-30", "27.11.2026", "soon", "2026-11-27 10:00", ""])("%j is no time", (text) => {
  expect(() => parseTime(text, unit)).toThrow("is no time");
});
