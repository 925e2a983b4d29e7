import type { ImageFault } from "../../../shared/domain/closed-sets.js";
import type { ErrorCode } from "../../../shared/domain/faults/errors.js";
import type { CameraId } from "../../../shared/domain/types.js";
import type { FromVision } from "../messages.js";

/** What the watch over a camera's pictures found (`camera/picture-watch.ts`). */
interface Found {
  readonly kind: ImageFault;
  readonly proof: string;
}

/** Tells the daemon what is wrong with one camera, and when it is well again; nothing twice. */
export interface FaultReport {
  /** The capture's fault in force, or null when frames come. */
  camera(fault: { readonly code: ErrorCode; readonly text: string } | null): void;
  /** A device that was asked for, or had, does not decode; it stands as long as the process runs. */
  decoding(text: string): void;
  /**
   * What is wrong with its picture at a moment of the monotonic clock, or null. Returns the code when a picture is to prove
   * it: when that was not told yet, and for what comes and goes once an hour, because faults are kept for years.
   */
  picture(fault: Found | null, monoNs: bigint): ErrorCode | null;
}

const pictureFaults: Readonly<Record<ImageFault, { readonly code: ErrorCode; readonly text: string }>> = {
  dark: { code: "CAMERA_BLIND", text: "the picture is black" },
  night: { code: "CAMERA_DARK", text: "the picture has been black since nightfall" },
  lamp: {
    code: "CAMERA_LAMP",
    text: "the picture went dark by night: the infrared lamp is dead, or the lens covered",
  },
  white: { code: "CAMERA_BLIND", text: "the picture is white" },
  blurred: {
    code: "CAMERA_BLIND",
    text: "the picture has no sharp edge: out of focus, covered or dirty",
  },
  frozen: { code: "CAMERA_FROZEN", text: "the very same picture comes again and again" },
  still: {
    code: "CAMERA_STILL",
    text: "nothing has changed in the picture for a quarter of an hour: it is frozen, or nothing moves there",
  },
  focus: {
    code: "CAMERA_FOCUS",
    text: "the whole picture is far less sharp than it was: out of focus, wet or dirty",
  },
  dirty: {
    code: "CAMERA_DIRTY",
    text: "a part of the picture has lost what was seen there: dirt, or something before it",
  },
  moved: { code: "CAMERA_MOVED", text: "the picture shows another place than before: moved or covered" },
  tinted: { code: "CAMERA_COLOR", text: "the whole picture has one color" },
  woven: { code: "CAMERA_INTERLACED", text: "what moves is torn into lines: the pictures are interlaced" },
};
const pictureCodes: ReadonlySet<ErrorCode> = new Set(Object.values(pictureFaults).map(({ code }) => code));

const proofEveryNs = 3_600_000_000_000n;

/** Tells the daemon changes only: the same fault with the same text is said once. */
export function createFaultReport(camera: CameraId, send: (message: FromVision) => void): FaultReport {
  const standing = new Map<ErrorCode, string>();
  const provedNs = new Map<ErrorCode, bigint>();
  const raise = (code: ErrorCode, text: string, proof?: string): void => {
    if (standing.get(code) === text) return;
    standing.set(code, text);
    send({ kind: "fault", camera, code, text, ...(proof === undefined ? {} : { proof }) });
  };
  const clear = (code: ErrorCode): void => {
    if (standing.delete(code)) send({ kind: "mended", camera, code });
  };
  const clearOthers = (isPicture: boolean, code: ErrorCode | undefined): void => {
    for (const one of [...standing.keys()])
      if (one !== "CAMERA_DECODING" && pictureCodes.has(one) === isPicture && one !== code) clear(one);
  };
  return {
    camera(fault) {
      clearOthers(false, fault?.code);
      if (fault) raise(fault.code, fault.text);
    },
    decoding: (text) => raise("CAMERA_DECODING", text),
    picture(fault, monoNs) {
      const found = fault && pictureFaults[fault.kind];
      const isNew = found !== null && !standing.has(found.code);
      if (found) raise(found.code, found.text, fault?.proof);
      clearOthers(true, found?.code);
      if (!isNew || monoNs - (provedNs.get(found.code) ?? -proofEveryNs) < proofEveryNs) return null;
      provedNs.set(found.code, monoNs);
      return found.code;
    },
  };
}
