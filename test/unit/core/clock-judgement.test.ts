import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeClock, type ClockView } from "../../../src/unit/core/time/clock-judgement.js";
import { createJumpFilter } from "../../../src/unit/core/gps/jump.js";

const now = Date.UTC(2026, 10, 27, 12);
const day = 86_400_000;
const gps = (offsetMs: number) => ({ offsetMs, uncertaintyMs: 300, ageMs: 0 });
const judge = (view: Partial<ClockView>) =>
  judgeClock({
    systemMs: now,
    ntp: false,
    gps: null,
    centreMs: null,
    vouchedMs: null,
    doubtMs: 0,
    floorMs: now - day,
    ...view,
  });

describe("a read's time", () => {
  it("is that of clocks which agree, the better one first", () => {
    expect(judge({})).toEqual({
      stamp: { at: now, uncertaintyMs: 1_000, source: "system" },
      conflict: null,
    });
    expect(judge({ gps: gps(40_000) }).stamp).toEqual({
      at: now + 40_000,
      uncertaintyMs: 300,
      source: "gps",
    });
    expect(judge({ gps: gps(100), ntp: true }).stamp).toEqual({ at: now, uncertaintyMs: 50, source: "ntp" });
  });

  it.each([true, false])("is not that of a GPS receiver in 2028 (network time: %s)", (ntp) => {
    const { stamp, conflict } = judge({ gps: gps(500 * day), ntp });
    expect(stamp).toEqual({
      at: now,
      source: ntp ? "ntp" : "system",
      uncertaintyMs: 500 * day,
      other: { at: now + 500 * day, source: "gps" },
    });
    expect(conflict).toContain("the GPS receiver says 2028-04-10");
    expect(conflict).toContain("2026-11-27");
  });

  it("is that of a clock which is a little behind the newest record: clocks are set back by minutes", () => {
    expect(judge({ systemMs: now - day - 60_000 })).toMatchObject({
      stamp: { source: "system" },
      conflict: null,
    });
  });

  it("is not that of a clock months behind the unit's own records", () => {
    const { stamp, conflict } = judge({ systemMs: now - 90 * day });
    expect(stamp).toMatchObject({ source: "unset", uncertaintyMs: 2 ** 31 });
    expect(conflict).toContain("the system clock says 2026-08-29");
    expect(conflict).toContain("newest record");
    // GPS alone against it: its time, as uncertain as one witness is.
    expect(judge({ systemMs: now - 90 * day, gps: gps(90 * day) }).stamp).toEqual({
      at: now,
      source: "gps",
      uncertaintyMs: day,
      other: { at: now - 90 * day, source: "system" },
    });
  });

  it("is what was vouched for where no clock says so, also below records of the future", () => {
    expect(judge({ vouchedMs: now, floorMs: now + 700 * day }).stamp.source).toBe("system");
    const { stamp, conflict } = judge({ systemMs: now + 3 * 365 * day, vouchedMs: now });
    expect(stamp).toMatchObject({ at: now, uncertaintyMs: 120_000, other: { source: "system" } });
    expect(conflict).toContain("vouched");
  });

  it.each([true, false])("is doubtful where the centre says otherwise (network time: %s)", (ntp) => {
    const { stamp, conflict } = judge({ ntp, centreMs: now + 40 * day });
    expect(stamp).toMatchObject({ at: now, uncertaintyMs: 40 * day, source: ntp ? "ntp" : "system" });
    expect(conflict).toContain("the centre says 2027-01-06");
    expect(conflict).toContain("2026-11-27");
    expect(judge({ ntp, centreMs: now + 60_000 }).conflict).toBeNull();
    // A lying centre takes nothing from a time that is vouched for.
    expect(judge({ ntp, centreMs: now + 40 * day, vouchedMs: now }).conflict).toBeNull();
  });

  it("spans what the clock was moved by beside a receiver that contradicts it", () => {
    const { stamp } = judge({ systemMs: now + 900 * day, doubtMs: 900 * day, gps: gps(-200 * day) });
    expect(stamp.uncertaintyMs).toBe(900 * day);
  });

  it.each([
    [
      "hours",
      { gps: gps(7_200_000) },
      "the GPS receiver says 2026-11-27 14:00 UTC, the system clock says 2026-11-27 12:00 UTC",
    ],
    [
      "minutes",
      { ntp: true, centreMs: now - 301_000 },
      "the system clock (network time) says 2026-11-27 12:00 UTC, the centre says 2026-11-27 11:54 UTC",
    ],
    [
      "hours behind the newest record",
      { systemMs: now - day - 7_200_000 },
      "the system clock says 2026-11-26 10:00 UTC, the unit's newest record or its program is of 2026-11-26 12:00 UTC",
    ],
    [
      "minutes round midnight",
      { systemMs: now + day / 2 - 60_000, gps: gps(360_000), vouchedMs: now + day / 2 - 60_000 },
      "the GPS receiver says 2026-11-28 00:05 UTC, the system clock says 2026-11-27 23:59 UTC, the time vouched for is 2026-11-27 23:59 UTC",
    ],
    [
      "months, by days alone",
      { gps: gps(90 * day), vouchedMs: now },
      "the GPS receiver says 2027-02-25, the system clock says 2026-11-27, the time vouched for is 2026-11-27",
    ],
  ])("says times that can be told apart: %s", (_apart, view, words) => {
    expect(judge(view).conflict).toBe(words);
  });

  it("never hides a contradiction, and spans it where nobody vouches", () => {
    const span = fc.integer({ min: -4_000, max: 4_000 }).map((days) => days * day);
    fc.assert(
      fc.property(span, span, fc.boolean(), (system, offset, ntp) => {
        const systemMs = now + system;
        const { stamp, conflict } = judge({ systemMs, ntp, gps: gps(offset) });
        expect(conflict === null).toBe(offset === 0 && system >= -day);
        if (stamp.other) expect(stamp.at).not.toBe(stamp.other.at);
        if (stamp.other && stamp.source !== "gps")
          expect(stamp.uncertaintyMs).toBeGreaterThanOrEqual(Math.abs(stamp.at - stamp.other.at));
      }),
    );
  });
});

describe("a jump", () => {
  const at = (filter: ReturnType<typeof createJumpFilter>, seconds: number, lat: number): boolean =>
    filter.counts({ lat, lon: -94.8 }, BigInt(seconds) * 1_000_000_000n);

  it("of one sentence never counts, and what follows does", () => {
    const filter = createJumpFilter();
    expect([at(filter, 0, 38.9), at(filter, 1, 34.4), at(filter, 2, 38.9)]).toEqual([true, false, true]);
    expect(filter.jumpM()).toBeNull();
  });

  it("counts when the receiver stays with it for half a minute, not when it jumps on", () => {
    const filter = createJumpFilter();
    at(filter, 0, 38.9);
    const restless = Array.from({ length: 60 }, (_, i) => at(filter, 1 + i, i % 2 ? 34.4 : 30.1));
    expect(restless).not.toContain(true);
    const steady = Array.from({ length: 40 }, (_, i) => at(filter, 61 + i, 34.4));
    expect(steady.indexOf(true)).toBeGreaterThanOrEqual(29);
    expect(steady.indexOf(true)).toBeLessThanOrEqual(30);
  });

  it("is no fast drive, and no place reached while nobody listened", () => {
    const filter = createJumpFilter();
    for (let s = 0; s < 60; s++) expect(at(filter, s, 38.9 + s * 6e-4)).toBe(true);
    expect(at(filter, 7_200, 34.4)).toBe(true);
  });
});
