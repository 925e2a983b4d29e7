import { uptime } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, Slept } from "../domain/ports.js";
import { bootId } from "./boot-id.js";
import { nsOf } from "../domain/elapsed.js";

/** The two clocks of the kernel that know of a computer that slept. */
export interface KernelClocks {
  /** CLOCK_MONOTONIC, nanoseconds: stands still while the computer sleeps. */
  readonly runNs: () => bigint;
  /** CLOCK_BOOTTIME, seconds, to the hundredth (proc(5), `uptime`): goes on. */
  readonly uptimeS: () => number;
  /** CLOCK_REALTIME, milliseconds: goes on too. It is believed in nothing, it only says when to look at the uptime. */
  readonly wallMs: () => number;
}

const kernel: KernelClocks = {
  runNs: () => process.hrtime.bigint(),
  uptimeS: uptime,
  wallMs: () => Date.now(),
};

/** A difference below this is no sleep: one of the clocks is read to the hundredth of a second. */
const leastSleepMs = 100;
const leastSleepNs = 100_000_000n;
/** The uptime is a file to read, and the time is asked for at each picture. */
const lookEveryNs = 50_000_000n;

/**
 * The machine's clock. `monoNs` counts what the computer slept, and compares over processes of one boot to a hundredth of a
 * second, so that stamps of the vision process mean the same here. A container with an uptime of its own cannot see sleep.
 */
export function createClock(clocks: KernelClocks = kernel): Clock {
  let slept: Slept = { totalNs: 0n, wokeNs: 0n };
  let lookedNs: bigint | null = null;
  let lookedWallMs = 0;
  /** The first look after waking up must not wait: a moment without the night in it would pass for a step of the wall clock. */
  const isDue = (runNs: bigint): boolean =>
    lookedNs === null || runNs - lookedNs >= lookEveryNs || clocks.wallMs() - lookedWallMs >= leastSleepMs;
  const monoNs = (): bigint => {
    const runNs = clocks.runNs();
    if (isDue(runNs)) {
      const totalNs = nsOf(clocks.uptimeS() * 1e3) - runNs;
      // What was slept before this process began is no waking up of its own.
      if (totalNs - slept.totalNs >= leastSleepNs)
        slept = { totalNs, wokeNs: lookedNs === null ? 0n : runNs + totalNs };
      lookedNs = runNs;
      lookedWallMs = clocks.wallMs();
    }
    return runNs + slept.totalNs;
  };
  return {
    now: () => Date.now(),
    monoNs,
    slept: () => slept,
    boot: bootId(),
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      await wait(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
    },
  };
}
