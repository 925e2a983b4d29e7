import { describe, expect, it } from "vitest";
import { daemonActor, type AuditEvent } from "../../../src/shared/domain/actor.js";
import { newestRecordAt } from "../../../src/unit/daemon/sensing.js";
import { createFaults } from "../../../src/shared/platform/fault-board.js";
import { createTimeTrust } from "../../../src/shared/domain/time-trust.js";
import { createTimeKeeper, type TimeKeeperDeps } from "../../../src/unit/health/time-keeper.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

function setUp(changes: Partial<TimeKeeperDeps> = {}) {
  const clock = new FakeClock();
  const audited: string[] = [];
  const heard: string[] = [];
  const faults = createFaults({
    clock,
    log: memoryLog(),
    newId: () => "f",
    shown: (text) => text,
    onChange: () => undefined,
  });
  const keeper = createTimeKeeper({
    clock,
    log: memoryLog(),
    faults,
    audit: { append: (event: Omit<AuditEvent, "at">) => void audited.push(event.event) },
    gpsOffset: () => null,
    ntpSynchronised: () => Promise.resolve(false),
    ntpKin: () => Promise.resolve([]),
    trust: { hear: (source) => void heard.push(source), utcAt: () => null, claims: () => [] },
    newestRecordAt: null,
    doubt: { beforeStartMs: null, sinceVouchedMs: () => 0 },
    notBefore: Date.UTC(2025, 0, 1),
    bootId: "boot-1",
    ...changes,
  });
  return { clock, keeper, audited, faults, heard };
}

describe("the time keeper", () => {
  it("stamps the moment of capture, not the moment of asking", async () => {
    const t = setUp();
    const captured = t.clock.monoNs();
    const at = t.clock.now();
    await t.clock.advance(3_000);
    expect(t.keeper.stamp(captured)).toEqual({ at, uncertaintyMs: 1_000, source: "system" });
  });

  it("counts a night with the lid closed: no step, the vouched time goes on, and the stamp and the trail say so", async () => {
    const trust = createTimeTrust({ notBefore: Date.UTC(2025, 0, 1) });
    const t = setUp({ trust, ntpSynchronised: () => Promise.resolve(true) });
    trust.vouch({ at: t.clock.now(), monoNs: t.clock.monoNs(), by: ["person"] });
    await t.keeper.look();
    t.clock.suspend(8 * 3_600_000);
    await t.keeper.look();
    expect(trust.utcAt(t.clock.monoNs())).toBe(t.clock.now());
    expect(t.audited).toEqual(["computer-slept"]);
    expect(t.faults.list()).toEqual([]);
    expect(t.keeper.stamp(t.clock.monoNs())).toEqual({
      at: t.clock.now(),
      uncertaintyMs: 1_000,
      source: "ntp",
    });
    await t.clock.advance(2_100_000);
    expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ uncertaintyMs: 50 });
  });

  it("corrects a system clock by GPS", () => {
    const t = setUp({ gpsOffset: () => ({ offsetMs: 40_000, uncertaintyMs: 300, ageMs: 0 }) });
    expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ at: t.clock.now() + 40_000, source: "gps" });
  });

  it("tells of a GPS receiver that contradicts it, and of a clock behind the unit's records", async () => {
    let offsetMs: number | null = 400 * 86_400_000;
    const t = setUp({
      gpsOffset: () => (offsetMs === null ? null : { offsetMs, uncertaintyMs: 300, ageMs: 0 }),
      newestRecordAt: new FakeClock().now() + 90 * 86_400_000,
    });
    const stop = new AbortController();
    const done = t.keeper.run(stop.signal);
    await t.clock.advance(1_000);
    expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ source: "gps", other: { source: "system" } });
    expect(t.faults.list()).toMatchObject([{ code: "CLOCK_CONFLICT" }]);
    offsetMs = null;
    await t.clock.advance(1_000);
    expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ source: "unset", uncertaintyMs: 2 ** 31 });
    expect(t.faults.list()).toMatchObject([{ code: "CLOCK_UNSET" }]);
    stop.abort();
    await done;
  });

  it("prefers network time where it is the better one", async () => {
    const t = setUp({
      gpsOffset: () => ({ offsetMs: 120, uncertaintyMs: 300, ageMs: 0 }),
      ntpSynchronised: () => Promise.resolve(true),
    });
    const stop = new AbortController();
    const done = t.keeper.run(stop.signal);
    await t.clock.advance(1_000);
    expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ source: "ntp", uncertaintyMs: 50 });
    stop.abort();
    await done;
  });

  it("calls a clock from before the program unset, as a fault", async () => {
    const t = setUp({ notBefore: Date.UTC(2030, 0, 1) });
    const stop = new AbortController();
    const done = t.keeper.run(stop.signal);
    await t.clock.advance(1_000);
    expect(t.keeper.stamp(t.clock.monoNs()).source).toBe("unset");
    expect(t.faults.list()).toMatchObject([{ code: "CLOCK_UNSET" }]);
    stop.abort();
    await done;
  });

  it("tells the trust what GPS and network time say, and asks anew after a step", async () => {
    let gpsAgeMs = 0;
    let synchronised = true;
    const t = setUp({
      gpsOffset: () => ({ offsetMs: 0, uncertaintyMs: 300, ageMs: gpsAgeMs }),
      ntpSynchronised: () => Promise.resolve(synchronised),
    });
    let stepped = 0;
    const now = t.clock.now.bind(t.clock);
    t.clock.now = () => now() + stepped;
    const stop = new AbortController();
    const done = t.keeper.run(stop.signal);
    await t.clock.advance(500);
    expect(t.heard).toEqual(["gps", "ntp"]);
    gpsAgeMs = 60_000;
    await t.clock.advance(1_000);
    expect(t.heard).toEqual(["gps", "ntp", "ntp"]);
    [stepped, synchronised] = [94_608_000_000, false];
    await t.clock.advance(1_000);
    expect(t.heard).toHaveLength(3);
    stop.abort();
    await done;
  });

  it("audits a stepped system clock", async () => {
    const t = setUp();
    let stepped = 0;
    const now = t.clock.now.bind(t.clock);
    t.clock.now = () => now() + stepped;
    const stop = new AbortController();
    const done = t.keeper.run(stop.signal);
    await t.clock.advance(2_000);
    expect(t.audited).toEqual([]);
    stepped = 3_600_000;
    await t.clock.advance(2_000);
    expect(t.audited).toEqual(["clock-step"]);
    expect(t.faults.list()).toMatchObject([
      { code: "CLOCK_STEP", text: "the system clock went 1.0 hours ahead" },
    ]);
    await t.clock.advance(3_600_000);
    expect(t.faults.list()).toEqual([]);
    stop.abort();
    await done;
  });
});

it("the floor is the newest vouched time; records of a clock that was ahead count only where nobody ever vouched", () => {
  const ahead = Date.UTC(2029, 0, 1);
  const store = {
    newestReads: () => [],
    auditEvents: () => [{ at: ahead } as AuditEvent],
    lastVouchedAt: (): number | null => Date.UTC(2026, 0, 1),
    clockDoubtMs: () => 0,
  };
  expect(newestRecordAt(store)).toBe(Date.UTC(2026, 0, 1));
  expect(newestRecordAt({ ...store, lastVouchedAt: () => null })).toBe(ahead);
});

it("lines of the trail are of no surer time than its clock, which leapt: one that was ahead for a moment unsets no clock", () => {
  const [now, day] = [Date.UTC(2026, 0, 15), 86_400_000];
  const by = { actor: daemonActor, outcome: "success" } as const;
  const step = (at: number, movedMs: number): AuditEvent => {
    return { ...by, at, event: "clock-step", detail: { movedMs } };
  };
  const line: AuditEvent = { ...by, at: now + day, event: "start" };
  const store = {
    newestReads: () => [],
    auditEvents: () => [step(now, -day), line, step(now + day, day)],
    lastVouchedAt: () => null,
    clockDoubtMs: () => 0,
  };
  expect(newestRecordAt(store)).toBe(now - day);
  // Moved while it was off: the trail has no line of it.
  expect(newestRecordAt({ ...store, auditEvents: () => [line], clockDoubtMs: () => 2 * day })).toBe(
    now - day,
  );
});

it("a clock that was moved and that nobody vouched for since is uncertain by as much", () => {
  const t = setUp({ doubt: { beforeStartMs: null, sinceVouchedMs: () => 86_400_000 } });
  expect(t.keeper.stamp(t.clock.monoNs())).toMatchObject({ source: "system", uncertaintyMs: 86_400_000 });
});
