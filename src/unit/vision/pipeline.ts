// A frame's way through the vision process. Each camera has a pipeline; the models are shared.
//
//   capture    ffmpeg's bytes are cut into frames, each with the time it came    camera/
//   watch      a picture that is dark, blurred, frozen, askew is a fault         camera/picture-watch.ts
//   rest       if so configured: where nothing moves, one frame a second         camera/idle-gate.ts
//   wait       the newest frame of each camera, each camera in turn              child/scheduler.ts
//   read       detect > cut > read > state > judge, in a worker thread          plates/read-plates.ts
//   follow     readings of one vehicle become a track with its best picture      child/camera-tracks.ts
//   tell       settled, corrected, ended: a track event to the daemon            child/outlet.ts
import type { Judge } from "../core/judgement/judge.js";
import { createCamera, type Camera } from "../camera/camera.js";
import type { CapturedFrame } from "../camera/frame-stream.js";
import { probeDevice } from "../camera/decoding/probe.js";
import { isLive, sourceOf } from "../camera/source.js";
import { createIdleGate, type IdleGate } from "../camera/idle-gate.js";
import { createPictureWatch } from "../camera/picture-watch.js";
import { msOf } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { Frame, Reading } from "../../shared/domain/types.js";
import { readSecret } from "../../shared/platform/secret.js";
import { createCameraTracks, type CameraTracksSettings } from "./child/camera-tracks.js";
import { createFaultReport, type FaultReport } from "./child/fault-report.js";
import { proofPicture } from "./child/proof-picture.js";
import { createRecent } from "./child/recent.js";
import type { Scheduler } from "./child/scheduler.js";
import type { CameraSetup, FromVision, VisionCameraStatus } from "./messages.js";
import { loadPicture } from "./plates/image.js";

/** What all pipelines of the process share; `random` is 0..1. */
export interface PipelineDeps {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly judge: Judge;
  readonly random: () => number;
  readonly log: Log;
  /** Frames that may be with the models at once. */
  readonly capacity: number;
  readonly send: (message: FromVision) => void;
}

/** One camera's way from its frames to track events. */
export interface Pipeline {
  /** Follows what the models read in a frame. Frames come in order; the frame is not used after this returns. */
  follow(frame: Frame, readings: readonly Reading[]): void;
  /** Runs the camera to its end (or until `signal` aborts), then reads what waits and ends its tracks. */
  run(signal: AbortSignal): Promise<void>;
  status(): VisionCameraStatus;
}

/** Opens the pipeline of one camera; it captures once it runs. */
export function openPipeline(
  setup: CameraSetup,
  tracking: CameraTracksSettings,
  { scheduler, capacity, clock, newId, judge, random, send, ...deps }: PipelineDeps,
): Pipeline {
  const log = deps.log.child({ camera: setup.id });
  const report = createFaultReport(setup.id, send);
  const watch = watchPictures(setup, { report, log, send });
  const gate = idleGateOf(setup);
  const freshness = createRecent();
  let seq = 0;

  const camera = createCamera(setup, {
    clock,
    log,
    random,
    // One being filled, one waiting, and those with the models.
    buffers: capacity + 2,
    credentials: () =>
      setup.credentials === undefined ? null : readSecret(setup.credentials).toString("utf8").trim(),
    decodePicture: loadPicture,
    probe: probeDevice,
    onDecodingFault: (text) => report.decoding(text),
    onFault: (fault) => report.camera(fault),
    onFrame(captured) {
      watch(captured);
      const { picture, capturedMonoNs } = captured;
      if (gate && !gate.opens(picture, capturedMonoNs)) return captured.release();
      const frame = { ...picture, camera: setup.id, seq: seq++, capturedMonoNs };
      scheduler.offer({ frame, release: () => captured.release() });
    },
  });
  const tracks = createCameraTracks(tracking, {
    newId,
    judge,
    onEvent: (event) => send({ kind: "track", event: { ...event, camera: setup.id } }),
    onError: (error) => log.error("a track's pictures cannot be made", { reason: errorText(error) }),
  });

  return {
    follow(frame, readings) {
      tracks.update(frame, readings);
      freshness.add(msOf(clock.monoNs() - frame.capturedMonoNs));
    },
    async run(signal) {
      await camera.run(signal);
      await scheduler.idle(setup.id);
      await tracks.flush(clock.monoNs());
    },
    status: () => ({
      id: setup.id,
      ...statusOf(camera, scheduler.isIdle(setup.id)),
      ...scheduler.counts(setup.id),
      freshnessMs: freshness.percentiles(),
    }),
  };
}

/** A recording that is over has ended only when all its frames are read. */
function statusOf(camera: Camera, isRead: boolean): ReturnType<Camera["status"]> {
  const status = camera.status();
  return status.state === "ended" && !isRead ? { ...status, state: "live" } : status;
}

/** Files read as fast as possible: none of their frames may be dropped. */
export function isLossless(setup: CameraSetup): boolean {
  return setup.pace === "fast" && !isLive(sourceOf(setup));
}

/** Only where it is asked for: a plate that the gate does not see move may be missed. */
export function idleGateOf(setup: CameraSetup): IdleGate | null {
  return setup.restWhenIdle && !isLossless(setup) ? createIdleGate() : null;
}

/** Watches whether a live camera still sees what it should; recordings show what they show. */
function watchPictures(
  { id, masks, moving, ...setup }: CameraSetup,
  { report, log, send }: Pick<PipelineDeps, "log" | "send"> & { readonly report: FaultReport },
): (frame: CapturedFrame) => void {
  if (!isLive(sourceOf(setup))) return () => undefined;
  const watch = createPictureWatch(moving);
  return ({ picture, capturedMonoNs }) => {
    const code = report.picture(watch.look(picture, capturedMonoNs), capturedMonoNs);
    if (code === null) return;
    proofPicture(picture, masks).then(
      (jpeg) => send({ kind: "proof", camera: id, code, jpeg }),
      (error: unknown) => log.warn("a fault's picture cannot be made", { reason: errorText(error) }),
    );
  };
}
