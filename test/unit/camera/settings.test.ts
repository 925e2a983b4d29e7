// Every key of a camera takes effect, and what changes its pictures changes those of a stream and of a folder alike.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Picture } from "../../../src/shared/domain/types.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createCamera } from "../../../src/unit/camera/camera.js";
import { captureCommand } from "../../../src/unit/camera/ffmpeg-arguments.js";
import { sourceOf } from "../../../src/unit/camera/source.js";
import { cameraSchema, type CameraConfig } from "../../../src/unit/config/schema.js";
import { cropRgb } from "../../../src/unit/vision/plates/crop.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { scratchFolder } from "../../kit/units/scratch.js";

type Key = keyof CameraConfig;

/** What a key changes: pictures; only how a source of this kind is read; or nothing that the camera's own part does. */
type Acts = "pictures" | "rtsp" | "v4l2" | "file" | "elsewhere";

/** Of each key what it acts on, and another value than its default. */
const keys: { readonly [K in Key]-?: readonly [acts: Acts, other: CameraConfig[K]] } = {
  id: ["elsewhere", "other"],
  source: ["elsewhere", "other.mp4"],
  name: ["elsewhere", "Front"],
  credentials: ["elsewhere", "/run/secret"],
  fps: ["rtsp", 3],
  pace: ["file", "fast"],
  loop: ["file", true],
  inputFormat: ["v4l2", "mjpeg"],
  size: ["v4l2", "640x480"],
  rotate: ["pictures", 90],
  decoding: ["elsewhere", "vaapi"],
  region: [
    "elsewhere",
    [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
  ],
  masks: ["elsewhere", [{ x: 0, y: 0, w: 0.5, h: 0.5 }]],
  stallAfter: ["elsewhere", 5_000],
  minPlateWidth: ["elsewhere", 60],
  restWhenIdle: ["elsewhere", true],
  moving: ["elsewhere", true],
};
const acting = (acts: Acts) => (Object.keys(keys) as Key[]).filter((key) => keys[key][0] === acts);

const sources = { rtsp: "rtsp://10.0.0.8/main", v4l2: "/dev/video0", file: "clip.mp4" };

/** The whole command line, and the list file, for a source under these settings. */
function commandOf(config: CameraConfig): string {
  const source = sourceOf(config);
  if (source.kind === "folder") throw new Error("a folder has no command");
  const rest = { credentials: null, version: { libavformat: 60 }, track: null, socket: "s", listFile: "l" };
  return JSON.stringify(captureCommand({ source, settings: config, decoder: "software", ...rest }));
}

it.each(
  (["rtsp", "v4l2", "file"] as const).flatMap((kind) => acting(kind).map((key) => [kind, key] as const)),
)("%s: %s reaches ffmpeg", (kind, key) => {
  const config = cameraSchema.parse({ id: "c", source: sources[kind] });
  expect(commandOf({ ...config, [key]: keys[key][1] })).not.toBe(commandOf(config));
});

it("every key that the command line goes by is named here", () => {
  for (const key of acting("elsewhere")) {
    if (key === "source") continue;
    for (const source of Object.values(sources)) {
      const config = cameraSchema.parse({ id: "c", source });
      expect(commandOf({ ...config, [key]: keys[key][1] }), key).toBe(commandOf(config));
    }
  }
});

const [width, height] = [1024, 576];
/** Colors of the corners of the test picture, from the top left on clockwise. */
const corners = [
  [200, 40, 60],
  [40, 180, 70],
  [50, 70, 190],
  [190, 180, 60],
] as const;

/** The test picture as a folder of pictures, or as a clip of a camera of standard definition that says no matrix. */
function recorded(kind: "folder" | "clip"): string {
  const dir = scratchFolder();
  const tile = (i: number, input: readonly number[]): string =>
    `color=c=0x${input.map((value) => value.toString(16).padStart(2, "0")).join("")}:size=${String(width / 2)}x${String(height / 2)}:rate=5:duration=0.4[t${String(i)}]`;
  const grid = `${corners.map((c, i) => tile(i, c)).join(";")};[t0][t1][t3][t2]xstack=inputs=4:layout=0_0|w0_0|0_h0|w0_h0,format=rgb24`;
  const folder = join(dir, "pictures");
  mkdirSync(folder);
  const out =
    kind === "folder"
      ? ["-frames:v", "1", join(folder, "1.png")]
      : ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "1", "-threads", "1", join(dir, "clip.mp4")];
  const yuv = kind === "clip" ? ",scale=out_color_matrix=bt601:out_range=tv,format=yuv420p" : "";
  execFileSync("ffmpeg", ["-v", "error", "-filter_complex", `${grid}${yuv}`, ...out]);
  return kind === "folder" ? folder : join(dir, "clip.mp4");
}

/** Size and colors of the corners, from the top left on clockwise, as a camera with these settings shows the picture. */
async function shown(kind: "folder" | "clip", given: Partial<CameraConfig>) {
  const config = { ...cameraSchema.parse({ id: "c", source: recorded(kind), pace: "fast" }), ...given };
  let seen: { readonly size: string; readonly corners: readonly (readonly number[])[] } | null = null;
  const camera = createCamera(config, {
    clock: createClock(),
    log: memoryLog(),
    random: () => 0,
    buffers: 3,
    credentials: () => null,
    decodePicture: loadPicture,
    onFault: () => undefined,
    ...{ probe: () => Promise.resolve("no device"), onDecodingFault: () => undefined },
    onFrame: (frame) => {
      const { picture } = frame;
      seen = { size: `${String(picture.width)}x${String(picture.height)}`, corners: cornersOf(picture) };
      frame.release();
    },
  });
  await camera.run(new AbortController().signal);
  if (!seen) throw new Error("no picture came");
  return seen as { readonly size: string; readonly corners: readonly (readonly number[])[] };
}

function cornersOf(picture: Picture): readonly (readonly number[])[] {
  const { width: w, height: h } = picture;
  return [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.75, 0.75],
    [0.25, 0.75],
  ].map(([x = 0, y = 0]) => {
    const [left, top] = [x * w - 20, y * h - 20];
    const out = new Uint8Array(3);
    const at = (dx: number, dy: number) => ({ x: left + dx, y: top + dy });
    cropRgb(picture, [at(0, 0), at(40, 0), at(40, 40), at(0, 40)], { width: 1, height: 1 }, out);
    return [...out];
  });
}

const near = (found: readonly number[], wanted: readonly number[]): boolean =>
  found.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) <= 6);

it.each([
  { rotate: 0, first: 0 },
  { rotate: 90, first: 3 },
  { rotate: 180, first: 2 },
  { rotate: 270, first: 1 },
] as const)(
  "rotate $rotate turns clip and folder alike, and colors stay right",
  async ({ rotate, first }) => {
    const size =
      rotate % 180 === 0 ? `${String(width)}x${String(height)}` : `${String(height)}x${String(width)}`;
    for (const kind of ["clip", "folder"] as const) {
      const found = await shown(kind, { rotate });
      expect(found.size, kind).toBe(size);
      found.corners.forEach((colour, i) => {
        const wanted = corners[(first + i) % 4] ?? [];
        expect(
          near(colour, wanted),
          `${kind} corner ${String(i)}: ${colour.join(" ")}, not ${wanted.join(" ")}`,
        ).toBe(true);
      });
    }
  },
);

it.each(acting("pictures"))("%s changes the pictures of a clip and of a folder alike", async (key) => {
  const other = { [key]: keys[key][1] };
  const [clip, folder] = [await shown("clip", other), await shown("folder", other)];
  expect(clip.size).toBe(folder.size);
  expect(clip.corners.every((colour, i) => near(colour, folder.corners[i] ?? []))).toBe(true);
  expect(await shown("clip", {})).not.toEqual(clip);
});
