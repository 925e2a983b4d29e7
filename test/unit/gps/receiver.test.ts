import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GpsConfig } from "../../../src/unit/config/schema.js";
import { createGpsReceiver } from "../../../src/unit/gps/receiver.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { burst } from "../../kit/samples/nmea.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const drive = new URL("../../../fixtures/nmea/drive.nmea", import.meta.url).pathname;
const notBefore = Date.UTC(2026, 0, 1);

function open(config: GpsConfig, clock = new FakeClock()) {
  const faults = memoryFaults();
  const log = memoryLog();
  const receiver = createGpsReceiver({ config, clock, log, faults, notBefore, random: () => 0 });
  const stop = new AbortController();
  const running = receiver.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  return { receiver, faults, log, clock, stop, running };
}

function logFile(text: string): string {
  const file = join(scratchFolder(), "drive.nmea");
  writeFileSync(file, text);
  return file;
}

/** Resolves when the file is read: the player of the log and the watch over the fixes both wait for the clock. */
const opened = (clock: FakeClock): Promise<void> => clock.untilAsleep(2);

async function advance(clock: FakeClock, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) await clock.advance(1_000);
}

describe("a unit without a receiver", () => {
  it("has no position and no fault", async () => {
    const { receiver, faults, clock } = open({ kind: "none" });
    await advance(clock, 60);
    expect([receiver.latest(), receiver.at(0n), receiver.timeOffset(), faults.course]).toEqual([
      null,
      null,
      null,
      [],
    ]);
    expect(receiver.status().state).toBe("off");
  });
});

describe("a pole", () => {
  it("stands where the configuration says, at any moment", async () => {
    const { receiver, faults, clock } = open({ kind: "fixed", lat: 38.9, lon: -94.6 });
    expect(receiver.latest()).toMatchObject({ lat: 38.9, lon: -94.6, quality: "fixed", at: clock.now() });
    await advance(clock, 3_600);
    expect(receiver.at(5n)).toMatchObject({ monoNs: 5n, quality: "fixed" });
    expect([receiver.status().state, faults.course]).toEqual(["live", []]);
  });
});

describe("a replayed drive", () => {
  it("moves at its own pace with fixes of now, and is no source of time", async () => {
    const { receiver, clock, faults } = open({ kind: "replay", file: drive, loop: false, staleAfter: 5_000 });
    await opened(clock);
    await advance(clock, 100);
    const fix = receiver.latest()!;
    expect(clock.now() - fix.at).toBeLessThanOrEqual(1_000);
    expect(fix).toMatchObject({ quality: "3d", satellites: 9 });
    expect(receiver.at(fix.monoNs - 500_000_000n)).toMatchObject({ monoNs: fix.monoNs - 500_000_000n });
    expect([receiver.timeOffset(), faults.course, receiver.status().refused]).toEqual([null, [], {}]);
  });

  it("ends: the last fix grows stale and the fault says so, without starting over", async () => {
    const file = logFile(burst(0) + burst(1) + burst(2));
    const { receiver, clock, faults } = open({ kind: "replay", file, loop: false, staleAfter: 5_000 });
    await opened(clock);
    await advance(clock, 3);
    expect(receiver.status().state).toBe("live");
    await advance(clock, 30);
    expect(receiver.latest()!.quality).toBe("stale");
    await advance(clock, 60);
    expect(receiver.latest()).toBeNull();
    expect(receiver.status()).toMatchObject({ state: "lost", reopened: 0 });
    expect(faults.course).toEqual(["GPS_LOST gps: the GPS receiver says nothing"]);
  });

  it("that repeats one report, time and all, is lost, and the fault says so", async () => {
    const { receiver, clock, faults } = open({
      kind: "replay",
      file: logFile(burst(0)),
      loop: true,
      staleAfter: 5_000,
    });
    await opened(clock);
    await advance(clock, 4);
    expect(receiver.latest()!.quality).toBe("3d");
    await advance(clock, 10);
    expect(receiver.latest()!.quality).toBe("stale");
    expect(receiver.status().state).toBe("lost");
    expect(faults.course).toEqual(["GPS_LOST gps: the GPS receiver repeats one report (143000.00)"]);
    await advance(clock, 60);
    expect(receiver.latest()).toBeNull();
  });

  it("that jumps 500 km is told, and the new place counts once it has persisted", async () => {
    const away = "3430.0000,N,09449.1456,W";
    const bursts = (from: number, to: number, place?: string): string =>
      Array.from({ length: to - from }, (_, i) => burst(from + i, place)).join("");
    const there = bursts(10, 50, away);
    const file = logFile(bursts(0, 10) + there);
    const { receiver, clock, faults } = open({ kind: "replay", file, loop: false, staleAfter: 5_000 });
    await opened(clock);
    await advance(clock, 30);
    expect(receiver.latest()!.lat).toBeCloseTo(38.88, 1);
    expect(receiver.status().state).toBe("lost");
    expect(faults.list().map((fault) => fault.code)).toEqual(["GPS_JUMP", "GPS_LOST"]);
    expect(faults.list()[0].text).toContain("48");
    await advance(clock, 18);
    expect(receiver.latest()).toMatchObject({ lat: 34.5, quality: "3d" });
    expect(faults.list()).toEqual([]);
  });

  it("loops when asked to", async () => {
    const file = logFile(burst(0) + burst(1) + burst(2));
    const { receiver, clock, faults } = open({ kind: "replay", file, loop: true, staleAfter: 5_000 });
    await opened(clock);
    await advance(clock, 60);
    expect([receiver.status().state, faults.course]).toEqual(["live", []]);
    expect(clock.now() - receiver.latest()!.at).toBeLessThanOrEqual(1_000);
  });

  it.each([
    ["missing", "/nowhere/drive.nmea", "cannot be read"],
    ["without positions", "", "holds no valid RMC"],
  ])("that is %s is a fault with its reason, tried again", async (_, path, words) => {
    const file = path || logFile("garbage\r\n");
    const { receiver, clock, faults } = open({ kind: "replay", file, loop: false, staleAfter: 5_000 });
    while (receiver.status().reopened < 2 || faults.list().length === 0) {
      await opened(clock);
      await clock.advance(1_000);
    }
    expect(faults.list()[0]).toMatchObject({ code: "GPS_LOST", subject: "gps", severity: "warning" });
    expect(faults.list()[0].text).toContain(words);
  });
});
