import { partOf } from "../../shared/domain/faults/fault-parts.js";
import type { CameraStatus, UnitStatus } from "../../shared/domain/status.js";

/** Whether a camera in this state delivers; a recording that was shown to its end did. */
export const isSeeing = (state: CameraStatus["state"]): boolean => state === "live" || state === "ended";

/** Faults of a camera with which it reads plates all the same. */
const harmless: ReadonlySet<string> = new Set([
  "CAMERA_STILL",
  "CAMERA_DIRTY",
  "CAMERA_COLOR",
  "CAMERA_INTERLACED",
]);

/** Whether a fault keeps its camera from reading plates. */
export const keepsFromSeeing = (code: string): boolean => partOf(code) === "camera" && !harmless.has(code);

/** Whether a plate before one of the cameras could be read now. */
export function isWatching({ vision, cameras }: Pick<UnitStatus, "vision" | "cameras">): boolean {
  return vision.running && cameras.some(({ state }) => isSeeing(state));
}
