// One ffmpeg from its start to its end: stream in, frames out.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Decoder } from "../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import { redactorOf, type Redact } from "../../shared/domain/redact.js";
import { secretsOf, shownAddress } from "./address.js";
import { captureCommand, type FfmpegSettings } from "./ffmpeg-arguments.js";
import { createFfmpegLog } from "./ffmpeg-log.js";
import { bestTrack } from "./video-tracks.js";
import { readFrames, type FrameStreamDeps } from "./frame-stream.js";

const fullRangeWords = "the camera sends full range, which a device would not keep";

/** ffmpeg gets this long to end by itself, and after SIGTERM to take leave of the camera; one cut off may stay busy for half a minute. */
const graceMs = 2_000;

/** What one run of ffmpeg needs; socket and list file are made by the capture itself. */
export interface CaptureDeps extends Omit<FrameStreamDeps, "path" | "matrix"> {
  readonly request: Omit<FfmpegSettings, "socket" | "listFile" | "track">;
}

/**
 * How a capture ended. `resized`: the camera changed its picture size and must be opened again. `unfit`: a device may not
 * decode this stream.
 */
export interface CaptureEnd {
  readonly kind: "stopped" | "ended" | "failed" | "resized" | "unfit";
  readonly frames: number;
  /** ffmpeg's last complaints, without secrets. */
  readonly complaints: readonly string[];
}

/** Runs ffmpeg until its source ends, it fails, or `signal` aborts. Throws FFMPEG_MISSING. Leaves no process and no file behind. */
export async function capture(deps: CaptureDeps, signal: AbortSignal): Promise<CaptureEnd> {
  const dir = await mkdtemp(join(tmpdir(), "tagwatch-"));
  const files = { socket: join(dir, "frames"), listFile: join(dir, "input") };
  try {
    const { source } = deps.request;
    const track = source.kind === "file" ? await bestTrack(source.path) : null;
    const command = captureCommand({ ...deps.request, ...files, track });
    if (command.list !== null) await writeFile(files.listFile, command.list, { mode: 0o600 });
    const shown = shownBy(deps.request, files.listFile);
    return await runFfmpeg(
      command.arguments,
      { ...deps, path: files.socket, shown, decoder: deps.request.decoder },
      signal,
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Makes ffmpeg's words fit for people. */
function shownBy({ source, credentials }: CaptureDeps["request"], listFile: string): Redact {
  if (source.kind !== "rtsp") return (text) => text;
  const redact = redactorOf(secretsOf(source.address, credentials));
  return (text) => redact(text.replaceAll(listFile, shownAddress(source.address)));
}

async function runFfmpeg(
  args: readonly string[],
  deps: Omit<FrameStreamDeps, "matrix"> & { readonly shown: Redact; readonly decoder: Decoder },
  signal: AbortSignal,
): Promise<CaptureEnd> {
  const child = spawn("ffmpeg", args, { stdio: ["ignore", "ignore", "pipe"] });
  const exit = exitOf(child);
  const words = createFfmpegLog(deps.shown);
  const gone = new AbortController();
  const resized = new AbortController();
  const unfit = new AbortController();
  void exit.finally(() => gone.abort());
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words.feed(text);
    if (words.resizedTo() !== null) resized.abort();
    // A device gives NV12, which ffmpeg would turn into limited range: darker and lighter than what was sent.
    if (deps.decoder !== "software" && words.isFullRange()) unfit.abort();
  });
  const stop = AbortSignal.any([signal, resized.signal, unfit.signal]);
  const read = await readFrames({ ...deps, matrix: () => words.matrix() }, { stop, gone: gone.signal }).then(
    (frames) => ({ frames, failure: null }),
    (failure: unknown) => ({ frames: 0, failure }),
  );
  // It closes its output before it ends: asked to end in between, it would call the whole stream broken.
  if (!stop.aborted && read.failure === null) await deps.clock.sleep(graceMs, gone.signal);
  await stopChild(child, gone.signal, deps.clock);
  const code = await exit;
  if (code === null) throw new TagwatchError("FFMPEG_MISSING", "ffmpeg cannot be started");
  const complaints = read.failure instanceof Error ? [read.failure.message] : words.complaints();
  const clean = code === 0 && read.failure === null;
  if (unfit.signal.aborted && !signal.aborted)
    return { kind: "unfit", frames: read.frames, complaints: [fullRangeWords] };
  const kind = signal.aborted ? "stopped" : resized.signal.aborted ? "resized" : clean ? "ended" : "failed";
  return { kind, frames: read.frames, complaints };
}

/** The exit status (128 + number after a signal) once all output has arrived; null when the program cannot be started. */
function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", (code) => resolve(code ?? 128));
  });
}

async function stopChild(child: ChildProcess, gone: AbortSignal, clock: Clock): Promise<void> {
  if (gone.aborted) return;
  child.kill("SIGTERM");
  await clock.sleep(graceMs, gone);
  if (!gone.aborted) child.kill("SIGKILL");
}
