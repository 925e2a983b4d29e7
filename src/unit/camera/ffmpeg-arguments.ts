// The command line of ffmpeg as a pure function, so that a table can test it.
import type { Decoder } from "../../shared/domain/closed-sets.js";
import type { CameraConfig } from "../config/schema.js";
import { decoderArguments } from "./decoding/devices.js";
import type { FfmpegVersion } from "./ffmpeg-version.js";
import { maxFrameBytes, maxFramePixels } from "./frame-pool.js";
import { rtspInput } from "./rtsp-input.js";
import type { Source } from "./source.js";

/** The keys of a camera in the configuration that change how ffmpeg is called. */
export type CaptureSettings = Pick<CameraConfig, "fps" | "pace" | "loop" | "inputFormat" | "size" | "rotate">;

/** A file as it is: all frames in order, as fast as they are taken. */
export const everyFrame: CaptureSettings = { fps: 60, pace: "fast", loop: false, rotate: 0 };

/** One call of ffmpeg. Folders of pictures are replayed without it. */
export interface FfmpegSettings {
  readonly source: Exclude<Source, { readonly kind: "folder" }>;
  readonly settings: CaptureSettings;
  /** `user:password` for RTSP, or null. */
  readonly credentials: string | null;
  readonly version: FfmpegVersion;
  readonly decoder: Decoder;
  /** Number of the video track to show, from 0; null leaves the choice (the largest that has pictures) to ffmpeg. */
  readonly track: number | null;
  /** Socket on which ffmpeg offers the frames, and the file that may hold the address; both in a private folder. */
  readonly socket: string;
  readonly listFile: string;
}

/** Never holds credentials in `arguments`, which every user of the machine can read in the process list. */
export interface CaptureCommand {
  readonly arguments: readonly string[];
  /** What `listFile` must hold before ffmpeg starts; null when it is not used. */
  readonly list: string | null;
}

/**
 * ffmpeg listens on a unix socket and sends Y4M: raw planes behind a header that says their size, so that neither a
 * second connection to the camera (ffprobe) nor its chatter is needed to know it. I420 is what cameras decode to.
 */
export function captureCommand(settings: FfmpegSettings): CaptureCommand {
  const { input, list } = inputArguments(settings);
  const map = settings.track === null ? [] : ["-map", `0:v:${settings.track}`];
  return {
    list,
    arguments: [
      ...["-hide_banner", "-nostats", "-nostdin", "-loglevel", "level+verbose"],
      // Two bounds, because the first holds for the stream's decoder only and not where ffmpeg looks into a stream first.
      ...["-max_alloc", String(maxFrameBytes), "-max_pixels", String(maxFramePixels)],
      ...["-threads", "1", ...decoderArguments(settings.decoder), ...input, ...map, "-an", "-sn", "-dn"],
      ...["-vf", filters(settings), frameSync(settings.version), "passthrough", "-enc_time_base", "1:1000"],
      ...[
        "-f",
        "yuv4mpegpipe",
        "-strict",
        "-1",
        "-y",
        "-listen",
        "1",
        "-timeout",
        "10000",
        `unix:${settings.socket}`,
      ],
    ],
  };
}

/** Filters that turn a picture clockwise by so many degrees; they leave range and matrix as they are. */
const turns: Readonly<Record<CameraConfig["rotate"], string>> = {
  0: "",
  90: ",transpose=clock",
  180: ",hflip,vflip",
  270: ",transpose=cclock",
};

/**
 * Drops surplus frames by when they arrive, then asks for 4:2:0. A camera's own time stamps decide nothing: its clock may
 * be slow, stuck or jump. Each moment earns a share of a frame, a frame costs one: so a stream of about the wanted rate
 * loses nothing though its frames come unevenly. `time` is the wall clock; a jump of it costs or wins three frames at most.
 * The frames are numbered anew, because the muxer complains about times that do not grow.
 */
function filters({ source, settings }: FfmpegSettings): string {
  // Turned last: surplus frames are gone by then.
  const format = `format=yuv420p|yuvj420p${turns[settings.rotate]}`;
  if (source.kind === "file" && settings.pace === "fast") return `settb=1/1000,setpts=N,${format}`;
  // A little slack, so that a camera of exactly this rate with a slightly fast clock loses nothing.
  const rate = (1.02 * settings.fps).toFixed(4);
  const earn = `st(0\\,if(ld(1)\\,min(3\\,ld(0)+max(0\\,time(0)-ld(1))*${rate})\\,1))*0+st(1\\,time(0))*0`;
  return `select=${earn}+if(gte(ld(0)\\,1)\\,st(0\\,ld(0)-1)*0+1),settb=1/1000,setpts=N,${format}`;
}

/** `-vsync` was renamed in 5.1 (libavformat 59.27) and is gone in 8. */
function frameSync({ libavformat }: FfmpegVersion): string {
  return libavformat >= 59.27 ? "-fps_mode" : "-vsync";
}

function inputArguments(request: FfmpegSettings): { input: readonly string[]; list: string | null } {
  const { source, settings } = request;
  switch (source.kind) {
    case "rtsp":
      return rtspInput(source.address, request);
    case "v4l2":
      return { input: v4l2Input(source.device, settings), list: null };
    case "file": {
      const pace = settings.pace === "fast" ? [] : ["-re"];
      const loop = settings.loop ? ["-stream_loop", "-1"] : [];
      return { input: [...pace, ...loop, "-i", `file:${source.path}`], list: null };
    }
  }
}

function v4l2Input(device: string, { inputFormat, size, fps }: CaptureSettings): readonly string[] {
  const format = inputFormat ? ["-input_format", inputFormat] : [];
  const picture = size ? ["-video_size", size] : [];
  return ["-f", "v4l2", ...format, "-framerate", String(fps), ...picture, "-i", device];
}
