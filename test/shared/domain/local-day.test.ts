import { describe, expect, it, onTestFinished, vi } from "vitest";
import { dayIn, isTimeZone, isUtc, minutesIn, timeIn } from "../../../src/shared/domain/local-day.js";

const hour = 3_600_000;
const at = (text: string): number => Date.parse(text);

describe("a day in a place", () => {
  it.each([
    ["America/Chicago", [2026, 11, 27], "2026-11-27T06:00:00Z", 24],
    // Summer time begins and ends.
    ["America/Chicago", [2026, 3, 8], "2026-03-08T06:00:00Z", 23],
    ["America/Chicago", [2026, 11, 1], "2026-11-01T05:00:00Z", 25],
    ["America/Phoenix", [2026, 3, 8], "2026-03-08T07:00:00Z", 24],
    ["UTC", [2026, 3, 8], "2026-03-08T00:00:00Z", 24],
    // Midnight itself is left out: the day begins at one.
    ["America/Havana", [2026, 3, 8], "2026-03-08T05:00:00Z", 23],
    ["Asia/Kolkata", [2026, 1, 1], "2025-12-31T18:30:00Z", 24],
  ] as const)("%s %j", (zone, [year, month, day], start, hours) => {
    expect(dayIn(zone, { year, month, day })).toEqual({ start: at(start), end: at(start) + hours * hour });
  });

  it("days follow each other without a gap, over years and zones", () => {
    for (const zone of [
      "America/Chicago",
      "America/Havana",
      "America/Adak",
      "Pacific/Apia",
      "Europe/Berlin",
    ]) {
      for (let n = 0; n < 1_000; n++) {
        const date = new Date(Date.UTC(2025, 0, 1 + n));
        const next = new Date(Date.UTC(2025, 0, 2 + n));
        const of = (d: Date) => ({
          year: d.getUTCFullYear(),
          month: d.getUTCMonth() + 1,
          day: d.getUTCDate(),
        });
        expect(dayIn(zone, of(date)).end).toBe(dayIn(zone, of(next)).start);
      }
    }
  });
});

it("a time that clocks show twice is both, one they leave out is the change", () => {
  const november = timeIn("America/Chicago", { year: 2026, month: 11, day: 1 }, 1.5 * hour);
  expect(november).toEqual({ start: at("2026-11-01T06:30:00Z"), end: at("2026-11-01T07:30:00Z") });
  const march = timeIn("America/Chicago", { year: 2026, month: 3, day: 8 }, 2.5 * hour);
  expect(march.start).toBe(march.end);
});

it("minutes of the day, zones", () => {
  expect(minutesIn("America/Chicago", at("2026-11-27T00:30:00Z"))).toBe(18 * 60 + 30);
  expect(minutesIn("UTC", -60_000)).toBe(1_439);
  expect([isTimeZone("America/Chicago"), isTimeZone("Kansas")]).toEqual([true, false]);
  expect([isUtc("UTC"), isUtc("Etc/UTC"), isUtc("Europe/London")]).toEqual([true, true, false]);
});

it("keeps no more zones than a few, however many are asked for and in whatever letters", () => {
  const { DateTimeFormat } = Intl;
  const made = vi.spyOn(Intl, "DateTimeFormat");
  made.mockImplementation(function (...given: unknown[]) {
    return new DateTimeFormat(...(given as [string]));
  });
  onTestFinished(() => made.mockRestore());
  const spelled = (n: number): string =>
    [..."pacific/auckland"].map((one, i) => ((n >> i) & 1 ? one.toUpperCase() : one)).join("");
  for (let n = 0; n < 200; n++) minutesIn(spelled(n), 0);
  const before = made.mock.calls.length;
  minutesIn(spelled(199), 0);
  expect(made.mock.calls.length).toBe(before);
  minutesIn(spelled(0), 0);
  expect(made.mock.calls.length).toBe(before + 1);
});
