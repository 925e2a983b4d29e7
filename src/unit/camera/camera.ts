// One camera for as long as the daemon runs: captures, watches, starts again. It knows nothing of other cameras.
import type { CameraConfig } from "../config/schema.js";
import type { CameraState } from "../../shared/domain/closed-sets.js";
import type { FilePath } from "../../shared/domain/file-name.js";
import type { Log, Service } from "../../shared/domain/ports.js";
import type { CameraDecoding } from "../../shared/domain/status.js";
import type { Picture } from "../../shared/domain/types.js";
import { attempt, outcomeOfError, type AttemptDeps, type CameraFault, type Outcome } from "./attempt.js";
import type { CapturedFrame } from "./frame-stream.js";
import { createFrameRate } from "./frame-rate.js";
import { replayFolder } from "./replay.js";
import { createRecovery, createRetry } from "./retry.js";
import { createDecoding } from "./decoding/choice.js";
import type { Probe } from "./decoding/probe.js";
import { sourceOf } from "./source.js";
import { msSince } from "../../shared/domain/elapsed.js";

/** What a camera needs of the daemon, over all its attempts. */
export interface CameraDeps extends Omit<AttemptDeps, "onSilent" | "decoding"> {
  readonly log: Log;
  /** 0..1, for the jitter of delays. */
  readonly random: () => number;
  /** The camera's fault in force, or null when it delivers again. */
  onFault(fault: { readonly code: CameraFault; readonly text: string } | null): void;
  /** Tries a device that decodes. */
  readonly probe: Probe;
  /** Why a device that was asked for, or had, does not decode. Plates are read all the same. */
  onDecodingFault(text: string): void;
  /** Decodes a picture of a folder as the camera's settings have it. */
  decodePicture(path: FilePath, settings: CameraConfig): Promise<Picture>;
}

/**
 * How a camera fares now: `frames` and `starts` count since the daemon began, `size` is `WIDTHxHEIGHT` or null before
 * any.
 */
export interface CaptureStatus {
  readonly state: CameraState;
  readonly fps: number;
  readonly frames: number;
  readonly starts: number;
  readonly size: string | null;
  readonly decoding: CameraDecoding;
  readonly lastFrameMonoNs: bigint | null;
}

/** Runs until aborted; a stream that breaks is opened again and is no error of the service. */
export interface Camera extends Service {
  status(): CaptureStatus;
}

/** A capture that lasted this long was a success: the next delay is short again. */
const steadyMs = 20_000;

/** A camera whose `run` ends when aborted or when its recording is over; it never throws. Frames passed to `onFrame` must be released once. */
export function createCamera(config: CameraConfig, deps: CameraDeps): Camera {
  const { clock, log } = deps;
  const rate = createFrameRate();
  const decoding = createDecoding(config.decoding, {
    ...{ log, probe: deps.probe, onFault: (text) => deps.onDecodingFault(text) },
  });
  let state: CameraState = "starting";
  let starts = 0;
  let size: string | null = null;
  let last: bigint | null = null;

  const onFrame = (frame: CapturedFrame): void => {
    last = frame.capturedMonoNs;
    rate.count(last);
    if (state !== "live") {
      state = "live";
      size = `${frame.picture.width}x${frame.picture.height}`;
      log.info("camera delivers", { size });
      deps.onFault(null);
    }
    deps.onFrame(frame);
  };
  const lose = (code: CameraFault, text: string, nextTryMs?: number): void => {
    state = "lost";
    const next = nextTryMs === undefined ? {} : { nextTryMs: Math.round(nextTryMs) };
    log.warn("camera is not delivering", { code, reason: text, ...next });
    deps.onFault({ code, text });
  };
  const starting = (): void => void (state = "starting");
  const untilAgain = createRecovery(
    createRetry(() => sourceOf(config), deps),
    { log, lose, starting },
  );
  const onSilent = (text: string): void => lose("CAMERA_STALLED", text);
  return {
    name: `camera ${config.id}`,
    async run(signal) {
      while (!signal.aborted) {
        starts++;
        const startNs = clock.monoNs();
        const outcome = await watchOnce(config, { ...deps, decoding, onFrame, onSilent }, signal);
        if (signal.aborted) return;
        if (outcome.kind === "over") {
          state = "ended";
          log.info("recording has ended", { frames: rate.total() });
          return;
        }
        await untilAgain(outcome, msSince(clock, startNs) > steadyMs, signal);
      }
    },
    status: () => ({
      state,
      fps: rate.perSecond(clock.monoNs()),
      frames: rate.total(),
      starts,
      size,
      decoding: decoding.status(),
      lastFrameMonoNs: last,
    }),
  };
}

async function watchOnce(
  config: CameraConfig,
  deps: CameraDeps & AttemptDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const source = sourceOf(config);
  if (source.kind !== "folder") return attempt(source, config, deps, signal);
  const { fps, pace, loop } = config;
  const { clock, log } = deps;
  const decode = (path: FilePath) => deps.decodePicture(path, config);
  const onFrame = (frame: CapturedFrame) => deps.onFrame(frame);
  const options = { path: source.path, fps, pace, loop, clock, log, decode, onFrame };
  return replayFolder(options, signal).then(
    (): Outcome => ({ kind: "over" }),
    (error) => outcomeOfError(error),
  );
}
