import type { CameraStatus, UnitStatus } from "../../shared/domain/status.js";

/** Whether a camera in this state delivers; a recording that was shown to its end did. */
export const isSeeing = (state: CameraStatus["state"]): boolean => state === "live" || state === "ended";

/** Whether a plate before one of the cameras could be read now. */
export function isWatching({ vision, cameras }: Pick<UnitStatus, "vision" | "cameras">): boolean {
  return vision.running && cameras.some(({ state }) => isSeeing(state));
}
