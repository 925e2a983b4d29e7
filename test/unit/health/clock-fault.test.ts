import { expect, it } from "vitest";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import { createTimeKeeper } from "../../../src/unit/health/time-keeper.js";
import type { ClockDoubt } from "../../../src/unit/health/clock-reports.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

const day = 86_400_000;
const nothing: ClockDoubt = { beforeStartMs: null, sinceVouchedMs: () => 0 };

/** A unit whose system clock is `wrongMs` off the true time, and what becomes of its faults. */
function setUp(wrongMs: number, doubt = nothing) {
  const clock = new FakeClock();
  const world = { wrongMs, hasGps: false, gpsWrongMs: 0, hasNtp: false, isVouched: false };
  const trueNow = clock.now.bind(clock);
  clock.now = () => trueNow() + world.wrongMs;
  const course: string[] = [];
  let ids = 0;
  const faults = createFaults({
    ...{ clock, log: memoryLog(), newId: () => `f${String(++ids)}`, shown: (text) => text },
    onChange: (change, { id, code }) => void course.push(`${change} ${code} ${id}`),
  });
  const keeper = createTimeKeeper({
    ...{ clock, log: memoryLog(), faults, audit: { append: () => undefined }, doubt },
    gpsOffset: () =>
      world.hasGps ? { offsetMs: world.gpsWrongMs - world.wrongMs, uncertaintyMs: 300, ageMs: 0 } : null,
    ntpSynchronised: () => Promise.resolve(world.hasNtp),
    ntpKin: () => Promise.resolve([]),
    trust: { hear: () => undefined, utcAt: () => (world.isVouched ? trueNow() : null), claims: () => [] },
    ...{ newestRecordAt: null, notBefore: trueNow() - 100 * day, bootId: "boot-1" },
  });
  /** Changes the world and lets the keeper look for some seconds. */
  async function look(changes: Partial<typeof world> = {}, seconds = 3): Promise<void> {
    Object.assign(world, changes);
    for (let n = 0; n < seconds; n++) {
      await keeper.look();
      await clock.advance(1_000);
    }
  }
  return { clock, look, course, faults, trueNow };
}

const since1970 = (): number => -new FakeClock().now();
const movedTo1970: ClockDoubt = { beforeStartMs: since1970(), sinceVouchedMs: () => -since1970() };

it("a clock at 1970 is one fault: unset, then contradicted by GPS, over when it is set", async () => {
  const t = setUp(since1970(), movedTo1970);
  await t.look();
  await t.look({ hasGps: true });
  expect(t.faults.list()).toMatchObject([{ id: "f1", code: "CLOCK_CONFLICT" }]);
  expect(t.faults.list()[0]?.text).toMatch(/the system clock says 1970.*the GPS receiver says 20/);
  await t.look({ wrongMs: 0 });
  await t.look({}, 120);
  expect(t.course).toEqual([
    "raised CLOCK_UNSET f1",
    "changed CLOCK_CONFLICT f1",
    "cleared CLOCK_CONFLICT f1",
  ]);
});

it("set by network time before anything else says the time: over within the minute in which that is known", async () => {
  const t = setUp(since1970());
  await t.look();
  await t.look({ wrongMs: 0 });
  expect(t.faults.list()).toMatchObject([{ code: "CLOCK_STEP", id: "f1" }]);
  await t.look({ hasNtp: true }, 61);
  expect(t.course).toEqual(["raised CLOCK_UNSET f1", "changed CLOCK_STEP f1", "cleared CLOCK_STEP f1"]);
});

it("set by a hand that nobody confirms: the fault stands as a step, until a source vouches", async () => {
  const t = setUp(since1970(), movedTo1970);
  await t.look();
  await t.look({ wrongMs: 0 }, 4_000);
  expect(t.faults.list()).toMatchObject([
    { id: "f1", code: "CLOCK_STEP", text: expect.stringContaining("behind the last run") as string },
  ]);
  await t.look({ isVouched: true });
  expect(t.course.at(-1)).toBe("cleared CLOCK_STEP f1");
});

it("a clock that leaps a day and comes back is one fault, over when it is back", async () => {
  const t = setUp(0);
  await t.look({ hasGps: true });
  await t.look({ wrongMs: day });
  await t.look({ wrongMs: 0 });
  expect(t.course).toEqual(["raised CLOCK_CONFLICT f1", "cleared CLOCK_CONFLICT f1"]);
});

it("with no other clock to compare, a leap is over when the clock is back where it was", async () => {
  const t = setUp(0);
  await t.look();
  await t.look({ wrongMs: day });
  expect(t.faults.list()).toMatchObject([
    { code: "CLOCK_STEP", text: "the system clock went 24.0 hours ahead" },
  ]);
  await t.look({ wrongMs: 0 });
  expect(t.course).toEqual(["raised CLOCK_STEP f1", "cleared CLOCK_STEP f1"]);
});

it("a clock that is moved to where a receiver had gone is not mended by it: the step is told for its hour", async () => {
  const t = setUp(0);
  await t.look({ hasGps: true });
  await t.look({ gpsWrongMs: 700 * day });
  await t.look({ wrongMs: 700 * day });
  expect(t.faults.list()).toMatchObject([
    { id: "f1", code: "CLOCK_STEP", text: "the system clock went 700.0 days ahead" },
  ]);
  await t.look({}, 3_600);
  expect(t.course.at(-1)).toBe("cleared CLOCK_STEP f1");
});

it("contradicts the vouched time: one fault for as long as it does, whatever was told before", async () => {
  const t = setUp(0);
  await t.look();
  await t.look({ wrongMs: 3 * day });
  await t.look({ isVouched: true });
  expect(t.faults.list()).toMatchObject([{ id: "f1", code: "CLOCK_CONFLICT" }]);
  await t.look({ wrongMs: 0 });
  expect(t.course).toEqual([
    "raised CLOCK_STEP f1",
    "changed CLOCK_CONFLICT f1",
    "cleared CLOCK_CONFLICT f1",
  ]);
});

it("is the same fault after a restart, under whatever name it is found again", async () => {
  const t = setUp(since1970());
  t.faults.expect([
    {
      ...{ id: "earlier", part: "clock", code: "CLOCK_CONFLICT", subject: "clock", severity: "warning" },
      ...{ text: "", hint: "", since: 5, acknowledged: null },
    },
  ]);
  await t.look();
  expect(t.faults.list()).toMatchObject([{ id: "earlier", code: "CLOCK_UNSET", since: 5 }]);
});
