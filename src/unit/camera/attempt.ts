// One attempt to watch a camera: from opening its stream to the reason it ended.
import type { Decoder } from "../../shared/domain/closed-sets.js";
import type { CameraConfig } from "../config/schema.js";
import { TagwatchError, type ErrorCode } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import { redactorOf } from "../../shared/domain/redact.js";
import { secretsOf } from "./address.js";
import type { DecodingChoice } from "./decoding/choice.js";
import { capture, type CaptureEnd } from "./capture.js";
import { faultOf } from "./ffmpeg-log.js";
import { ffmpegVersion } from "./ffmpeg-version.js";
import type { CapturedFrame } from "./frame-stream.js";
import { isLive, type Source } from "./source.js";
import { errorText } from "../../shared/domain/error-text.js";
import { awakeMsSince } from "../../shared/domain/elapsed.js";

/** What can be wrong with a camera. */
export type CameraFault = Extract<
  ErrorCode,
  "CAMERA_STALLED" | "CAMERA_LOST" | "CAMERA_REFUSED" | "CAMERA_UNSTEADY" | "FFMPEG_MISSING"
>;

/** How an attempt ended: the recording is over, the camera must be opened anew, or it is lost. */
export type Outcome =
  | { readonly kind: "over" }
  | { readonly kind: "resized" }
  | { readonly kind: "lost"; readonly code: CameraFault; readonly text: string };

/** What an attempt needs of the daemon; `onFrame` must release each frame, or reading pauses. */
export interface AttemptDeps {
  readonly clock: Clock;
  /** Buffers per capture: one being filled, the others in use downstream. */
  readonly buffers: number;
  /** `user:password`, read anew at each start, or null. */
  credentials(): string | null;
  readonly decoding: DecodingChoice;
  onFrame(frame: CapturedFrame): void;
  /** It fell silent; the attempt ends as soon as ffmpeg has. */
  onSilent(text: string): void;
}

/** A camera that was just switched on, and a loaded computer, take their time until the first frame. */
const openingMs = 20_000;

/** Captures until the source ends, fails or falls silent for `stallAfter`, or `signal` aborts. Never throws. */
export async function attempt(
  source: Exclude<Source, { kind: "folder" }>,
  config: CameraConfig,
  deps: AttemptDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const { clock, buffers } = deps;
  // Before the silence is counted: a driver may take its time to be tried.
  const decoder = await deps.decoding.pick(signal);
  let heardNs = clock.monoNs();
  let limitMs = Math.max(openingMs, config.stallAfter);
  const onFrame = (frame: CapturedFrame): void => {
    heardNs = frame.capturedMonoNs;
    limitMs = config.stallAfter;
    deps.onFrame(frame);
  };
  const stall = new AbortController();
  const text = (): string => `no frame for ${Math.round(limitMs / 1000)} s`;
  stall.signal.addEventListener("abort", () => deps.onSilent(text()));
  const isSilent = (): boolean => awakeMsSince(clock, heardNs) >= limitMs;
  const watch = watchFor(isSilent, Math.min(1_000, config.stallAfter / 4), stall, clock);
  let credentials: string | null = null;
  try {
    credentials = deps.credentials();
    const version = await ffmpegVersion();
    const stop = AbortSignal.any([signal, stall.signal]);
    const by = (one: Decoder): Promise<CaptureEnd> => {
      heardNs = clock.monoNs();
      const request = { source, settings: config, credentials, version, decoder: one };
      return capture({ request, buffers, clock, onFrame }, stop);
    };
    const end = await decoded(by, decoder, { decoding: deps.decoding, stop });
    if (stall.signal.aborted) deps.decoding.giveUp(text());
    if (!stall.signal.aborted) return judgeEnd(end, source);
    return { kind: "lost", code: "CAMERA_STALLED", text: withReason(text(), end) };
  } catch (error) {
    return outcomeOfError(error, secretsOf(config.source, credentials));
  } finally {
    watch.abort();
  }
}

/** Words of ffmpeg about a device, rather than about a camera. */
const deviceWords =
  /hwaccel|vaapi|cuda|nvdec|cuvid|v4l2m2m|hw ?frames?|no device available for decoder|device (?:creation|setup) failed/i;

/**
 * A capture, and where a device gave nothing, one more by software at once: what then comes was the device's fault. One that
 * ends later with words about the device was so too.
 */
async function decoded(
  by: (decoder: Decoder) => Promise<CaptureEnd>,
  decoder: Decoder,
  { decoding, stop }: { readonly decoding: DecodingChoice; readonly stop: AbortSignal },
): Promise<CaptureEnd> {
  const end = await by(decoder);
  if (decoder === "software" || stop.aborted || end.kind === "resized") return end;
  const ofDevice = end.complaints.find((text) => deviceWords.test(text));
  const why = ofDevice ?? end.complaints.at(-1) ?? "it gave no picture";
  if (end.kind === "unfit" || ofDevice !== undefined) decoding.giveUp(why);
  // A recording would begin anew.
  if (end.frames > 0 && end.kind !== "unfit") return end;
  const again = await by("software");
  if (again.frames > 0) decoding.giveUp(why);
  return again;
}

/** ffmpeg ends with status 0 also when a live camera dies, so for a camera every end is a loss. */
function judgeEnd(end: CaptureEnd, source: Source): Outcome {
  if (end.kind === "resized") return { kind: "resized" };
  if (!isLive(source) && end.kind === "ended" && end.frames > 0) return { kind: "over" };
  const text = end.frames > 0 ? "the stream ended" : "no picture came";
  const code = faultOf(end.frames > 0 ? [] : end.complaints);
  return { kind: "lost", code, text: withReason(text, end) };
}

function withReason(text: string, { complaints }: CaptureEnd): string {
  const reason = complaints.at(-1);
  return reason ? `${text}: ${reason}` : text;
}

/** An error as the reason a camera is lost, without secrets. */
export function outcomeOfError(error: unknown, secrets: readonly string[] = []): Outcome {
  const text = redactorOf(secrets)(errorText(error));
  const missing = error instanceof TagwatchError && error.code === "FFMPEG_MISSING";
  return { kind: "lost", code: missing ? "FFMPEG_MISSING" : "CAMERA_LOST", text };
}

/** Aborts `stall` when nothing comes any more, looked at every `everyMs`: ffmpeg may hang without end on a camera that fell silent. */
function watchFor(
  isSilent: () => boolean,
  everyMs: number,
  stall: AbortController,
  clock: Clock,
): AbortController {
  const over = new AbortController();
  const loop = async (): Promise<void> => {
    while (!over.signal.aborted && !stall.signal.aborted) {
      await clock.sleep(everyMs, over.signal);
      if (!over.signal.aborted && isSilent()) stall.abort();
    }
  };
  void loop();
  return over;
}
