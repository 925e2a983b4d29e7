import { describe, expect, it } from "vitest";
import { captureCommand, type CaptureRequest } from "../../src/camera/ffmpeg-arguments.js";
import { parseFfmpegVersion } from "../../src/camera/ffmpeg-version.js";

const request: CaptureRequest = {
  source: { kind: "rtsp", address: "rtsp://10.0.0.8/main" },
  settings: { fps: 15, pace: "real-time", loop: false },
  credentials: null,
  version: { libavformat: 59.27 },
  socket: "/run/t/frames",
  listFile: "/run/t/input",
};
const line = (changes: Partial<CaptureRequest>) =>
  captureCommand({ ...request, ...changes }).arguments.join(" ");

describe("captureCommand", () => {
  it("reads RTSP over TCP with a time limit and sends Y4M to a socket it listens on", () => {
    expect(line({})).toBe(
      "-hide_banner -nostats -nostdin -loglevel level+verbose -threads 1 -fflags nobuffer -flags low_delay " +
        "-rtsp_transport tcp -timeout 10000000 -i rtsp://10.0.0.8/main -map 0:v:0 -an -sn -dn " +
        "-vf select=isnan(prev_selected_t)+isnan(t)+gte(t-prev_selected_t\\,0.0600)+lt(t\\,prev_selected_t),format=yuv420p|yuvj420p " +
        "-fps_mode passthrough -f yuv4mpegpipe -strict -1 -y -listen 1 -timeout 10000 unix:/run/t/frames",
    );
  });

  it("uses the option names of the ffmpeg that is installed", () => {
    const old = line({ version: { libavformat: 58.76 } });
    expect(old).toContain("-stimeout 10000000");
    expect(old).toContain("-vsync passthrough");
  });

  it.each([
    { what: "a credentials file", source: "rtsp://10.0.0.8/main", credentials: "cam:s'cret@1\n" },
    { what: "the address", source: "rtsp://cam:s%27cret%401@10.0.0.8/main", credentials: null },
  ])("keeps a password from $what out of the command line", ({ source, credentials }) => {
    const command = captureCommand({ ...request, source: { kind: "rtsp", address: source }, credentials });
    expect(command.arguments.join(" ")).not.toContain("cret");
    expect(command.arguments.join(" ")).toContain("-f concat -safe 0");
    expect(command.list).toBe(
      "ffconcat version 1.0\nfile 'rtsp://cam:s%27cret%401@10.0.0.8/main'\n" +
        "option rtsp_transport tcp\noption timeout 10000000\noption fflags nobuffer\n",
    );
  });

  it("asks a USB camera for what is configured", () => {
    const source = { kind: "v4l2", device: "/dev/v4l/by-id/usb-cam" } as const;
    const settings = { ...request.settings, inputFormat: "mjpeg", size: "1920x1080" } as const;
    expect(line({ source, settings })).toContain(
      "-f v4l2 -input_format mjpeg -framerate 15 -video_size 1920x1080 -i /dev/v4l/by-id/usb-cam",
    );
    expect(line({ source })).toContain("-f v4l2 -framerate 15 -i /dev");
  });

  it("plays a file as filmed, again and again, or fast and whole", () => {
    const source = { kind: "file", path: "drive: 1.mp4" } as const;
    expect(line({ source, settings: { fps: 15, pace: "real-time", loop: true } })).toContain(
      "-re -stream_loop -1 -i file:drive: 1.mp4",
    );
    const fast = line({ source, settings: { fps: 15, pace: "fast", loop: false } });
    expect(fast).not.toContain("-re ");
    expect(fast).not.toContain("select=");
  });
});

describe("parseFfmpegVersion", () => {
  it.each([
    ["ffmpeg version 5.1.9-0+deb12u1\nlibavformat    59. 27.100 / 59. 27.100", 59.27],
    ["ffmpeg version N-121000-gabc\nlibavformat    61.  7.100 / 61.  7.100", 61.07],
  ])("reads libavformat's version from %j", (text, expected) => {
    expect(parseFfmpegVersion(text)).toEqual({ libavformat: expected });
  });

  it("knows what is not ffmpeg", () => {
    expect(parseFfmpegVersion("bash: ffmpeg: command not found")).toBeNull();
  });
});
