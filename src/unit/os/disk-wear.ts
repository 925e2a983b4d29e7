// How much of its life each disk has used, as far as the disk says and a program may ask: eMMC and UFS in /sys, NVMe and SATA
// through smartctl, which root alone may run. SD cards have no measure that Linux shows.
import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { wearOfSmart } from "./smart.js";

/** What is under a disk's name. */
export type DiskKind = "eMMC" | "SD card" | "UFS" | "NVMe" | "SATA or USB" | "hard disk";

/** One disk of the computer. */
export interface DiskWear {
  /** As the kernel names it: `mmcblk0`, `nvme0n1`. */
  readonly disk: string;
  readonly kind: DiskKind;
  /** Used life, 0 to 100, 100 also where the disk says that it is at its end; null: it does not tell. */
  readonly percent: number | null;
  /** Why it does not tell; null where it does. */
  readonly why: string | null;
}

/** What smartctl prints of a disk (`--json --all`); null where it is not installed. */
export type AskSmart = (disk: string) => Promise<string | null>;

/** `root` is `/` but in tests; without `smart` only what stands in /sys is told. */
export interface DiskWearSettings {
  readonly root?: string;
  readonly smart?: AskSmart;
}

/** The words of `path`, null where it cannot be read. */
async function text(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return null;
  }
}

/** Looks at every disk that wears, in the order of their names. It never throws. */
export async function lookAtDisks({ root = "/", smart }: DiskWearSettings = {}): Promise<
  readonly DiskWear[]
> {
  const block = join(root, "sys/block");
  const names = (await readdir(block).catch(() => [])).sort();
  const found: DiskWear[] = [];
  for (const disk of names) {
    const one = await lookAt(join(block, disk), disk, smart);
    if (one) found.push(one);
  }
  return found;
}

async function lookAt(path: string, disk: string, smart?: AskSmart): Promise<DiskWear | null> {
  if (/^mmcblk\d+$/.test(disk)) return ofCard(path, disk);
  if (/^nvme\d+n\d+$/.test(disk)) return { disk, kind: "NVMe", ...(await bySmart(disk, smart)) };
  if (!/^sd[a-z]+$/.test(disk)) return null;
  const ufs = await ufsFolder(path);
  if (ufs !== null) return ofUfs(ufs, disk);
  if ((await text(join(path, "queue/rotational"))) === "1") return { disk, kind: "hard disk", ...spins };
  return { disk, kind: "SATA or USB", ...(await bySmart(disk, smart)) };
}

const spins = { percent: null, why: "a hard disk is not used up by writing" } as const;
const noMeasure = "it has no measure of it that Linux shows";

/** Steps of ten percent, alike in eMMC and UFS: 1 is 0 to 10 % used, 11 beyond all of it; 2 and 3 warn of the end. */
function ofSteps(steps: readonly (string | null)[], end: string | null): number | null {
  const lives = steps
    .flatMap((words) => words?.split(/\s+/) ?? [])
    .map(Number)
    .filter((step) => step >= 1 && step <= 11)
    .map((step) => (step - 1) * 10);
  const warned = ({ 2: 80, 3: 100 } as Readonly<Record<number, number>>)[Number(end ?? "")];
  const all = [...lives, ...(warned === undefined ? [] : [warned])];
  return all.length === 0 ? null : Math.max(...all);
}

const told = (percent: number | null): Pick<DiskWear, "percent" | "why"> => ({
  percent,
  why: percent === null ? "this one does not say" : null,
});

/** JESD84-B51 (`life_time`, `pre_eol_info`: the kernel's mmc-dev-attrs); `type` is MMC or SD. */
async function ofCard(path: string, disk: string): Promise<DiskWear> {
  if ((await text(join(path, "device/type"))) === "SD")
    return { disk, kind: "SD card", percent: null, why: noMeasure };
  const [life, end] = [
    await text(join(path, "device/life_time")),
    await text(join(path, "device/pre_eol_info")),
  ];
  return { disk, kind: "eMMC", ...told(ofSteps([life], end)) };
}

/** The folder of the host controller has the descriptor (the kernel's ABI/testing/sysfs-driver-ufs). */
async function ufsFolder(path: string): Promise<string | null> {
  let folder = await realpath(path).catch(() => "/");
  while (folder !== dirname(folder)) {
    const health = join(folder, "health_descriptor");
    if ((await text(join(health, "eol_info"))) !== null) return health;
    folder = dirname(folder);
  }
  return null;
}

async function ofUfs(health: string, disk: string): Promise<DiskWear> {
  const life = (side: string): Promise<string | null> => text(join(health, `life_time_estimation_${side}`));
  const steps = [await life("a"), await life("b")];
  return { disk, kind: "UFS", ...told(ofSteps(steps, await text(join(health, "eol_info")))) };
}

async function bySmart(disk: string, smart?: AskSmart): Promise<Pick<DiskWear, "percent" | "why">> {
  if (!smart) return { percent: null, why: "only tagwatch doctor asks it, by smartctl and as root" };
  const printed = await smart(disk);
  if (printed === null) return { percent: null, why: "smartctl is missing: apt-get install smartmontools" };
  return wearOfSmart(printed);
}
