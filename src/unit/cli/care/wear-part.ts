import { errorTable } from "../../../shared/domain/faults/errors.js";
import type { DiskWearSettings } from "../../os/disk-wear.js";
import { wearCheck } from "../self-test/wear.js";
import { partState, type PartState } from "./parts.js";

/** How far the disks are used up. A disk that does not tell is no reason to look. */
export async function wearPart(settings: DiskWearSettings): Promise<PartState> {
  const { isFailed, isDoubtful, text } = await wearCheck(settings);
  if (!isFailed && !isDoubtful) return partState("wear", "green", text);
  return partState("wear", isFailed ? "red" : "amber", text, errorTable.DISK_WEAR.hint);
}
