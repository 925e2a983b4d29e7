// How far the disks are used up: a line of the self-test, and of the doctor.
import { wearLimits } from "../../core/machine.js";
import { checked, type SelfTestCheck, type SelfTestResult } from "../../../shared/domain/said/self-test.js";
import { lookAtDisks, type DiskWear, type DiskWearSettings } from "../../os/disk-wear.js";

/** Failed when a disk is at its end. What a disk does not tell is said with the reason, and is no failure. */
export async function wearCheck(settings: DiskWearSettings): Promise<SelfTestCheck> {
  const disks = await lookAtDisks(settings);
  if (disks.length === 0) return checked("wear", "good", "no-wear");
  const worst = Math.max(0, ...disks.map(({ percent }) => percent ?? 0));
  return checked("wear", resultOf(worst), "disk-wear", disks.map(wordsOf).join("; "));
}

function resultOf(percent: number): SelfTestResult {
  if (percent >= wearLimits.critical) return "failed";
  return percent >= wearLimits.warning ? "doubtful" : "good";
}

const wordsOf = ({ disk, kind, percent, why }: DiskWear): string =>
  `${disk} (${kind}): ${percent === null ? `not told, ${why ?? ""}` : `${String(Math.round(percent))} % of its life is used`}`;
