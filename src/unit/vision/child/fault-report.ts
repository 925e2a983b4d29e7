import type { ImageFault } from "../../../shared/domain/closed-sets.js";
import type { ErrorCode } from "../../../shared/domain/errors.js";
import type { CameraId } from "../../../shared/domain/types.js";
import type { FromVision } from "../messages.js";

/** Tells the daemon what is wrong with one camera, and when it is well again; nothing twice. */
export interface FaultReport {
  /** The capture's fault in force, or null when frames come. */
  camera(fault: { readonly code: ErrorCode; readonly text: string } | null): void;
  /** What keeps the camera from seeing, or null. */
  blind(kind: ImageFault | null): void;
}

const blindWords: Readonly<Record<ImageFault, string>> = {
  dark: "the picture is black",
  blurred: "the picture has no sharp edge: out of focus, covered or dirty",
  frozen: "the very same picture comes again and again",
  still: "nothing has changed in the picture for a quarter of an hour: it is frozen, or nothing moves there",
};

/** Tells the daemon changes only: the same fault with the same text is said once. */
export function createFaultReport(camera: CameraId, send: (message: FromVision) => void): FaultReport {
  const standing = new Map<ErrorCode, string>();
  const raise = (code: ErrorCode, text: string): void => {
    if (standing.get(code) === text) return;
    standing.set(code, text);
    send({ kind: "fault", camera, code, text });
  };
  const clear = (code: ErrorCode): void => {
    if (standing.delete(code)) send({ kind: "mended", camera, code });
  };
  return {
    camera(fault) {
      for (const code of [...standing.keys()])
        if (code !== "CAMERA_BLIND" && code !== fault?.code) clear(code);
      if (fault) raise(fault.code, fault.text);
    },
    blind(kind) {
      if (kind) raise("CAMERA_BLIND", blindWords[kind]);
      else clear("CAMERA_BLIND");
    },
  };
}
