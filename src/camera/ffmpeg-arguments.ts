// The command line of ffmpeg as a pure function, so that a table can test it.
import type { CameraConfig } from "../config/schema.js";
import type { FfmpegVersion } from "./ffmpeg-version.js";
import { splitAddress, withCredentials } from "./redact.js";
import type { Source } from "./source.js";

/** Without a packet for so long ffmpeg itself gives up on a network camera. The frame watchdog is the second line. */
const networkTimeoutUs = 10_000_000;

export type CaptureSettings = Pick<CameraConfig, "fps" | "pace" | "loop" | "inputFormat" | "size">;

export interface CaptureRequest {
  readonly source: Exclude<Source, { readonly kind: "folder" }>;
  readonly settings: CaptureSettings;
  /** `user:password` for RTSP, or null. */
  readonly credentials: string | null;
  readonly version: FfmpegVersion;
  /** Socket on which ffmpeg offers the frames, and the file that may hold the address; both in a private folder. */
  readonly socket: string;
  readonly listFile: string;
}

export interface CaptureCommand {
  readonly arguments: readonly string[];
  /** What `listFile` must hold before ffmpeg starts; null when it is not used. */
  readonly list: string | null;
}

/**
 * ffmpeg listens on a unix socket and sends Y4M: raw planes behind a header that says their size, so that neither a
 * second connection to the camera (ffprobe) nor its chatter is needed to know it. I420 is what cameras decode to.
 */
export function captureCommand(request: CaptureRequest): CaptureCommand {
  const { input, list } = inputArguments(request);
  return {
    list,
    arguments: [
      ...["-hide_banner", "-nostats", "-nostdin", "-loglevel", "level+verbose"],
      ...["-threads", "1", ...input, "-map", "0:v:0", "-an", "-sn", "-dn"],
      ...["-vf", filters(request), frameSync(request.version), "passthrough"],
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
        `unix:${request.socket}`,
      ],
    ],
  };
}

/** Drops surplus frames by their time stamps without making up or holding back any (as `fps` would), then asks for 4:2:0. */
function filters({ source, settings }: CaptureRequest): string {
  const format = "format=yuv420p|yuvj420p";
  if (source.kind === "file" && settings.pace === "fast") return format;
  // A tenth of slack, so that a camera of exactly this rate with a trembling clock loses nothing.
  const gap = (0.9 / settings.fps).toFixed(4);
  return `select=isnan(prev_selected_t)+isnan(t)+gte(t-prev_selected_t\\,${gap})+lt(t\\,prev_selected_t),${format}`;
}

/** `-vsync` was renamed in 5.1 (libavformat 59.27) and is gone in 8. */
function frameSync({ libavformat }: FfmpegVersion): string {
  return libavformat >= 59.27 ? "-fps_mode" : "-vsync";
}

function inputArguments(request: CaptureRequest): { input: readonly string[]; list: string | null } {
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

/**
 * A command line can be read by every user of the machine (/proc/PID/cmdline), so an address with a password goes into
 * a list file of our own for the concat demuxer, which hands its options through since 5.0. Before that there is no way.
 */
function rtspInput(
  address: string,
  { credentials, version, listFile }: CaptureRequest,
): { input: readonly string[]; list: string | null } {
  const full = credentials === null ? address : withCredentials(address, credentials);
  const timeout = version.libavformat >= 59 ? "timeout" : "stimeout";
  const options = { rtsp_transport: "tcp", [timeout]: String(networkTimeoutUs) };
  if (splitAddress(full).userinfo === null || version.libavformat < 59) {
    const flags = Object.entries(options).flatMap(([key, value]) => [`-${key}`, value]);
    return { input: ["-fflags", "nobuffer", "-flags", "low_delay", ...flags, "-i", full], list: null };
  }
  const lines = Object.entries({ ...options, fflags: "nobuffer" }).map(
    ([key, value]) => `option ${key} ${value}`,
  );
  return {
    input: [
      ...["-flags", "low_delay", "-f", "concat", "-safe", "0"],
      ...["-protocol_whitelist", "file,rtsp,rtsps,rtp,udp,tcp,tls,crypto", "-i", listFile],
    ],
    list: ["ffconcat version 1.0", `file '${full.replaceAll("'", "%27")}'`, ...lines, ""].join("\n"),
  };
}
