// Real ffmpeg, real files, a real RTSP server.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createCamera } from "../../../src/unit/camera/camera.js";
import { cameraSchema, type CameraConfig } from "../../../src/unit/config/schema.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { hugePng } from "../../kit/samples/huge-png.js";
import { startRawRtsp } from "../../kit/peers/raw-rtsp.js";
import { startRtspServer, testClip } from "../../kit/peers/rtsp.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { usbCamera } from "../../kit/peers/usb-camera.js";

type Given = Pick<CameraConfig, "source"> & Partial<CameraConfig>;

/** Runs a camera; `until` resolves when its condition holds over what was seen. */
function watch(given: Given, credentials: string | null = null) {
  const config: CameraConfig = {
    ...cameraSchema.parse({ id: "c", source: given.source }),
    stallAfter: 60_000,
    ...given,
  };
  const seen = { frames: 0, sizes: [] as string[], faults: [] as string[], lumas: [] as number[] };
  const log = memoryLog();
  const clock = createClock();
  let check: () => void = () => undefined;
  const camera = createCamera(config, {
    clock,
    log,
    random: () => 0,
    buffers: 3,
    credentials: () => credentials,
    decodePicture: loadPicture,
    ...{ probe: () => Promise.resolve("no device"), onDecodingFault: () => undefined },
    onFrame: (frame) => {
      const { picture } = frame;
      seen.frames++;
      const size = `${picture.width}x${picture.height}`;
      if (seen.sizes.at(-1) !== size) seen.sizes.push(size);
      seen.lumas.push(picture.y[0]);
      frame.release();
      check();
    },
    onFault(fault) {
      seen.faults.push(fault ? `${fault.code}: ${fault.text}` : "well");
      check();
    },
  });
  const stop = new AbortController();
  const run = camera.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await run;
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (holds()) resolve();
      };
      check();
    });
  return { camera, seen, log, run, until, stop };
}

const long = 90_000;

describe("camera on files", { timeout: long }, () => {
  it("shows every frame of a clip read fast, and ends", async () => {
    const { camera, seen, run } = watch({ source: testClip("320x180", 2), pace: "fast" });
    await run;
    expect(seen).toMatchObject({ frames: 30, sizes: ["320x180"], faults: ["well"] });
    expect(camera.status()).toMatchObject({ state: "ended", frames: 30, starts: 1, size: "320x180" });
  });

  it("drops surplus frames of a clip at its own pace", async () => {
    const { seen, run } = watch({ source: testClip("320x180", 2), fps: 5 });
    await run;
    expect(seen.frames).toBeGreaterThanOrEqual(9);
    expect(seen.frames).toBeLessThanOrEqual(11);
  });

  it("says what is wrong with a truncated clip, and tries again", async () => {
    const file = testClip("320x180", 2);
    truncateSync(file, 5_000);
    const { seen, camera, until } = watch({ source: file });
    await until(() => seen.faults.length >= 2 || camera.status().starts >= 2);
    expect(seen.frames).toBe(0);
    expect(seen.faults[0]).toMatch(/^CAMERA_LOST: no picture came: .*(moov atom not found|Invalid data)/);
  });

  it("waits for a file that is not there", async () => {
    const { seen, until } = watch({ source: join(scratchFolder(), "none.mp4") });
    await until(() => seen.faults.length > 0);
    expect(seen.faults[0]).toContain("No such file");
  });

  it("opens a stream again that changes its picture size", async () => {
    const [small, large] = [testClip("320x180", 2, "a.ts"), testClip("640x360", 3, "b.ts")];
    const joined = join(scratchFolder(), "joined.ts");
    writeFileSync(joined, Buffer.concat([readFileSync(small), readFileSync(large)]));
    const { seen, log, until } = watch({ source: joined });
    await until(
      () => log.lines.some((line) => line.text.includes("changed its picture size")) && seen.frames > 10,
    );
    expect(seen.sizes).toEqual(["320x180"]);
    expect(seen.faults.filter((fault) => fault !== "well")).toEqual([]);
  });

  it("shows the video of a file that begins with a thumbnail", async () => {
    const [thumb, clip] = [testClip("160x90", 0.06, "thumb.mp4"), testClip("320x180", 2, "main.mp4")];
    const file = join(scratchFolder(), "both.mp4");
    const inputs = ["-i", thumb, "-i", clip, "-map", "0:v", "-map", "1:v", "-c", "copy"];
    execFileSync("ffmpeg", ["-v", "error", ...inputs, file]);
    const { seen, run } = watch({ source: file, pace: "fast" });
    await run;
    expect(seen).toMatchObject({ frames: 30, sizes: ["320x180"], faults: ["well"] });
  });

  it("refuses pictures too large for its memory, and says so", async () => {
    const file = hugePng(scratchFolder());
    const { seen, until } = watch({ source: file });
    await until(() => seen.faults.length > 0);
    expect(seen.frames).toBe(0);
    expect(seen.faults[0]).toMatch(/^CAMERA_LOST: no picture came: /);
  });

  it("replays a folder of pictures and passes over a broken one", async () => {
    const dir = scratchFolder();
    for (const [name, luma] of Object.entries({ "1.png": 50, "3.png": 150 })) {
      const grey = { r: luma, g: luma, b: luma };
      await sharp({ create: { width: 40, height: 30, channels: 3, background: grey } })
        .png()
        .toFile(join(dir, name));
    }
    writeFileSync(join(dir, "2.jpg"), "not a picture");
    const { seen, log, run } = watch({ source: dir, pace: "fast" });
    await run;
    expect(seen.lumas).toEqual([50, 150]);
    expect(log.lines.find((line) => line.level === "warn")?.fields["reason"]).toContain("2.jpg");
  });

  it("leaves no process and no file behind when stopped", async () => {
    const source = testClip("320x180", 2);
    // A folder of its own: tests that run beside this one make folders of the same name.
    const dir = scratchFolder();
    vi.stubEnv("TMPDIR", dir);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { seen, run, stop, until } = watch({ source, loop: true });
    await until(() => seen.frames > 5);
    expect(ffmpegCommands().join("\n")).toContain(dir);
    stop.abort();
    await run;
    expect(readdirSync(dir)).toEqual([]);
    expect(ffmpegCommands().join("\n")).not.toContain(dir);
  });
});

function ffmpegCommands(): string[] {
  const commands = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return commands.split("\n").filter((line) => line.startsWith("ffmpeg"));
}

describe("camera on USB", { timeout: long }, () => {
  it("notices that it was unplugged, and finds it again when it is back", async () => {
    const usb = usbCamera();
    usb.plug();
    const { camera, seen, until } = watch({ source: usb.device });
    await until(() => seen.frames > 5);
    usb.unplug();
    await until(() => camera.status().state === "lost");
    expect(seen.faults).toEqual([
      "well",
      expect.stringMatching(/^CAMERA_LOST: the stream ended: .*No such device/),
    ]);
    await until(() => seen.faults.length > 2);
    expect(seen.faults.at(-1)).toMatch(/^CAMERA_LOST: no picture came: .*No such file or directory/);
    const frames = seen.frames;
    usb.plug();
    await until(() => seen.frames > frames + 5);
    expect(seen.faults.at(-1)).toBe("well");
  });
});

describe("camera on RTSP", { timeout: long }, () => {
  it.each([{ digest: false }, { digest: true }])(
    "reads with a password that no one else can see, and never tells it (digest: $digest)",
    async ({ digest }) => {
      const user = "viewer:s3cret!/x@y";
      const server = await startRtspServer({ cam: testClip("320x180", 2) }, { user, digest });
      const { seen, log, until } = watch({ source: server.address("cam") }, user);
      await until(() => seen.frames > 20);
      expect(seen.sizes).toEqual(["320x180"]);
      expect(ffmpegCommands().length).toBeGreaterThan(0);
      expect(ffmpegCommands().join("\n")).not.toContain("s3cret");
      expect(JSON.stringify(log.lines)).not.toContain("s3cret");
    },
  );

  it("puts a password into the path or query where the camera wants it, and nowhere else", async () => {
    const server = await startRawRtsp("320x180");
    const source = server.address("user={user}&password={password}/main?token={password}");
    const { seen, log, until } = watch({ source }, "viewer:s3cret/&1");
    await until(() => seen.frames > 5);
    const path = "user=viewer&password=s3cret%2F%261/main?token=s3cret%2F%261";
    expect(server.requests[0]).toBe(`OPTIONS ${server.address(path)}`);
    expect(ffmpegCommands().join("\n")).not.toContain("s3cret");
    expect(JSON.stringify(log.lines)).not.toContain("s3cret");
  });

  it.each([
    { what: "is slow", camera: { ticks: 66.7 } },
    { what: "stands", camera: { ticks: 0 } },
    { what: "jumps back", camera: { jumpBackAfter: 30 } },
    { what: "is right, and the video is the third track", camera: { before: ["audio", "metadata"] } },
  ] as const)("shows all frames of a camera whose clock $what", async ({ camera }) => {
    const server = await startRawRtsp("320x180", camera);
    const { seen, camera: watched, until } = watch({ source: server.address("x"), stallAfter: 20_000 });
    // Six seconds' worth: by the camera's own clock there would be a handful.
    await until(() => seen.frames >= 90);
    expect(seen.faults).toEqual(["well"]);
    expect(watched.status().starts).toBe(1);
  });

  it("drops what is more than it asks for, by arrival", async () => {
    const server = await startRawRtsp("320x180", { ticks: 90_000 });
    const { seen, until } = watch({ source: server.address("x"), fps: 3 });
    await until(() => seen.frames >= 12);
    // By the camera's hurried clock (a second per frame) none would be dropped.
    expect(server.sent()).toBeGreaterThan(40);
  });

  it("says that a password is wrong without saying it", async () => {
    const server = await startRtspServer({ cam: testClip("320x180", 1) }, { user: "viewer:right" });
    const { seen, log, until } = watch({ source: server.address("cam") }, "viewer:wr0ng");
    await until(() => seen.faults.length > 0);
    expect(seen.faults[0]).toMatch(/^CAMERA_REFUSED: no picture came: .*401 Unauthorized/);
    expect(JSON.stringify([seen.faults, log.lines])).not.toContain("wr0ng");
  });

  it("says that an address is wrong", async () => {
    const server = await startRtspServer({ cam: testClip("320x180", 1) });
    const path = watch({ source: server.address("other") });
    await path.until(() => path.seen.faults.length > 0);
    expect(path.seen.faults[0]).toMatch(/^CAMERA_REFUSED: .*404 Not Found/);
    const port = watch({ source: "rtsp://127.0.0.1:9/cam" });
    await port.until(() => port.seen.faults.length > 0);
    expect(port.seen.faults[0]).toBe(
      "CAMERA_LOST: no picture came: rtsp://127.0.0.1:9/cam: Connection refused",
    );
  });

  it("notices a camera that dies, though ffmpeg ends with status 0, and finds it again", async () => {
    const clip = testClip("320x180", 2);
    const server = await startRtspServer({ cam: clip });
    const { seen, until } = watch({ source: server.address("cam") });
    await until(() => seen.frames > 5);
    server.process.kill("SIGKILL");
    await until(() => seen.faults.some((fault) => fault.startsWith("CAMERA_LOST: the stream ended")));
    const frames = seen.frames;
    await startRtspServer({ cam: clip }, { port: Number(new URL(server.address("cam")).port) });
    await until(() => seen.frames > frames + 5);
    expect(seen.faults.at(-1)).toBe("well");
  });

  it("says that a camera changes its picture size all the time, and shows it once it does no more", async () => {
    const [large, small] = [testClip("320x180", 1), testClip("160x90", 1, "small.mp4")];
    const both = join(scratchFolder(), "both.h264");
    const streams = [large, small].map((file) =>
      execFileSync("ffmpeg", ["-v", "error", "-i", file, "-c", "copy", "-f", "h264", "pipe:1"]),
    );
    writeFileSync(both, Buffer.concat(streams));
    const server = await startRtspServer({ cam: both });
    const { seen, until } = watch({ source: server.address("cam") });
    await until(() => seen.faults.some((fault) => fault.startsWith("CAMERA_UNSTEADY: ")));
    await server.show("cam", large);
    const frames = seen.frames;
    await until(() => seen.frames > frames + 40);
    expect(seen.faults.at(-1)).toBe("well");
    expect(seen.faults.every((fault) => /^(well|CAMERA_UNSTEADY)/.test(fault))).toBe(true);
  });

  it("gives up on a camera that freezes", async () => {
    const server = await startRtspServer({ cam: testClip("320x180", 2) });
    const { seen, until } = watch({ source: server.address("cam"), stallAfter: 9_000 });
    await until(() => seen.frames > 5);
    const before = seen.faults.length;
    server.process.kill("SIGSTOP");
    // Whichever of the two limits, ours or ffmpeg's, is reached first: the camera is known to be lost.
    await until(() => seen.faults.slice(before).some((fault) => /^CAMERA_(STALLED|LOST)/.test(fault)));
  });
});
