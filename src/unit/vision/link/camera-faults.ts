// Faults of cameras as the vision process tells them. They outlive that process: a camera is well when its frames have
// flowed for a while, not when one came, and not because the process that missed them is gone.
import type { ErrorCode } from "../../../shared/domain/faults/errors.js";
import type { Faults } from "../../../shared/domain/ports.js";
import type { CameraId } from "../../../shared/domain/types.js";
import type { VisionCameraStatus } from "../messages.js";

/** So long frames must flow before a camera's fault is over, nanoseconds. */
const steadyNs = 3_000_000_000n;
/** A fault of a process that is gone, of a kind that only it could end: its successor needs a minute to see it again. */
const inheritedNs = 90_000_000_000n;

/** What keeps frames from coming; one at a time, and over only when frames flow. */
const captureCodes: ReadonlySet<ErrorCode> = new Set([
  "CAMERA_STALLED",
  "CAMERA_LOST",
  "CAMERA_REFUSED",
  "CAMERA_UNSTEADY",
  "FFMPEG_MISSING",
]);

/** Plates are read all the same, or that nothing can be seen may be the road. */
const isWarning = (code: ErrorCode): boolean =>
  (
    [
      "CAMERA_DARK",
      "CAMERA_STILL",
      "CAMERA_DIRTY",
      "CAMERA_COLOR",
      "CAMERA_INTERLACED",
      "CAMERA_DECODING",
    ] as const
  ).some((one) => one === code);

interface Standing {
  readonly camera: CameraId;
  readonly code: ErrorCode;
  /** How long frames must flow before it is over; null: until the process says that it is. */
  readonly overAfterNs: bigint | null;
}

/** Raises and clears the daemon's faults of cameras. */
export interface CameraFaults {
  raise(camera: CameraId, code: ErrorCode, told: { readonly text: string; readonly proof?: string }): void;
  /** The process says that it is over; of a capture's fault only the flow of frames says so. */
  mended(camera: CameraId, code: ErrorCode): void;
  /** Takes the state of all cameras, reported every second. */
  saw(cameras: readonly Pick<VisionCameraStatus, "id" | "state">[], nowNs: bigint): void;
  /** The process is gone. */
  orphaned(): void;
}

/** Keeps the board of faults in step with what the vision process says. */
export function createCameraFaults(faults: Faults): CameraFaults {
  const standing = new Map<string, Standing>();
  const flowingSinceNs = new Map<CameraId, bigint>();
  const keyOf = (camera: CameraId, code: ErrorCode): string => `${code} ${camera}`;
  const over = ({ camera, code }: Standing): void => {
    if (standing.delete(keyOf(camera, code))) faults.clear(code, camera);
  };

  return {
    raise(camera, code, told) {
      const isCapture = captureCodes.has(code);
      const before = isCapture
        ? [...standing.values()].find((one) => one.camera === camera && captureCodes.has(one.code))
        : undefined;
      if (isCapture) flowingSinceNs.delete(camera);
      standing.set(keyOf(camera, code), { camera, code, overAfterNs: isCapture ? steadyNs : null });
      const severity = isWarning(code) ? "warning" : "critical";
      const isOther = before !== undefined && before.code !== code;
      faults.raise({
        code,
        subject: camera,
        severity,
        ...told,
        ...(isOther ? { replaces: [before.code] } : {}),
      });
      if (isOther) standing.delete(keyOf(camera, before.code));
    },
    mended(camera, code) {
      const one = standing.get(keyOf(camera, code));
      if (one && !captureCodes.has(code)) over(one);
    },
    saw(cameras, nowNs) {
      for (const { id, state } of cameras) {
        if (state === "live" || state === "ended") {
          const sinceNs = flowingSinceNs.get(id) ?? nowNs;
          flowingSinceNs.set(id, sinceNs);
          for (const one of standing.values())
            if (one.camera === id && one.overAfterNs !== null && nowNs - sinceNs >= one.overAfterNs)
              over(one);
        } else flowingSinceNs.delete(id);
      }
    },
    orphaned() {
      flowingSinceNs.clear();
      for (const [key, one] of standing)
        if (one.overAfterNs === null) standing.set(key, { ...one, overAfterNs: inheritedNs });
    },
  };
}
