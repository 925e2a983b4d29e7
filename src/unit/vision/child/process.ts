// Entry of the vision process: cameras, models and trackers, apart from the daemon so that it can be killed at any time.
//
//   daemon (link.ts)                       this process
//     start {cameras, vision}  ------->    openInference: models verified, one warm-up (worker-pool.ts)
//                              <-------    ready {models}        cameras are opened
//     beat (every second)      ------->    no beat for 30 s: the daemon is gone, end
//                              <-------    status (every second) no status for 10 s, or a picture with the models
//                                          for 10 s: killed with all its ffmpegs (own process group)
//                              <-------    track, fault, mended, log: as they happen
//     stop                     ------->    cameras end, waiting frames are read, tracks are flushed
//                              <-------    last track events, done; exit 0
//
// One frame: camera/ffmpeg > camera/framer > scheduler (newest wins) > infer (models) > camera-tracks > track event.
import { createCamera, type Camera } from "../../camera/camera.js";
import type { CapturedFrame } from "../../camera/frame-stream.js";
import { createTamperWatch } from "../../camera/tamper.js";
import { isLive, sourceOf } from "../../camera/source.js";
import type { LogLevel } from "../../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../../shared/domain/errors.js";
import type { Log } from "../../../shared/domain/ports.js";
import { createClock } from "../../../shared/platform/clock.js";
import { createNewId } from "../../../shared/platform/new-id.js";
import { random } from "../../../shared/platform/random.js";
import { readSecret, withoutSecrets } from "../../../shared/platform/secret.js";
import { createCameraTracks, type CameraTracks } from "./camera-tracks.js";
import { createFaultReport, type FaultReport } from "./fault-report.js";
import { loadPicture } from "../plates/image.js";
import { openInference, type Inference } from "./worker-pool.js";
import { shippedModels, type ModelManifest } from "../plates/manifest.js";
import {
  beatMs,
  messageVersion,
  type CameraSetup,
  type FromVision,
  type ToVision,
  type VisionProcessStatus,
} from "../messages.js";
import { createRecent, type Recent } from "./recent.js";
import { createScheduler, type Scheduler } from "./scheduler.js";
import { createStageSums } from "./stage-sums.js";
import { errorText, errorStack } from "../../../shared/domain/error-text.js";
import { awakeMsSince, msOf } from "../../../shared/domain/elapsed.js";
import { untilAborted } from "../../../shared/platform/until-aborted.js";

type Start = Extract<ToVision, { readonly kind: "start" }>;

/** Without a message from the daemon for this long the process ends: nothing it sends would be received. */
const orphanMs = 30_000;

const clock = createClock();
const newId = createNewId(clock);
const stopping = new AbortController();
let heardNs = clock.monoNs();

function send(message: FromVision): void {
  // The daemon may be gone at this very moment; `disconnect` tells.
  if (process.connected) process.send?.(shown(message), () => undefined);
}

/** A message with its words fit for people: only this process knows the cameras' passwords. */
function shown(message: FromVision): FromVision {
  if (message.kind === "log") {
    const words = Object.entries(message.fields).map(
      ([key, value]) => [key, typeof value === "string" ? withoutSecrets(value) : value] as const,
    );
    return { ...message, text: withoutSecrets(message.text), fields: Object.fromEntries(words) };
  }
  const hasWords = message.kind === "fault" || message.kind === "failed";
  return hasWords ? { ...message, text: withoutSecrets(message.text) } : message;
}

function logOf(base: Parameters<Log["child"]>[0]): Log {
  const at =
    (level: LogLevel): Log["info"] =>
    (text, fields) =>
      send({ kind: "log", level, text, fields: { ...base, ...fields } });
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => logOf({ ...base, ...fields }),
  };
}

/** All that belongs to one camera. */
interface CameraPipeline {
  readonly setup: CameraSetup;
  readonly camera: Camera;
  readonly tracks: CameraTracks;
  readonly freshness: Recent;
}

async function main(start: Start): Promise<void> {
  if (start.version !== messageVersion)
    throw new TagwatchError("INTERNAL", "daemon and vision differ in version");
  const { vision } = start;
  const models = vision.models ?? shippedModels;
  const setup = { models, threads: vision.threads, cpuTimes: process.env["TAGWATCH_CPU_TIMES"] === "1" };
  const inference = await openInference(setup, vision.workers, clock);
  const { detector, reader, state } = inference.manifest;
  send({ kind: "ready", models: [detector.name, reader.name, ...(state ? [state.name] : [])] });
  const { eyes: pipelines, scheduler, status } = openPipelines(start, inference);
  const beating = beat(status);
  await Promise.all(pipelines.map((pipeline) => runPipeline(pipeline, scheduler)));
  // Recordings may have ended by themselves; the daemon still decides when this process does.
  await untilAborted(stopping.signal);
  await inference.close();
  await beating;
}

function openPipelines(start: Start, inference: Inference) {
  const stages = createStageSums();
  let lastFrameMonoNs: bigint | null = null;
  const byId = new Map<string, CameraPipeline>();
  const lanes = start.cameras.map((camera) => ({
    id: camera.id,
    lossless: camera.pace === "fast" && !isLive(sourceOf(camera)),
  }));
  const scheduler = createScheduler(lanes, {
    capacity: inference.capacity,
    read: (frame) => inference.read(frame),
    onRead(frame, plates) {
      const pipeline = byId.get(frame.camera)!;
      const begun = clock.monoNs();
      pipeline.tracks.update(frame, plates.readings);
      const now = clock.monoNs();
      lastFrameMonoNs = now;
      pipeline.freshness.add(msOf(now - frame.capturedMonoNs));
      stages.add({ ...plates.ms, track: msOf(now - begun) });
    },
    onError: (frame, error) =>
      logOf({ camera: frame.camera }).error("the models failed on a frame", { reason: errorText(error) }),
  });
  for (const camera of start.cameras)
    byId.set(camera.id, openPipeline(camera, start.vision, { inference, scheduler }));
  const pipelines = [...byId.values()];
  const status = (): VisionProcessStatus => ({
    cameras: pipelines.map((pipeline) => cameraStatus(pipeline, scheduler)),
    lastFrameMonoNs,
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    oldestJobMs: inference.oldestJobMs(),
    stageMs: stages.sums(),
  });
  return { eyes: pipelines, scheduler, status };
}

function openPipeline(
  setup: CameraSetup,
  vision: Start["vision"],
  { inference, scheduler }: { readonly inference: Inference; readonly scheduler: Scheduler },
): CameraPipeline {
  const log = logOf({ camera: setup.id });
  const report = createFaultReport(setup.id, send);
  let seq = 0;
  const look = watchForTampering(setup, report);
  const camera = createCamera(setup, {
    clock,
    log,
    random,
    // One being filled, one waiting, and those with the models.
    buffers: inference.capacity + 2,
    credentials: () =>
      setup.credentials === undefined ? null : readSecret(setup.credentials).toString("utf8").trim(),
    decodePicture: loadPicture,
    onFault: (fault) => report.camera(fault),
    onFrame(captured) {
      const { picture, capturedMonoNs } = captured;
      look(captured);
      const frame = { ...picture, camera: setup.id, seq: seq++, capturedMonoNs };
      scheduler.offer({ frame, release: () => captured.release() });
    },
  });
  const tracks = createCameraTracks({
    camera: setup.id,
    tracker: trackerSettings(setup, vision, inference.manifest),
    vehicleJpegWidth: vision.vehicleJpegWidth,
    newId,
    onEvent: (event) => send({ kind: "track", event }),
    onError: (error) => log.error("a track's pictures cannot be made", { reason: errorText(error) }),
  });
  return { setup, camera, tracks, freshness: createRecent() };
}

function trackerSettings(setup: CameraSetup, vision: Start["vision"], { detector, reader }: ModelManifest) {
  return {
    moving: setup.moving,
    minPlateWidth: setup.minPlateWidth,
    settleProbability: vision.settleProbability,
    minProbability: vision.minProbability ?? reader.minProbability,
    minCharacters: reader.minCharacters,
    maxCharacters: reader.maxCharacters,
    minDetectionScore: detector.assertScore,
  };
}

/** Watches whether a live camera still sees something; recordings show what they show. */
function watchForTampering(setup: CameraSetup, report: FaultReport): (frame: CapturedFrame) => void {
  if (!isLive(sourceOf(setup))) return () => undefined;
  const tamper = createTamperWatch();
  return ({ picture, capturedMonoNs }) => report.blind(tamper.look(picture, capturedMonoNs));
}

/** Runs a camera to its end (or the stop), then reads what waits and ends its tracks. */
async function runPipeline({ setup, camera, tracks }: CameraPipeline, scheduler: Scheduler): Promise<void> {
  await camera.run(stopping.signal);
  await scheduler.idle(setup.id);
  await tracks.flush(clock.monoNs());
}

function cameraStatus({ setup, camera, freshness }: CameraPipeline, scheduler: Scheduler) {
  const { state, ...rest } = camera.status();
  const reading = state === "ended" && !scheduler.isIdle(setup.id);
  return {
    id: setup.id,
    ...rest,
    state: reading ? ("live" as const) : state,
    ...scheduler.counts(setup.id),
    freshnessMs: freshness.percentiles(),
  };
}

async function beat(status: () => VisionProcessStatus): Promise<void> {
  while (!stopping.signal.aborted) {
    send({ kind: "status", status: status() });
    await clock.sleep(beatMs, stopping.signal);
    if (awakeMsSince(clock, heardNs) > orphanMs) stopping.abort();
  }
  send({ kind: "status", status: status() });
}

function failureMessage(error: unknown): FromVision {
  const text = errorText(error);
  if (error instanceof TagwatchError) return { kind: "failed", code: error.code, text, hint: error.hint };
  return {
    kind: "failed",
    code: "INTERNAL",
    text: errorStack(error),
    hint: "",
  };
}

/** Sends the last message and exits once it is out. */
function exitWith(message: FromVision, status: number): void {
  if (process.connected) process.send?.(shown(message), () => process.exit(status));
  else process.exit(status);
}

process.on("message", (message: ToVision) => {
  heardNs = clock.monoNs();
  if (message.kind === "stop") stopping.abort();
  if (message.kind !== "start") return;
  main(message).then(
    () => exitWith({ kind: "done" }, 0),
    (error: unknown) => exitWith(failureMessage(error), 1),
  );
});
// Without the daemon the last tracks would reach no one: end at once, with the ffmpegs (this process leads its group).
process.on("disconnect", () => {
  stopping.abort();
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(1);
  }
});
// Signals to the whole group (a terminal's Ctrl-C, systemd) reach the daemon too, and it says when to stop.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
