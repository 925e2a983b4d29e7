import { partOf } from "../../shared/domain/faults/fault-parts.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { CameraStatus, UnitStatus } from "../../shared/domain/status.js";

/** Whether a camera in this state delivers; a recording that was shown to its end did. What its pictures show is another question. */
export const delivers = (state: CameraStatus["state"]): boolean => state === "live" || state === "ended";

/** Faults of a camera with which it reads plates all the same. */
const harmless: ReadonlySet<string> = new Set([
  "CAMERA_STILL",
  "CAMERA_QUIET",
  "CAMERA_DIRTY",
  "CAMERA_COLOR",
  "CAMERA_INTERLACED",
]);

/** Whether a fault keeps its camera from reading plates. */
export const keepsFromSeeing = (code: string): boolean => partOf(code) === "camera" && !harmless.has(code);

/** Whether a plate before a camera could be read: it delivers, and no fault (a covered lens sends pictures too) says that nothing is seen in them. */
export function isSeeing(
  { id, state }: Pick<CameraStatus, "id" | "state">,
  faults: readonly Pick<Fault, "code" | "subject">[],
): boolean {
  return delivers(state) && !faults.some(({ code, subject }) => subject === id && keepsFromSeeing(code));
}

/** Whether a plate before one of the cameras could be read now. */
export function isWatching({ vision, cameras }: Pick<UnitStatus, "vision" | "cameras">): boolean {
  return vision.running && cameras.some(({ seeing }) => seeing);
}
