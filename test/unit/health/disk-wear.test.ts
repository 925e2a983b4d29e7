// What disks of each kind leave in /sys, and what smartctl prints of them, with the fields and values of real ones: eMMC by
// JESD84-B51, UFS as the kernel's sysfs-driver-ufs and ChromiumOS (init/tests/storage_info_4.txt) have it, smartctl 7.3 and 7.5.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { wearPart } from "../../../src/unit/cli/care/wear-part.js";
import { wearCheck } from "../../../src/unit/cli/self-test/wear.js";
import { lookAtDisks } from "../../../src/unit/os/disk-wear.js";
import { createMachineProbe } from "../../../src/unit/os/machine.js";
import { askSmart, wearOfSmart } from "../../../src/unit/os/smart.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** A computer whose /sys holds these files; links from the first path to the second. */
function computer(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): string {
  const root = scratchFolder();
  const folderOf = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, words] of Object.entries(files)) writeFileSync(folderOf(path), `${words}\n`);
  for (const [path, to] of Object.entries(links)) symlinkSync(join(root, to), folderOf(path));
  return root;
}

const nvme = (changes: object = {}): string =>
  JSON.stringify({
    json_format_version: [1, 0],
    smartctl: { version: [7, 3], exit_status: 0 },
    device: { name: "/dev/nvme0n1", type: "nvme", protocol: "NVMe" },
    smart_status: { passed: true, nvme: { value: 0 } },
    nvme_smart_health_information_log: {
      ...{ critical_warning: 0, temperature: 54, available_spare: 100, available_spare_threshold: 32 },
      ...{ percentage_used: 7, data_units_read: 860_662, power_on_hours: 7_420, media_errors: 0 },
      ...changes,
    },
  });

const ufs = "sys/devices/platform/soc/1d84000.ufshc";

test("eMMC and UFS say how far they are used up; an SD card and a disk that leaves it open do not, and why", async () => {
  const root = computer(
    {
      "sys/block/mmcblk0/device/type": "MMC",
      "sys/block/mmcblk0/device/life_time": "0x02 0x04",
      "sys/block/mmcblk0/device/pre_eol_info": "0x01",
      "sys/block/mmcblk0boot0/device/type": "MMC",
      "sys/block/mmcblk1/device/type": "SD",
      "sys/block/mmcblk1/device/ssr": "00".repeat(64),
      "sys/block/mmcblk2/device/type": "MMC",
      "sys/block/mmcblk2/device/life_time": "0x00 0x00",
      "sys/block/loop0/queue/rotational": "1",
      "sys/block/sdb/queue/rotational": "1",
      [`${ufs}/health_descriptor/life_time_estimation_a`]: "0x01",
      [`${ufs}/health_descriptor/life_time_estimation_b`]: "0x0A",
      [`${ufs}/health_descriptor/eol_info`]: "0x01",
      [`${ufs}/host0/target0:0:0/0:0:0:0/block/sda/queue/rotational`]: "0",
    },
    { "sys/block/sda": `${ufs}/host0/target0:0:0/0:0:0:0/block/sda` },
  );
  expect(await lookAtDisks({ root })).toEqual([
    { disk: "mmcblk0", kind: "eMMC", percent: 30, why: null },
    { disk: "mmcblk1", kind: "SD card", percent: null, why: "it has no measure of it that Linux shows" },
    { disk: "mmcblk2", kind: "eMMC", percent: null, why: "this one does not say" },
    { disk: "sda", kind: "UFS", percent: 90, why: null },
    { disk: "sdb", kind: "hard disk", percent: null, why: "a hard disk is not used up by writing" },
  ]);
  expect(await createMachineProbe(root)()).toMatchObject({ diskWearPercent: 90 });
  writeFileSync(join(root, `${ufs}/health_descriptor/eol_info`), "0x03\n");
  expect(await createMachineProbe(root)()).toMatchObject({ diskWearPercent: 100 });
});

test("NVMe and SATA are asked through smartctl, by whichever field its version has", async () => {
  const root = computer({
    "sys/block/nvme0n1/queue/rotational": "0",
    "sys/block/sda/queue/rotational": "0",
  });
  const sata = {
    ata_device_statistics: {
      pages: [
        { number: 1, table: [{ offset: 8, name: "Lifetime Power-On Resets", value: 61 }] },
        { number: 7, table: [{ offset: 8, name: "Percentage Used Endurance Indicator", value: 5 }] },
      ],
    },
  };
  const smart = (disk: string): Promise<string> =>
    Promise.resolve(disk === "sda" ? JSON.stringify(sata) : nvme());
  expect((await lookAtDisks({ root, smart })).map(({ percent }) => percent)).toEqual([7, 5]);
  expect(wearOfSmart(JSON.stringify({ endurance_used: { current_percent: 11 } }))).toEqual({
    ...{ percent: 11, why: null },
  });
  // Beyond what it was made for; and its own word that it is at its end. Heat (bit 1) is another matter.
  expect(wearOfSmart(nvme({ percentage_used: 130 })).percent).toBe(100);
  expect(wearOfSmart(nvme({ critical_warning: 0b1000 })).percent).toBe(100);
  expect(wearOfSmart(nvme({ critical_warning: 0b10 })).percent).toBe(7);
});

test("what cannot be asked is said as such, and the daemon, which may not ask, says nothing of it", async () => {
  const root = computer({ "sys/block/nvme0n1/queue/rotational": "0" });
  expect(await createMachineProbe(root)()).toMatchObject({ diskWearPercent: null });
  const why = async (printed: string | null): Promise<string | null | undefined> =>
    (await lookAtDisks({ root, smart: () => Promise.resolve(printed) })).at(0)?.why;
  expect(await why(null)).toContain("apt-get install smartmontools");
  // What 7.3 printed for somebody who is not root.
  const denied = "Smartctl open device: /dev/nvme0n1 failed: Permission denied";
  const refused = { smartctl: { messages: [{ string: denied, severity: "error" }], exit_status: 2 } };
  expect(await why(JSON.stringify(refused))).toBe(denied);
  expect(await why("no JSON")).toBe("smartctl printed nothing that can be read");
  expect(await why(JSON.stringify({ nvme_smart_health_information_log: {} }))).toContain("nothing");
  expect(await why("{}")).toBe("this one does not say");
});

test("self-test and doctor judge it alike, and what is not told is no fault", async () => {
  const root = computer({
    "sys/block/mmcblk0/device/type": "SD",
    "sys/block/nvme0n1/queue/rotational": "0",
  });
  const of = (used: number) => ({ root, smart: () => Promise.resolve(nvme({ percentage_used: used })) });
  expect(await wearCheck(of(79))).toMatchObject({
    ...{ part: "wear", isFailed: false, isDoubtful: false },
    text: "mmcblk0 (SD card): not told, it has no measure of it that Linux shows; nvme0n1 (NVMe): 79 % of its life is used",
  });
  expect(await wearCheck(of(80))).toMatchObject({ isFailed: false, isDoubtful: true });
  expect(await wearCheck(of(100))).toMatchObject({ isFailed: true, isDoubtful: false });
  expect(await wearPart(of(79))).toMatchObject({ level: "green", hint: "" });
  expect(await wearPart(of(80))).toMatchObject({ level: "amber" });
  expect(await wearPart(of(100))).toMatchObject({ level: "red" });
  expect((await wearPart(of(100))).hint).toContain("replace the disk");
  expect(await wearCheck({ root: scratchFolder() })).toMatchObject({ isFailed: false, isDoubtful: false });
});

test("smartctl is asked by name, and that it is missing or refuses is no exception", async () => {
  const printed = await askSmart("no-such-disk");
  if (printed !== null) expect(wearOfSmart(printed)).toMatchObject({ percent: null });
});
