// What the computer says of itself, from /sys and /proc: heat, throttling, voltage, memory, wear of flash memory.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { degreesLeft, type MachineLook } from "../core/machine.js";
import { lookAtDisks } from "./disk-wear.js";
import { memoryLeft } from "./memory.js";

/** What is read from files; the rest of a look is measured in the program. */
export type MachineFiles = Omit<MachineLook, "eventLoopLagMs" | "commitMs" | "writesWaiting">;

async function text(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return null;
  }
}

async function integer(path: string): Promise<number | null> {
  const found = await text(path);
  return found !== null && /^-?(?:0x[0-9a-f]+|\d+)$/i.test(found) ? Number(found) : null;
}

async function below(folder: string, pattern: RegExp): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const most = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** Nvidia's zone of the power chip says 100 °C whatever it has. */
const saysNothing = /^PMIC-Die$/i;

/**
 * The zone nearest to where it switches the computer off, and at what (thermal sysfs, millidegrees): each zone by its own
 * limit, for a radio that ends at 80 °C beside a processor that ends at 105 °C makes a warm processor no fault.
 */
async function heat(root: string): Promise<Pick<MachineFiles, "temperatureC" | "switchOffC">> {
  const zones = await below(join(root, "sys/class/thermal"), /^thermal_zone\d+$/);
  let nearest: Pick<MachineFiles, "temperatureC" | "switchOffC"> = { temperatureC: null, switchOffC: null };
  for (const zone of zones) {
    const value = await integer(join(zone, "temp"));
    // Sensors that are not there say 0 or less, or hundreds.
    if (value === null || value <= 0 || value > 150_000) continue;
    if (saysNothing.test((await text(join(zone, "type"))) ?? "")) continue;
    const found = { temperatureC: value / 1_000, switchOffC: await switchOffOf(zone) };
    if (degreesLeft(found) < degreesLeft(nearest)) nearest = found;
  }
  return nearest;
}

async function switchOffOf(zone: string): Promise<number | null> {
  const ends: number[] = [];
  for (const type of await below(zone, /^trip_point_\d+_type$/)) {
    if ((await text(type)) !== "critical") continue;
    const end = await integer(type.replace(/_type$/, "_temp"));
    if (end !== null && end > 60_000 && end < 150_000) ends.push(end / 1_000);
  }
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Bits of the Raspberry Pi's firmware: 0 voltage too low, 1 frequency capped, 2 throttled, 3 soft limit of temperature. */
async function raspberry(root: string): Promise<number | null> {
  const found = await text(join(root, "sys/devices/platform/soc/soc:firmware/get_throttled"));
  return found !== null && /^(?:0x)?[0-9a-f]{1,8}$/i.test(found) ? Number.parseInt(found, 16) : null;
}

/** How often Intel's cores were slowed down since the start; it only grows. */
async function throttleCount(root: string): Promise<number | null> {
  const cores = await below(join(root, "sys/devices/system/cpu"), /^cpu\d+$/);
  const counts: number[] = [];
  for (const core of cores) {
    const count = await integer(join(core, "thermal_throttle/core_throttle_count"));
    if (count !== null) counts.push(count);
  }
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Whether a passive cooler (a slower processor) is at work: boards other than those two. */
async function isCooled(root: string): Promise<boolean | null> {
  const coolers = await below(join(root, "sys/class/thermal"), /^cooling_device\d+$/);
  const states: boolean[] = [];
  for (const cooler of coolers) {
    if (!/processor|cpufreq|cpu-freq|gpu/i.test((await text(join(cooler, "type"))) ?? "")) continue;
    const state = await integer(join(cooler, "cur_state"));
    if (state !== null) states.push(state > 0);
  }
  return states.length === 0 ? null : states.includes(true);
}

async function lowVoltage(root: string): Promise<boolean | null> {
  for (const monitor of await below(join(root, "sys/class/hwmon"), /^hwmon\d+$/)) {
    if ((await text(join(monitor, "name"))) !== "rpi_volt") continue;
    const alarm = await integer(join(monitor, "in0_lcrit_alarm"));
    if (alarm !== null) return alarm > 0;
  }
  return null;
}

/** Creates what reads it all; `root` is `/` but in tests. It never throws: what is not there is null. */
export function createMachineProbe(root = "/"): () => Promise<MachineFiles> {
  let counted: number | null = null;
  return async () => {
    const bits = await raspberry(root);
    const count = await throttleCount(root);
    const rose = count === null || counted === null ? null : count > counted;
    counted = count;
    const throttled = [bits === null ? null : (bits & 0b1110) !== 0, rose, await isCooled(root)];
    const known = throttled.filter((one) => one !== null);
    return {
      ...(await heat(root)),
      throttled: known.length === 0 ? null : known.includes(true),
      underVoltage: bits === null ? await lowVoltage(root) : (bits & 1) !== 0,
      ...(await memoryLeft(root)),
      diskWearPercent: most((await lookAtDisks({ root })).map(({ percent }) => percent)),
    };
  };
}

/** How late timers of this thread come, in milliseconds: the 99th percentile since it was asked last. */
export function openLagMeter(): () => number {
  const resolutionMs = 20;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    const lateMs = histogram.percentile(99) / 1e6 - resolutionMs;
    histogram.reset();
    return Number.isFinite(lateMs) ? Math.max(0, Math.round(lateMs)) : 0;
  };
}
