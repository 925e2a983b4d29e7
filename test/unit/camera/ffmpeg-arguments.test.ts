import { describe, expect, it } from "vitest";
import { captureCommand, type FfmpegSettings } from "../../../src/unit/camera/ffmpeg-arguments.js";
import { parseFfmpegVersion } from "../../../src/unit/camera/ffmpeg-version.js";

const request: FfmpegSettings = {
  source: { kind: "rtsp", address: "rtsp://10.0.0.8/main" },
  settings: { fps: 15, pace: "real-time", loop: false, rotate: 0 },
  credentials: null,
  version: { libavformat: 59.27 },
  decoder: "software",
  track: null,
  socket: "/run/t/frames",
  listFile: "/run/t/input",
};
const line = (changes: Partial<FfmpegSettings>) =>
  captureCommand({ ...request, ...changes }).arguments.join(" ");

describe("captureCommand", () => {
  it("reads RTSP over TCP with a time limit and sends Y4M to a socket it listens on", () => {
    expect(line({})).toBe(
      "-hide_banner -nostats -nostdin -loglevel level+verbose -max_alloc 80000000 -max_pixels 40000000 -threads 1 " +
        "-flags low_delay -fpsprobesize 0 -f concat -safe 0 " +
        "-protocol_whitelist file,rtsp,rtsps,rtp,udp,tcp,tls,crypto -i /run/t/input -an -sn -dn " +
        "-vf select=st(0\\,if(ld(1)\\,min(3\\,ld(0)+max(0\\,time(0)-ld(1))*15.3000)\\,1))*0+st(1\\,time(0))*0" +
        "+if(gte(ld(0)\\,1)\\,st(0\\,ld(0)-1)*0+1),settb=1/1000,setpts=N,format=yuv420p|yuvj420p " +
        "-fps_mode passthrough -enc_time_base 1:1000 -f yuv4mpegpipe -strict -1 -y -listen 1 -timeout 10000 unix:/run/t/frames",
    );
  });

  it("uses the option names of the ffmpeg that is installed", () => {
    expect(line({ version: { libavformat: 59.16 } })).toContain("-vsync passthrough");
    expect(() => line({ version: { libavformat: 58.76 } })).toThrow("older than 5.0");
  });

  it.each([
    {
      where: "before the host",
      source: "rtsp://10.0.0.8/main",
      credentials: "cam:s'cret@/1\n",
      full: "rtsp://cam:s%27cret%40%2F1@10.0.0.8/main",
    },
    {
      where: "in the query",
      source: "rtsp://10.0.0.8/user={user}&password={password}&channel=1",
      credentials: "cam:s/cret$&",
      full: "rtsp://10.0.0.8/user=cam&password=s%2Fcret%24%26&channel=1",
    },
    {
      where: "in an address that nobody checked",
      source: "rtsp://10.0.0.8/token-s'cret",
      credentials: null,
      full: "rtsp://10.0.0.8/token-s%27cret",
    },
  ])("keeps a secret $where out of the command line", ({ source, credentials, full }) => {
    const command = captureCommand({ ...request, source: { kind: "rtsp", address: source }, credentials });
    expect(command.arguments.join(" ")).not.toContain("cret");
    expect(command.arguments.join(" ")).not.toContain("10.0.0.8");
    expect(command.list).toBe(
      `ffconcat version 1.0\nfile '${full}'\noption rtsp_transport tcp\noption allowed_media_types video\n` +
        "option timeout 10000000\noption fflags nobuffer\noption fpsprobesize 0\n",
    );
  });

  it("shows the track that was chosen", () => {
    const source = { kind: "file", path: "a.mp4" } as const;
    expect(line({ source, track: 1 })).toContain("-i file:a.mp4 -map 0:v:1 -an");
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
    expect(line({ source, settings: { fps: 15, pace: "real-time", loop: true, rotate: 0 } })).toContain(
      "-re -stream_loop -1 -i file:drive: 1.mp4",
    );
    const fast = line({ source, settings: { fps: 15, pace: "fast", loop: false, rotate: 0 } });
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
