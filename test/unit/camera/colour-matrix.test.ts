// Pictures of one colour through a real ffmpeg: what the camera showed must come out, whatever matrix it used and said.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { guessedMatrix, matrixIn } from "../../../src/unit/camera/colour-matrix.js";
import { videoFrames } from "../../../src/unit/camera/video.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { cropRgb, wholeQuad } from "../../../src/unit/vision/plates/crop.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const colour = [200, 40, 60] as const;

/** What a clip's pictures are made with, and what the stream says of it. */
interface Clip {
  readonly size: string;
  readonly made: "bt709" | "bt601";
  readonly said: "bt709" | "smpte170m" | "unknown";
  readonly range?: "pc";
}

function clipOf({ size, made, said, range }: Clip): string {
  const file = join(scratchFolder(), "clip.mp4");
  const hex = colour.map((value) => value.toString(16).padStart(2, "0")).join("");
  const scale = `format=rgb24,scale=out_color_matrix=${made}:out_range=${range ?? "tv"},format=yuv420p`;
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "1", "-threads", "1"];
  // The encoder alone says it: ffmpeg would convert once more if the filters were told.
  const vui = `colormatrix=${said === "unknown" ? "undef" : said}:range=${range ?? "tv"}`;
  const input = ["-f", "lavfi", "-i", `color=c=0x${hex}:size=${size}:rate=5:duration=0.6`];
  execFileSync("ffmpeg", ["-v", "error", ...input, "-vf", scale, ...codec, "-x264-params", vui, file]);
  return file;
}

async function shownBy(clip: Clip): Promise<readonly number[]> {
  const out = new Uint8Array(3 * 16);
  const size = { width: 4, height: 4 };
  for await (const { picture } of videoFrames(clipOf(clip), createClock()))
    cropRgb(picture, wholeQuad(picture), size, out);
  return [out[0] ?? 0, out[16] ?? 0, out[32] ?? 0];
}

it.each<Clip>([
  { size: "320x180", made: "bt709", said: "bt709" },
  { size: "1280x720", made: "bt601", said: "smpte170m" },
  { size: "320x180", made: "bt709", said: "bt709", range: "pc" },
  // Nothing said: standard definition upright and on its side, high definition upright and on its side.
  { size: "1024x576", made: "bt601", said: "unknown" },
  { size: "576x1024", made: "bt601", said: "unknown" },
  { size: "1280x720", made: "bt709", said: "unknown" },
  { size: "720x1280", made: "bt709", said: "unknown" },
])("shows the colour of the camera: %o", async (clip) => {
  const shown = await shownBy(clip);
  const off = shown.map((value, i) => Math.abs(value - (colour[i] ?? 0)));
  expect(Math.max(...off), shown.join(" ")).toBeLessThanOrEqual(5);
});

it.each([
  ["yuv420p(tv, bt709, progressive), 1920x1080 [SAR 1:1], 25 fps", "bt709"],
  ["yuv420p(tv, bt709/unknown/unknown, progressive, left), 64x64 [SAR 1:1]", "bt709"],
  ["yuvj420p(pc, bt470bg/unknown/unknown), 640x480", "bt601"],
  ["yuv420p(tv, unknown/bt709/bt709, progressive), 64x64", null],
  ["yuv420p(progressive, left), 64x64", null],
  ["yuv420p, 64x64", null],
])("reads the matrix of %s", (facts, matrix) => {
  expect(matrixIn(`[info]   Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), ${facts}`)).toBe(
    matrix,
  );
  expect(matrixIn(`[warning] ${facts}`)).toBeNull();
});

it("guesses alike for a picture and the same on its side", () => {
  const guess = (width: number, height: number) => guessedMatrix({ width, height, fullRange: false });
  for (const [w, h] of [
    [1920, 1080],
    [1280, 720],
    [960, 720],
    [1024, 576],
    [720, 576],
  ] as const)
    expect(guess(w, h)).toBe(guess(h, w));
});
