import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGpsTime } from "../../../src/unit/core/gps/gps-time.js";
import { createPositionHistory } from "../../../src/unit/core/gps/position.js";
import type { Fix } from "../../../src/shared/domain/types.js";

const ns = (ms: number): bigint => BigInt(Math.round(ms * 1e6));
const fixAt = (ms: number, fix: Partial<Fix> = {}): Fix => ({
  at: 1_000_000 + ms,
  monoNs: ns(ms),
  lat: 38 + ms / 1e6,
  lon: -94 - ms / 1e6,
  quality: "3d",
  ...fix,
});

describe("position history", () => {
  it("knows nothing before the first fix", () => {
    const history = createPositionHistory(5_000);
    expect([history.latest(0n), history.at(0n)]).toEqual([null, null]);
  });

  it("interpolates between neighbours and is then as old as the moment asked for", () => {
    const history = createPositionHistory(5_000);
    history.add(fixAt(1_000, { speedMps: 10 }));
    history.add(fixAt(2_000, { speedMps: 20, quality: "2d" }));
    const fix = history.at(ns(1_750))!;
    expect(fix.lat).toBeCloseTo(38 + 1_750 / 1e6, 9);
    expect(fix.lon).toBeCloseTo(-94 - 1_750 / 1e6, 9);
    expect(fix).toMatchObject({ at: 1_001_750, monoNs: ns(1_750), quality: "2d", speedMps: 20 });
    expect(history.at(ns(2_000))).toEqual(fixAt(2_000, { speedMps: 20, quality: "2d" }));
  });

  it("gives the nearest fix beyond the ends, and calls it stale when it is too far away", () => {
    const history = createPositionHistory(5_000);
    history.add(fixAt(10_000));
    expect(history.at(ns(9_000))).toEqual(fixAt(10_000));
    expect(history.at(ns(14_000))).toEqual(fixAt(10_000));
    expect(history.at(ns(15_001))).toEqual(fixAt(10_000, { quality: "stale" }));
    expect(history.at(ns(1_000))!.quality).toBe("stale");
    expect(history.at(ns(70_000))!.quality).toBe("stale");
    expect([history.at(ns(70_001)), history.latest(ns(70_001))]).toEqual([null, null]);
    expect(history.latest(ns(15_001))!.quality).toBe("stale");
    expect(history.latest(ns(11_000))!.quality).toBe("3d");
  });

  it("does not interpolate over a gap", () => {
    const history = createPositionHistory(5_000);
    history.add(fixAt(0));
    history.add(fixAt(60_000));
    expect(history.at(ns(4_000))).toEqual(fixAt(0));
    expect(history.at(ns(58_000))).toEqual(fixAt(60_000));
    expect(history.at(ns(30_000))!.quality).toBe("stale");
  });

  it("goes the short way across the date line", () => {
    const history = createPositionHistory(5_000);
    history.add(fixAt(0, { lon: 179.9 }));
    history.add(fixAt(1_000, { lon: -179.9 }));
    expect(history.at(ns(250))!.lon).toBeCloseTo(179.95, 6);
    expect(history.at(ns(750))!.lon).toBeCloseTo(-179.95, 6);
  });

  it("ignores fixes out of order and keeps only so many", () => {
    const history = createPositionHistory(5_000);
    for (let i = 0; i < 1_000; i++) history.add(fixAt(i * 1_000));
    history.add(fixAt(5_000, { lat: 0 }));
    expect(history.latest(ns(999_000))).toEqual(fixAt(999_000));
    expect(history.at(ns(390_000))!.quality).toBe("stale");
    expect(history.at(ns(1_000))).toBeNull();
    history.add(fixAt(999_000, { quality: "2d" }));
    expect(history.latest(ns(999_000))!.quality).toBe("2d");
  });

  it("stays between its neighbours", () => {
    const moment = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(fc.uniqueArray(moment, { minLength: 2, maxLength: 20 }), moment, (times, asked) => {
        const history = createPositionHistory(1e9);
        const sorted = [...times].sort((a, b) => a - b);
        for (const time of sorted) history.add(fixAt(time));
        const clamped = Math.min(sorted.at(-1)!, Math.max(sorted[0], asked));
        expect(history.at(ns(asked))!.lat).toBeCloseTo(38 + clamped / 1e6, 7);
      }),
    );
  });
});

describe("time from GPS", () => {
  const build = Date.UTC(2026, 0, 1);
  const noon = Date.UTC(2026, 0, 15, 12);
  const create = () => createGpsTime({ notBefore: build, delayMs: 600, systemMs: () => noon });

  it("refuses a receiver whose weeks rolled over", () => {
    const time = create();
    const week = 7 * 86_400_000;
    expect(time.offer(noon - 1024 * week + 60_000, ns(0))).toBe("rolled-over");
    expect(time.offer(noon - 2048 * week, ns(0))).toBe("rolled-over");
    // A date as early that no roll-over explains is no date, and its place no place.
    expect(time.offer(noon - 1000 * week, ns(0))).toBe("refused");
    expect(time.offset(noon, ns(0))).toBeNull();
    expect(time.offer(Number.NaN, ns(0))).toBe("refused");
  });

  it("is no time by one sample, nor by one repeated", () => {
    const time = create();
    expect(time.offer(noon, ns(0))).toBe("taken");
    expect(time.offset(noon, ns(0))).toBeNull();
    for (let s = 1; s < 40; s++) expect(time.offer(noon, ns(s * 1_000))).toBe("repeated");
    expect(time.offset(noon, ns(40_000))).toBeNull();
    // Two reports in turn go back and forth instead of on.
    const turns = create();
    for (let s = 0; s < 60; s++) turns.offer(noon + (s % 2) * 1_000, ns(s * 1_000));
    expect(turns.offset(noon, ns(60_000))).toBeNull();
  });

  it("tells how far the system clock is off, by the least delayed sentence", () => {
    const time = create();
    const late = [400, 120, 350, ...Array<number>(9).fill(400)];
    late.forEach((delay, i) => expect(time.offer(noon + i * 1_000, ns(i * 1_000 + delay))).toBe("taken"));
    // The system clock is an hour slow; half of the unknown delay is added as the middle of what is possible.
    const offset = time.offset(noon + 11_500 - 3_600_000, ns(11_500))!;
    expect(offset.offsetMs).toBe(3_600_000 - 120 + 300);
    expect(offset.uncertaintyMs).toBe(300);
    expect(time.utcAt(ns(5_000))).toBe(noon + 5_000 - 120);
  });

  it("grows uncertain without sentences", () => {
    const time = create();
    for (let s = 0; s <= 10; s++) time.offer(noon + s * 1_000, ns(s * 1_000));
    expect(time.offset(noon, ns(3_610_000))!.uncertaintyMs).toBe(300 + 360);
  });

  it("refuses a jump into the future or the past, until the receiver insists on it", () => {
    const time = create();
    time.offer(noon, ns(0));
    const jump = 86_400_000;
    expect(time.offer(noon + jump + 1_000, ns(1_000))).toBe("refused");
    expect(time.offer(noon - 60_000, ns(2_000))).toBe("refused");
    expect(time.offer(noon + 3_000, ns(3_000))).toBe("taken");
    const taken = Array.from({ length: 40 }, (_, i) =>
      time.offer(noon + jump + i * 1_000, ns(4_000 + i * 1_000)),
    );
    expect(taken.indexOf("taken")).toBe(30);
    expect(time.utcAt(ns(44_000))! - noon).toBeGreaterThan(jump);
  });
});
