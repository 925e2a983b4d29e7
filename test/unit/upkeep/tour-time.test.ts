// Tours on a unit that learns the time only while they run, that nobody signs off from, or whose disk takes nothing.
import { expect, test } from "vitest";
import type { StampedTime } from "../../../src/shared/domain/types.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { turnOf } from "../../kit/units/store.js";
import { stampOf, startUpkeep } from "../../kit/units/upkeep.js";

const olive = { name: "olive", role: "officer", source: "10.0.0.2" } as const;
const sam = { name: "sam", role: "supervisor", source: "10.0.0.3" } as const;
const crew = { badge: "417", partner: "", vehicle: "Car 12", purpose: "Patrol" } as const;
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const always = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 9 };
const near = (at: number): unknown => expect.closeTo(at, -4);

/** A clock that is wrong by so much, and a receiver that says so once `isKnown`. Before, the clock is not set, or believed. */
function wrongBy(clock: FakeClock, byMs: number, before: StampedTime["source"] = "system") {
  const now = { isKnown: false };
  const stamp = (monoNs: bigint): StampedTime => {
    const said = stampOf(clock, monoNs);
    if (now.isKnown) return { at: said.at + byMs, uncertaintyMs: 50, source: "gps" };
    return before === "unset" ? { ...said, uncertaintyMs: 2 ** 31, source: "unset" } : said;
  };
  return { now, stamp };
}

test("a tour that began before the clock was set has its times, and who had the unit, once it is", async () => {
  const clock = new FakeClock();
  const { now, stamp } = wrongBy(clock, 150 * day, "unset");
  const { upkeep, messages } = await startUpkeep({ clock, stamp });
  const begin = clock.now() + 150 * day;
  const order = { assignedTo: "Team B", kind: "team", from: begin - day, to: null } as const;
  upkeep.assignments.set(order, sam);
  upkeep.tours.begin(olive, crew);
  await clock.advance(10 * minute);
  now.isKnown = true;
  await clock.advance(minute);
  expect(upkeep.tours.running()).toMatchObject({ beganAt: near(begin), assignedTo: "Team B" });
  await clock.advance(30_000);
  expect(upkeep.tours.between({ ...always, from: begin - minute }, "olive")).toHaveLength(1);
  const tour = upkeep.tours.end(olive, "");
  expect(tour).toMatchObject({ beganAt: near(begin), endedAt: near(begin + 11.5 * minute) });
  const sent = messages().find(({ type }) => type === "tour") as { beganAt: string };
  expect(Date.parse(sent.beganAt)).toEqual(near(begin));
});

test("a clock that is moved with nothing behind it dates no tour anew", async () => {
  const clock = new FakeClock();
  let doubtMs = 1_000;
  const stamp = (monoNs: bigint): StampedTime => ({ ...stampOf(clock, monoNs), uncertaintyMs: doubtMs });
  const { upkeep } = await startUpkeep({ clock, stamp });
  const { beganAt } = upkeep.tours.begin(olive, crew);
  clock.step(day);
  doubtMs = day;
  await clock.advance(minute);
  expect(upkeep.tours.running()).toMatchObject({ beganAt });
});

/** A tour of ten minutes, power off, and the next boot, whose clock begins at `at`. */
async function overPowerCut(offMs: number, at: (offAt: number) => number) {
  const first = await startUpkeep({});
  first.upkeep.tours.begin(olive, crew);
  await first.clock.advance(10 * minute);
  await first.end();
  const offAt = first.clock.now();
  const clock = new FakeClock(at(offAt), "boot-2");
  const { now, stamp } = wrongBy(clock, offAt + offMs - clock.now());
  const unit = await startUpkeep({ dir: first.dir, clock, stamp });
  return { ...unit, now, offAt };
}

test("after a night without power a tour is over with the unit, though the computer woke with yesterday's time", async () => {
  const { upkeep, parts, clock, now, offAt } = await overPowerCut(14 * hour, (at) => at + minute);
  await clock.advance(5 * minute);
  expect(upkeep.tours.running()).toMatchObject({ person: "olive" });
  parts.countRead({ camera: "front", revision: 1 }, []);
  now.isKnown = true;
  await clock.advance(2 * minute);
  expect(upkeep.tours.running()).toBeNull();
  const about = { person: "olive", end: "unit off", endedAt: offAt, lastedMs: near(10 * minute), reads: 0 };
  expect(upkeep.tours.between(always, null)).toMatchObject([about]);
});

test("a minute without power ends no tour, though the computer woke with a time of years ahead", async () => {
  const { upkeep, clock, now } = await overPowerCut(minute, (at) => at + 1_000 * day);
  await clock.advance(5 * minute);
  now.isKnown = true;
  await clock.advance(2 * minute);
  expect(upkeep.tours.running()).toMatchObject({
    ...{ person: "olive", lastedMs: near(18 * minute) },
    cameras: [{ id: "front", blindMs: near(minute) }, { id: "rear" }],
  });
});

test("where nothing else tells the time the computer's own clock ends such a tour, and a sign-on does at once", async () => {
  const alone = await overPowerCut(14 * hour, (at) => at + 14 * hour);
  await alone.clock.advance(19 * minute);
  expect(alone.upkeep.tours.running()).not.toBeNull();
  await alone.clock.advance(2 * minute);
  expect(alone.upkeep.tours.running()).toBeNull();
  const next = await overPowerCut(14 * hour, (at) => at + 14 * hour);
  await next.clock.advance(minute);
  next.upkeep.tours.begin(sam, crew);
  expect(next.upkeep.tours.between(always, "olive")).toMatchObject([
    { end: "unit off", endedAt: next.offAt },
  ]);
});

test("a tour that nobody signs off from ends after a day", async () => {
  const { upkeep, clock } = await startUpkeep({});
  upkeep.tours.begin(olive, crew);
  clock.suspend(day - 5 * minute);
  await clock.advance(minute);
  expect(upkeep.tours.running()).not.toBeNull();
  await clock.advance(5 * minute);
  expect(upkeep.tours.running()).toBeNull();
  expect(upkeep.tours.between(always, null)).toMatchObject([{ end: "no sign-off", lastedMs: near(day) }]);
});

test("a sign-off that a full disk did not take does not run on after a restart", async () => {
  const first = await startUpkeep({});
  first.upkeep.tours.begin(olive, crew);
  await first.clock.advance(minute);
  const taking = { ...first.store.upkeep };
  const refuse = (): never => {
    throw new Error("database or disk is full");
  };
  Object.assign(first.store.upkeep, { put: refuse });
  expect(first.upkeep.tours.end(olive, "")).toMatchObject({ end: "sign-off" });
  Object.assign(first.store.upkeep, taking);
  await first.clock.advance(minute);
  await first.end();
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  await second.clock.advance(minute);
  expect(second.upkeep.tours.running()).toBeNull();
  expect(second.upkeep.tours.between(always, null)).toMatchObject([{ end: "sign-off" }]);
});

test("what ended while the clock stood at 1970 is kept as long as all else, counted from when the time is known", async () => {
  const unit = await startUpkeep({});
  const put = (id: string, at: number): void =>
    unit.store.upkeep.put("tour", { id, at, open: false, body: {} });
  put("unset", 0);
  put("old", unit.clock.now() - 3 * 365 * day);
  const since = unit.clock.now();
  await turnOf(unit);
  expect(unit.store.upkeep.get("tour", "unset")?.at).toBeGreaterThanOrEqual(since);
  expect(unit.store.upkeep.get("tour", "old")).toBeNull();
});
