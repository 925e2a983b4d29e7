// What daemon and vision process say to each other (child_process.fork, structured clone, in order).
import type { CameraConfig, VisionConfig } from "../config/schema.js";
import type { AimedPicture, AimWish } from "../core/aim.js";
import type { CameraState, LogLevel } from "../../shared/domain/closed-sets.js";
import type { ErrorCode } from "../../shared/domain/faults/errors.js";
import type { Fields } from "../../shared/domain/ports.js";
import type { CameraDecoding } from "../../shared/domain/status.js";
import type { PlateTables } from "../../shared/domain/plate-tables.js";
import type { CameraId, TrackEvent } from "../../shared/domain/types.js";

/** Both sides must speak this version; they are always installed together. */
export const messageVersion = 4;
/** Each side says something at least this often. */
export const beatMs = 1_000;

/** A camera with its open question answered. */
export type CameraSetup = CameraConfig & { readonly moving: boolean };

/** From the daemon. A process that hears no beat for half a minute has lost its daemon and ends. */
export type ToVision =
  | {
      readonly kind: "start";
      readonly version: number;
      readonly cameras: readonly CameraSetup[];
      readonly vision: VisionConfig;
      /** What is known of plates beforehand; null when the files could not be used. */
      readonly tables: PlateTables | null;
    }
  /** Somebody aims a camera: its picture is wanted for the next seconds. */
  | { readonly kind: "aim"; readonly wish: AimWish }
  | { readonly kind: "beat" }
  | { readonly kind: "stop" };

/** From the vision process. */
export type FromVision =
  /** Models are verified and warm, cameras are being opened. */
  | { readonly kind: "ready"; readonly models: readonly string[] }
  | { readonly kind: "track"; readonly event: TrackEvent }
  | { readonly kind: "status"; readonly status: VisionProcessStatus }
  | {
      readonly kind: "fault";
      readonly camera: CameraId;
      readonly code: ErrorCode;
      readonly text: string;
      /** What was measured that shows it. */
      readonly proof?: string;
    }
  /** A picture that shows a fault which was told before; too coarse for a plate. */
  | { readonly kind: "proof"; readonly camera: CameraId; readonly code: ErrorCode; readonly jpeg: Uint8Array }
  /** A picture for whoever aims a camera; never stored. */
  | { readonly kind: "aimed"; readonly picture: AimedPicture }
  | { readonly kind: "mended"; readonly camera: CameraId; readonly code: ErrorCode }
  | {
      readonly kind: "log";
      readonly level: LogLevel;
      readonly text: string;
      readonly fields: Fields;
    }
  /** The last message of a process that cannot go on. */
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly text: string; readonly hint: string }
  /** All tracks are flushed and delivered; the process ends. */
  | { readonly kind: "done" };

/** A camera as the vision process sees it; counts are since that process began. */
export interface VisionCameraStatus {
  readonly id: CameraId;
  /** `ended` only when all its frames are read. */
  readonly state: CameraState;
  readonly fps: number;
  readonly frames: number;
  /** Frames through the models. */
  readonly processed: number;
  /** Frames passed over because a newer one had come. */
  readonly dropped: number;
  readonly starts: number;
  readonly size: string | null;
  /** Who decodes its stream, and why no device does. */
  readonly decoding: CameraDecoding;
  readonly lastFrameMonoNs: bigint | null;
  /** Age of frames when their readings were known, over the last ones; null before the first. */
  readonly freshnessMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
}

/** Told every second; times of the monotonic clock mean the same in the daemon. */
export interface VisionProcessStatus {
  readonly cameras: readonly VisionCameraStatus[];
  /** When a frame last went through the models. */
  readonly lastFrameMonoNs: bigint | null;
  readonly rssMb: number;
  /** How long the oldest unanswered frame has been with the models: a hanging runtime shows here. */
  readonly oldestJobMs: number;
  /** Milliseconds per stage, summed over all frames. */
  readonly stageMs: Readonly<Record<string, number>>;
}
