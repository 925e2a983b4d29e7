import { expect, test } from "vitest";
import { createQuietWatch } from "../../../src/unit/upkeep/quiet.js";
import type { UpkeepRow } from "../../../src/unit/core/upkeep/rows.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";

const hoursADay = 24;

/** A pole with one camera; `live` lets hours pass in which it reads so many plates each. */
function pole(kept = new Map<string, UpkeepRow>(), clock = new FakeClock(Date.UTC(2026, 0, 1))) {
  const faults = memoryFaults();
  const now = { isSeeing: true, isSure: true };
  const watch = createQuietWatch({
    ...{ clock, faults, log: memoryLog() },
    rows: { get: (_kind, id) => kept.get(id) ?? null, put: (_kind, row) => void kept.set(row.id, row) },
    cameras: () => [{ id: "lane-1", isSeeing: now.isSeeing }],
    isSure: () => now.isSure,
  });
  const minutes = async (count: number, readsAnHour: number): Promise<void> => {
    for (let minute = 0; minute < count; minute++) {
      if (readsAnHour > 0 && minute % (60 / readsAnHour) === 0) watch.countRead("lane-1");
      await clock.advance(60_000);
      watch.look();
    }
  };
  const days = async (count: number): Promise<void> => {
    for (let hour = 0; hour < count * hoursADay; hour++)
      await minutes(60, hour % hoursADay >= 6 ? (Math.floor(hour / hoursADay) % 7 === 6 ? 12 : 20) : 0);
  };
  return { kept, clock, faults, now, minutes, days, watch };
}

test("a camera that reads nothing for longer than ever at this hour is told, once, until it reads again", async () => {
  const { faults, minutes, days, watch } = pole();
  await days(9);
  expect(faults.course).toEqual([]);
  // By night nothing is usual, and the first morning hours are measured against it.
  await minutes(8 * 60, 0);
  // Sundays had twelve an hour: ten are missing after fifty minutes.
  expect(faults.standing.get("CAMERA_QUIET lane-1")).toMatch(
    /^lane-1: no plate for 4\d\d minutes, .* fewer than 1\d /,
  );
  watch.countRead("lane-1");
  expect(faults.standing.size).toBe(0);
});

test("before it knows a week, by night and while it cannot see, nothing is told", async () => {
  const young = pole();
  await young.days(5);
  await young.minutes(16 * 60, 0);
  expect(young.faults.course).toEqual([]);
  const { faults, now, minutes, days } = pole();
  await days(9);
  await minutes(6 * 60, 0);
  now.isSeeing = false;
  await minutes(6 * 60, 0);
  now.isSeeing = true;
  now.isSure = false;
  await minutes(6 * 60, 0);
  expect(faults.course).toEqual([]);
});

test("what it knows outlives a restart, and damage to it means that nothing is known", async () => {
  const first = pole();
  await first.days(9);
  const again = pole(first.kept, first.clock);
  await again.minutes(12 * 60, 0);
  expect(again.faults.standing.size).toBe(1);
  first.kept.set("lane-1", { id: "lane-1", at: 0, open: true, body: [[1, "2"]] });
  const damaged = pole(first.kept, first.clock);
  await damaged.minutes(12 * 60, 0);
  expect(damaged.faults.standing.size).toBe(0);
});

test("a silence that is told does not become usual, nor an hour that a step of the clock cut short", async () => {
  const { kept, clock, faults, minutes, days } = pole();
  await days(9);
  await minutes(12 * 60, 20);
  const before = JSON.stringify(kept.get("lane-1"));
  await minutes(50, 0);
  expect(faults.standing.size).toBe(1);
  await minutes(3 * 60, 0);
  expect(JSON.stringify(kept.get("lane-1"))).toBe(before);
  clock.step(5 * 3_600_000);
  await minutes(30, 20);
  expect(JSON.stringify(kept.get("lane-1"))).toBe(before);
});

test("a computer that slept watched nothing meanwhile, and no plate is missing of it", async () => {
  const { clock, faults, minutes, days, watch } = pole();
  await days(9);
  await minutes(10 * 60, 20);
  clock.suspend(3 * 3_600_000);
  watch.look();
  expect(faults.course).toEqual([]);
});

test("a read is counted also where the disk does not say what was usual", () => {
  const unreadable = (): never => {
    throw new Error("disk I/O error");
  };
  const watch = createQuietWatch({
    ...{ clock: new FakeClock(), faults: memoryFaults(), log: memoryLog() },
    rows: { get: unreadable, put: () => undefined },
    cameras: () => [{ id: "lane-1", isSeeing: true }],
    isSure: () => true,
  });
  expect(() => watch.countRead("lane-1")).not.toThrow();
});
