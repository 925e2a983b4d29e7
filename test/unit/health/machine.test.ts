import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMachineJudge, type MachineLook } from "../../../src/unit/core/machine.js";
import { createMachineWatch } from "../../../src/unit/health/machine-watch.js";
import { createMachineProbe, openLagMeter } from "../../../src/unit/os/machine.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** A computer whose /sys and /proc hold these files. */
function computer(files: Readonly<Record<string, string>>) {
  const root = scratchFolder();
  const set = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  };
  for (const [path, text] of Object.entries(files)) set(path, text);
  return { set, probe: createMachineProbe(root) };
}

const nothing: MachineLook = {
  ...{ temperatureC: null, switchOffC: null, throttled: null, underVoltage: null, diskWearPercent: null },
  ...{ memoryAvailableBytes: null, memoryTotalBytes: null, eventLoopLagMs: null, commitMs: null },
  writesWaiting: 0,
};

test("a Raspberry Pi tells heat, throttling, voltage and wear; what is not there is null, rubbish too", async () => {
  const throttled = "sys/devices/platform/soc/soc:firmware/get_throttled";
  const pi = computer({
    "sys/class/thermal/thermal_zone0/temp": "71234",
    "sys/class/thermal/thermal_zone0/trip_point_0_type": "critical",
    "sys/class/thermal/thermal_zone0/trip_point_0_temp": "110000",
    "sys/class/thermal/thermal_zone1/temp": "-273000",
    [throttled]: "50005",
    "sys/block/mmcblk0/device/life_time": "0x03 0x09",
    "sys/block/mmcblk0/device/pre_eol_info": "0x01",
    "proc/meminfo": "MemTotal:        4000000 kB\nMemFree:  1 kB\nMemAvailable:    1000000 kB",
  });
  expect(await pi.probe()).toEqual({
    ...{ temperatureC: 71.234, switchOffC: 110, throttled: true, underVoltage: true, diskWearPercent: 80 },
    ...{ memoryAvailableBytes: 1_024_000_000, memoryTotalBytes: 4_096_000_000 },
  });
  // What happened earlier (the upper bits) is over.
  pi.set(throttled, "50000");
  expect(await pi.probe()).toMatchObject({ throttled: false, underVoltage: false });
  pi.set(throttled, "no idea");
  pi.set("sys/block/mmcblk0/device/life_time", "0x00 0xff");
  expect(await pi.probe()).toMatchObject({ throttled: null, underVoltage: null, diskWearPercent: null });
  expect(await computer({}).probe()).toEqual({
    ...{ temperatureC: null, switchOffC: null, throttled: null, underVoltage: null, diskWearPercent: null },
    ...{ memoryAvailableBytes: null, memoryTotalBytes: null },
  });
});

test("a limit set on the service counts where it leaves less than the computer has, its parents' limits too", async () => {
  const group = "sys/fs/cgroup/system.slice/tagwatch.service";
  const service = computer({
    "proc/meminfo": "MemTotal:        8000000 kB\nMemAvailable:    6000000 kB",
    "proc/self/cgroup": "0::/system.slice/tagwatch.service",
    [`${group}/memory.high`]: "1300000000",
    [`${group}/memory.max`]: "1500000000",
    [`${group}/memory.current`]: "1290000000",
    // The kernel gives what it read from files back at once.
    [`${group}/memory.stat`]:
      "anon 500000000\ninactive_file 300000000\nactive_file 400000000\nslab_reclaimable 0",
  });
  expect(await service.probe()).toMatchObject({
    ...{ memoryAvailableBytes: 710_000_000, memoryTotalBytes: 1_300_000_000 },
  });
  service.set(`${group}/memory.stat`, "inactive_file 1000000\nactive_file 2000000\nslab_reclaimable 0");
  expect(await service.probe()).toMatchObject({
    ...{ memoryAvailableBytes: 13_000_000, memoryTotalBytes: 1_300_000_000 },
  });
  service.set(`${group}/memory.high`, "max");
  service.set(`${group}/memory.max`, "max");
  expect(await service.probe()).toMatchObject({ memoryTotalBytes: 8_192_000_000 });
  service.set("sys/fs/cgroup/system.slice/memory.max", "2000000000");
  service.set("sys/fs/cgroup/system.slice/memory.current", "2100000000");
  expect(await service.probe()).toMatchObject({ memoryAvailableBytes: 0, memoryTotalBytes: 2_000_000_000 });
});

test("a limit of the older kind of control groups counts, and its word for no limit does not", async () => {
  const group = "sys/fs/cgroup/memory/unit";
  const service = computer({
    "proc/meminfo": "MemTotal:        8000000 kB\nMemAvailable:    6000000 kB",
    "proc/self/cgroup": "9:name=systemd:/\n4:memory:/unit\n0::/",
    [`${group}/memory.limit_in_bytes`]: "1000000000",
    [`${group}/memory.usage_in_bytes`]: "990000000",
    [`${group}/memory.stat`]: "total_inactive_file 10000000\ntotal_active_file 0",
  });
  expect(await service.probe()).toMatchObject({
    ...{ memoryAvailableBytes: 20_000_000, memoryTotalBytes: 1_000_000_000 },
  });
  service.set(`${group}/memory.limit_in_bytes`, "9223372036854771712");
  expect(await service.probe()).toMatchObject({ memoryAvailableBytes: 6_144_000_000 });
});

test("each zone of heat is judged by its own limit, and one that always says 100 °C by none", async () => {
  const zone = (n: number) => `sys/class/thermal/thermal_zone${String(n)}`;
  const board = computer({
    [`${zone(0)}/temp`]: "85000",
    [`${zone(0)}/trip_point_0_type`]: "critical",
    [`${zone(0)}/trip_point_0_temp`]: "105000",
    [`${zone(1)}/temp`]: "45000",
    [`${zone(1)}/trip_point_0_type`]: "critical",
    [`${zone(1)}/trip_point_0_temp`]: "80000",
    [`${zone(2)}/type`]: "PMIC-Die",
    [`${zone(2)}/temp`]: "100000",
  });
  expect(await board.probe()).toMatchObject({ temperatureC: 85, switchOffC: 105 });
  board.set(`${zone(1)}/temp`, "77000");
  expect(await board.probe()).toMatchObject({ temperatureC: 77, switchOffC: 80 });
});

test("a PC is throttled while its count grows, another board while its processor is held back", async () => {
  const count = "sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count";
  const pc = computer({ [count]: "7" });
  expect((await pc.probe()).throttled).toBeNull();
  expect((await pc.probe()).throttled).toBe(false);
  pc.set(count, "9");
  expect((await pc.probe()).throttled).toBe(true);
  const cooler = "sys/class/thermal/cooling_device0";
  const board = computer({ [`${cooler}/type`]: "cpufreq-cpu0", [`${cooler}/cur_state`]: "2" });
  expect((await board.probe()).throttled).toBe(true);
  const fan = computer({ [`${cooler}/type`]: "pwm-fan", [`${cooler}/cur_state`]: "2" });
  expect((await fan.probe()).throttled).toBeNull();
});

test.each<readonly [string, Partial<MachineLook>, Partial<MachineLook>, string]>([
  ["heat", { temperatureC: 89 }, { temperatureC: 84 }, "COMPUTER_HOT computer warning"],
  [
    "heat at its end",
    { temperatureC: 108, switchOffC: 110 },
    { temperatureC: 95, switchOffC: 110 },
    "COMPUTER_HOT computer critical",
  ],
  [
    "little memory",
    { memoryAvailableBytes: 10, memoryTotalBytes: 1_000 },
    { memoryAvailableBytes: 80, memoryTotalBytes: 1_000 },
    "COMPUTER_MEMORY computer critical",
  ],
  ["throttling", { throttled: true }, { throttled: true }, "COMPUTER_THROTTLED computer warning"],
  ["low voltage", { underVoltage: true }, { underVoltage: true }, "POWER_LOW computer warning"],
  ["worn flash", { diskWearPercent: 100 }, { diskWearPercent: 80 }, "DISK_WEAR disk critical"],
  ["a slow disk", { commitMs: 1_500 }, { commitMs: 400 }, "DISK_SLOW disk warning"],
  ["a busy daemon", { eventLoopLagMs: 600 }, { eventLoopLagMs: 300 }, "COMPUTER_SLOW computer warning"],
])(
  "%s is a fault after three looks, stands at its limit, and is over after six good ones",
  (_name, bad, limit, name) => {
    const judge = createMachineJudge();
    const look = (change: Partial<MachineLook>) =>
      judge
        .look({ ...nothing, ...change })
        .map((fault) => `${fault.code} ${fault.subject} ${fault.severity}`);
    for (let i = 0; i < 5; i++) {
      expect(look(bad)).toEqual([]);
      expect(look(bad)).toEqual([]);
      look({});
    }
    for (let i = 0; i < 2; i++) look(bad);
    expect(look(bad)).toEqual([name]);
    for (let i = 0; i < 20; i++) expect(look(limit)[0]).toContain(name.split(" ")[0]);
    for (let i = 0; i < 5; i++) expect(look({})).toHaveLength(1);
    expect(look({})).toEqual([]);
  },
);

test("a write that hangs is slow while it hangs; the longest of the last minute is shown; alerts wait for nothing", async () => {
  const clock = new FakeClock();
  const faults = memoryFaults();
  let waiting = 0;
  const watch = createMachineWatch({
    ...{ clock, faults, lagMs: () => 0, waiting: () => waiting },
    probe: () => Promise.resolve(nothing),
  });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const running = watch.run(stop.signal);
  await clock.advance(0);
  expect(watch.status()).toMatchObject({ commitMs: null, writesWaiting: 0 });
  await watch.timed(async () => clock.advance(20));
  await watch.timed(async () => clock.advance(5));
  waiting = 7;
  let release = (): void => undefined;
  const hanging = watch.timed(() => new Promise<void>((resolve) => (release = resolve)));
  await clock.advance(45_000);
  expect(watch.status()).toMatchObject({ writesWaiting: 7 });
  expect([...faults.standing.keys()]).toEqual(["DISK_SLOW disk"]);
  release();
  await hanging;
  waiting = 0;
  await expect(watch.timed(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
  await clock.advance(50_000);
  expect(watch.status()?.commitMs).toBeGreaterThan(40_000);
  await clock.advance(120_000);
  expect(watch.status()).toMatchObject({ commitMs: null, writesWaiting: 0 });
  expect(faults.standing.size).toBe(0);
  stop.abort();
  await running;
});

test("the lag of the event loop is a number of milliseconds", async () => {
  const lagMs = openLagMeter();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(lagMs()).toBeGreaterThanOrEqual(0);
});
