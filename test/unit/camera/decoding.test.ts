// Who decodes a camera's stream: the real ffmpeg on a computer without a device, and, where a device is needed, a program
// before the real ffmpeg that takes its words for one away.
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createCamera } from "../../../src/unit/camera/camera.js";
import { decoderArguments, devicesFor } from "../../../src/unit/camera/decoding/devices.js";
import { probeDevice } from "../../../src/unit/camera/decoding/probe.js";
import { cameraSchema, type CameraConfig } from "../../../src/unit/config/schema.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const long = 300_000;

/** Twenty frames of full or limited range. */
function clip(range: "pc" | "tv"): string {
  const file = join(scratchFolder(), `${range}.mp4`);
  const filter = `scale=out_range=${range}:out_color_matrix=bt709,format=yuv420p`;
  execFileSync("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x352:rate=10", "-frames:v", "20"],
    ...["-vf", filter, "-c:v", "libx264", "-preset", "ultrafast"],
    ...["-color_range", range, "-colorspace", "bt709", file],
  ]);
  return file;
}

/** Reads a recording whole: its frames as digests, what was told, and who decoded. */
async function watched(source: string, decoding: CameraConfig["decoding"]) {
  const frames: string[] = [];
  const faults: string[] = [];
  const losses: string[] = [];
  const camera = createCamera(
    { ...cameraSchema.parse({ id: "c", source, pace: "fast" }), decoding },
    {
      ...{ clock: createClock(), log: memoryLog(), random: () => 0, buffers: 3, credentials: () => null },
      ...{ decodePicture: loadPicture, probe: probeDevice },
      onDecodingFault: (text) => void faults.push(text),
      onFault: (fault) => fault && losses.push(fault.text),
      onFrame(frame) {
        const { y, colour, width } = frame.picture;
        if (colour?.kind !== "i420") throw new Error("no planes");
        const hash = createHash("sha256").update(y).update(colour.u).update(colour.v);
        frames.push(`${String(width)} ${colour.matrix} ${String(colour.fullRange)} ${hash.digest("hex")}`);
        frame.release();
      },
    },
  );
  await camera.run(new AbortController().signal);
  return { frames, faults, losses, decoding: camera.status().decoding };
}

/**
 * Puts a program before ffmpeg that has a "device": it takes away the words for vaapi and goes on with the real one, or does
 * `act` (shell) where a stream is captured by the device, `probe` where it is tried.
 */
function pretendDevice({ act = "", probe = "" }: { readonly act?: string; readonly probe?: string }): void {
  const real = execFileSync("sh", ["-c", "command -v ffmpeg"], { encoding: "utf8" }).trim();
  const dir = scratchFolder();
  const file = join(dir, "ffmpeg");
  writeFileSync(
    file,
    `#!/bin/bash
args=(); device=
while [ $# -gt 0 ]; do
  case "$1" in
    -hwaccel) device=1; shift 2;;
    -hwaccel_device) shift 2;;
    *) args+=("$1"); shift;;
  esac
done
if [ -n "$device" ]; then
  if [[ " \${args[*]} " == *" -listen "* ]]; then :; ${act}
  else :; ${probe}
  fi
fi
exec ${real} "\${args[@]}"
`,
  );
  chmodSync(file, 0o755);
  const before = process.env["PATH"];
  process.env["PATH"] = dir + delimiter + (before ?? "");
  onTestFinished(() => void (process.env["PATH"] = before));
}

it("asks ffmpeg for a device before the input, and for none by default", () => {
  expect(cameraSchema.parse({ id: "c", source: "rtsp://10.0.0.8/" }).decoding).toBe("software");
  expect(decoderArguments("software")).toEqual([]);
  expect(decoderArguments("vaapi")).toContain("-hwaccel");
  expect(decoderArguments("nvdec")).toEqual(["-hwaccel", "cuda"]);
  expect(decoderArguments("v4l2m2m")).toEqual(["-c:v", "h264_v4l2m2m"]);
  expect([devicesFor("software"), devicesFor("nvdec")]).toEqual([[], ["nvdec"]]);
});

describe("without a device", { timeout: long }, () => {
  it.each(["vaapi", "nvdec", "v4l2m2m"] as const)(
    "%s is found out, and the camera gives every frame all the same, as software decodes it",
    async (device) => {
      // A computer that has one tells nothing here.
      if ((await probeDevice(device, new AbortController().signal)) === null) return;
      const plain = await watched(clip("tv"), "software");
      expect(plain).toMatchObject({ faults: [], losses: [], decoding: { by: "software", why: "" } });
      expect(plain.frames).toHaveLength(20);
      const asked = await watched(clip("tv"), device);
      expect(asked.frames).toEqual(plain.frames);
      expect(asked.faults).toEqual([expect.stringContaining(`${device} cannot be used: `)]);
      expect(asked.losses).toEqual([]);
      expect(asked.decoding).toEqual({ by: "software", why: asked.faults[0] });
    },
  );

  it("auto is no fault, and says why", async () => {
    if (devicesFor("auto").length > 0) return;
    const { frames, faults, decoding } = await watched(clip("tv"), "auto");
    expect([frames.length, faults]).toEqual([20, []]);
    expect(decoding).toEqual({ by: "software", why: "this computer has no device that decodes" });
  });
});

describe("with something in a device's place", { timeout: long }, () => {
  it("uses one whose pictures are those of software", async () => {
    const plain = await watched(clip("tv"), "software");
    pretendDevice({});
    const by = await watched(clip("tv"), "vaapi");
    expect(by).toMatchObject({ faults: [], losses: [], decoding: { by: "vaapi", why: "" } });
    expect(by.frames).toEqual(plain.frames);
  });

  it("uses none whose pictures differ", async () => {
    pretendDevice({ probe: 'args=("${args[@]/format=yuv420p|/negate,format=yuv420p|}")' });
    const { frames, faults, decoding } = await watched(clip("tv"), "vaapi");
    expect(frames).toHaveLength(20);
    expect(faults).toEqual(["vaapi cannot be used: its pictures are not those that were put in"]);
    expect(decoding.by).toBe("software");
  });

  it("goes on by software, told once, where a device that was tried well gives nothing of the stream", async () => {
    pretendDevice({ act: "echo '[h264 @ 0x1] [error] hwaccel initialisation returned error' >&2; exit 1" });
    const { frames, faults, losses, decoding } = await watched(clip("tv"), "vaapi");
    expect(frames).toHaveLength(20);
    expect(losses).toEqual([]);
    expect(faults).toEqual(["vaapi failed while it decoded: hwaccel initialisation returned error"]);
    expect(decoding).toEqual({ by: "software", why: faults[0] });
  });

  it("does not blame a device for a recording that nobody can decode", async () => {
    const broken = join(scratchFolder(), "broken.mp4");
    writeFileSync(broken, "no video");
    pretendDevice({});
    const camera = { decoding: "" };
    const stop = new AbortController();
    const running = createCamera(
      { ...cameraSchema.parse({ id: "c", source: broken, pace: "fast" }), decoding: "vaapi" },
      {
        ...{ clock: createClock(), log: memoryLog(), random: () => 0, buffers: 3, credentials: () => null },
        ...{ decodePicture: loadPicture, probe: probeDevice, onFrame: (frame) => frame.release() },
        onDecodingFault: (text) => void (camera.decoding = text),
        onFault: (fault) => fault && stop.abort(),
      },
    );
    await running.run(stop.signal);
    expect([camera.decoding, running.status().decoding.by]).toEqual(["", "vaapi"]);
  });

  it("leaves a stream of full range to software: its brightness and colors are as without a device", async () => {
    const plain = await watched(clip("pc"), "software");
    expect(plain.frames[0]).toContain("bt709 true");
    pretendDevice({ act: 'args=("${args[@]/format=yuv420p|/format=nv12,format=yuv420p|}"); sleep 0' });
    const by = await watched(clip("pc"), "vaapi");
    expect(by.frames.slice(-20)).toEqual(plain.frames);
    expect(by.faults).toEqual([expect.stringContaining("full range")]);
    expect(by.decoding.by).toBe("software");
  });
});
