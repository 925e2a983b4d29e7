import { describe, expect, it } from "vitest";
import { awakeMsSince, monoMs } from "../../../src/shared/domain/elapsed.js";
import { createClock } from "../../../src/shared/platform/clock.js";

const ns = (seconds: number): bigint => BigInt(Math.round(seconds * 1e9));

/** The kernel's clocks of a computer, as seen by several of its processes. */
function computer(sleptBeforeS = 0) {
  const hands = { runS: 1_000, sleptS: sleptBeforeS, wallErrorMs: 0 };
  const kernel = {
    runNs: () => ns(hands.runS),
    // To the hundredth, cut off (proc(5)).
    uptimeS: () => Math.floor((hands.runS + hands.sleptS) * 100) / 100,
    wallMs: () => (hands.runS + hands.sleptS) * 1e3 + hands.wallErrorMs,
  };
  return { hands, kernel };
}

describe("the clock of a computer that sleeps", () => {
  it("goes on over a closed lid, and is the same in every process", () => {
    const { hands, kernel } = computer();
    const [one, other] = [createClock(kernel), createClock(kernel)];
    const [before] = [one.monoNs(), other.monoNs()];
    hands.sleptS += 10_800;
    hands.runS += 0.06;
    expect(Number(one.monoNs() - before) / 1e9).toBeCloseTo(10_800.06, 1);
    expect(Math.abs(monoMs(one) - monoMs(other))).toBeLessThanOrEqual(10);
    // A command that is started afterwards.
    expect(Math.abs(monoMs(one) - monoMs(createClock(kernel)))).toBeLessThanOrEqual(10);
    expect(Number(one.slept?.().totalNs) / 1e9).toBeCloseTo(10_800, 1);
  });

  it("knows of the sleep with the first look after it, and takes no step of the wall clock for one", () => {
    const { hands, kernel } = computer();
    const clock = createClock(kernel);
    const before = clock.monoNs();
    hands.runS += 0.001;
    hands.sleptS += 10_800;
    expect(Number(clock.monoNs() - before) / 1e9).toBeCloseTo(10_800, 1);
    hands.runS += 0.001;
    hands.wallErrorMs += 86_400_000;
    expect(Number(clock.monoNs() - before) / 1e9).toBeCloseTo(10_800, 1);
  });

  it("never goes back and never jitters while nothing sleeps", () => {
    const { hands, kernel } = computer();
    const clock = createClock(kernel);
    let jitters = 0;
    for (let n = 0; n < 5_000; n++) {
      hands.runS += 0.003_7;
      if (clock.monoNs() !== ns(hands.runS)) jitters++;
    }
    expect(jitters).toBe(0);
    expect(clock.slept?.()).toEqual({ totalNs: 0n, wokeNs: 0n });
  });

  it("keeps to the running clock where the uptime is a container's own", () => {
    const clock = createClock({ runNs: () => ns(90_000), uptimeS: () => 12.5, wallMs: () => 0 });
    expect(clock.monoNs()).toBe(ns(90_000));
  });

  it("does not take the night for silence of what could not answer", () => {
    const { hands, kernel } = computer(3_600);
    const clock = createClock(kernel);
    const heardNs = clock.monoNs();
    hands.runS += 2;
    expect(awakeMsSince(clock, heardNs)).toBeCloseTo(2_000, 3);
    hands.sleptS += 28_800;
    hands.runS += 0.05;
    expect(awakeMsSince(clock, heardNs)).toBe(0);
    hands.runS += 4;
    expect(awakeMsSince(clock, heardNs)).toBeCloseTo(4_000, 3);
  });

  it("agrees with the kernel of this machine", () => {
    const clock = createClock();
    expect(
      Math.abs(monoMs(clock) / 1e3 - Number(clock.slept?.().totalNs) / 1e9 - process.hrtime()[0]),
    ).toBeLessThan(2);
  });
});
