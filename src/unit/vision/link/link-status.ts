// What the daemon knows of the vision process, put into the shapes the unit's page and the watchdog read.
import type { CameraConfig } from "../../config/schema.js";
import type { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { VisionProgress } from "../../core/vision-progress.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { VisionCameraStatus, VisionProcessStatus } from "../messages.js";
import { msSince } from "../../../shared/domain/elapsed.js";

/** JSON-safe: shown on the page and sent with health messages. */
export interface LinkCameraStatus extends Omit<VisionCameraStatus, "lastFrameMonoNs"> {
  /** What officers call it. */
  readonly name: string;
  readonly lastFrameAgeMs: number | null;
}

/** The vision process as the daemon knows it; `stageMs` are sums over all frames, in milliseconds. */
export interface VisionStatus {
  readonly cameras: readonly LinkCameraStatus[];
  /** Models are warm and cameras are open. */
  readonly running: boolean;
  readonly restarts: number;
  readonly rssMb: number | null;
  /** Process id, also of the process group with its ffmpegs; null while it is down. */
  readonly pid: number | null;
  readonly stageMs: Readonly<Record<string, number>>;
}

/** What is known of the process that runs now. */
export interface ProcessState {
  pid: number | null;
  ready: boolean;
  heardNs: bigint | null;
  /** While VISION_DOWN stands: when a process last ended or was started. */
  mendingNs: bigint | null;
  status: VisionProcessStatus | null;
  /** Its last message, when it said why it cannot go on. */
  failure: TagwatchError | null;
}

/** Of every camera of the configuration, also while the process is down and can say nothing of them. */
export function visionStatus(
  state: ProcessState,
  cameras: readonly CameraConfig[],
  clock: Clock,
): Omit<VisionStatus, "restarts"> {
  return {
    cameras: cameras.map((camera) => cameraStatus(camera, state.status, clock)),
    running: state.ready,
    rssMb: state.status?.rssMb ?? null,
    pid: state.pid,
    stageMs: state.status?.stageMs ?? {},
  };
}

/** What the watchdog needs to tell a process that hangs from one that has nothing to do. */
export function visionProgress(state: ProcessState): VisionProgress {
  return {
    lastFrameMonoNs: state.status?.lastFrameMonoNs ?? null,
    lastHeardMonoNs: state.heardNs,
    mendingMonoNs: state.mendingNs,
    cameras: (state.status?.cameras ?? []).map(({ state }) => ({ delivering: state === "live" })),
  };
}

function cameraStatus(
  camera: CameraConfig,
  status: VisionProcessStatus | null,
  clock: Clock,
): LinkCameraStatus {
  const name = camera.name ?? camera.id;
  const known = status?.cameras.find(({ id }) => id === camera.id);
  if (!known) return { ...unknownCamera, id: camera.id, name };
  const { lastFrameMonoNs: last, ...figures } = known;
  return { ...figures, name, lastFrameAgeMs: last === null ? null : msSince(clock, last) };
}

const unknownCamera: Omit<LinkCameraStatus, "id" | "name"> = {
  state: "starting",
  fps: 0,
  frames: 0,
  processed: 0,
  dropped: 0,
  starts: 0,
  size: null,
  decoding: { by: "software", why: "" },
  freshnessMs: null,
  lastFrameAgeMs: null,
};
