// What is wrong with pictures, told of real frames: those of a clip, and the same frames made worse by ffmpeg.
import { execFileSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import type { Picture } from "../../../src/shared/domain/types.js";
import { createPictureWatch } from "../../../src/unit/camera/picture-watch.js";

// Hours of a camera: seconds of work, more beside other tests.
vi.setConfig({ testTimeout: 240_000 });

const [width, height] = [640, 360];
const clip = new URL("../../../fixtures/clips/front.mp4", import.meta.url).pathname;

/** Twenty frames of the clip, half a second apart, through a filter of ffmpeg. */
function frames(filter = "null"): readonly Picture[] {
  const output = ["-vf", `scale=${String(width)}:${String(height)},${filter},fps=2`, "-frames:v", "20"];
  const raw = execFileSync(
    "ffmpeg",
    ["-v", "error", "-i", clip, ...output, "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
    { maxBuffer: 1e8 },
  );
  const luma = width * height;
  const bytes = (luma * 3) / 2;
  return Array.from({ length: raw.length / bytes }, (_, i) => {
    const data = new Uint8Array(raw.subarray(i * bytes, (i + 1) * bytes));
    const planes = { u: data.subarray(luma, (luma * 5) / 4), v: data.subarray((luma * 5) / 4) };
    return {
      ...{ width, height, y: data.subarray(0, luma) },
      colour: { kind: "i420", ...planes, fullRange: false, matrix: "bt601" },
    };
  });
}

const usual = frames();

/** Shows pictures for so many seconds, over and over, and tells what stands at each second. */
function camera(moving: boolean): (pictures: readonly Picture[], seconds: number) => (string | null)[] {
  const watch = createPictureWatch(moving);
  let second = 0n;
  return (pictures, seconds) =>
    Array.from({ length: seconds }, (_, i) => {
      const found = watch.look(pictures[i % pictures.length], second++ * 1_000_000_000n);
      return found?.kind ?? null;
    });
}

const kinds = (verdicts: readonly (string | null)[]): readonly (string | null)[] => [...new Set(verdicts)];

// A part of the picture, and another place, take three minutes: a truck that waits is gone by then.
it.each([
  { what: "covered by day", filter: "drawbox=c=black:t=fill", kind: "dark", within: 60 },
  { what: "blinded", filter: "drawbox=c=white:t=fill", kind: "white", within: 60 },
  { what: "covered by cloth that lets light through", filter: "gblur=sigma=60", kind: "blurred", within: 60 },
  { what: "out of focus", filter: "gblur=sigma=4", kind: "focus", within: 60 },
  { what: "in one color", filter: "lutyuv=u=60:v=60", kind: "tinted", within: 60 },
  {
    what: "interlaced",
    filter: "tinterlace=4",
    kind: "woven",
    within: 60,
  },
  {
    what: "dirty in one half",
    filter: "drawbox=w=iw*0.5:c=gray:t=fill",
    kind: "dirty",
    within: 200,
  },
  { what: "turned to another side", filter: "rotate=0.3", kind: "moved", within: 200 },
])(
  "a camera that is $what is told once, and is well again within ten seconds",
  ({ filter, kind, within }) => {
    const show = camera(false);
    expect(kinds(show(usual, 300))).toEqual([null]);
    const worse = show(frames(filter), within + 30);
    expect(worse.indexOf(kind)).toBeGreaterThan(20);
    expect(worse.indexOf(kind)).toBeLessThanOrEqual(within);
    expect(kinds(worse)).toEqual([null, kind]);
    const well = show(usual, 60);
    // Dirt and aim are judged over a few seconds, traffic and all.
    expect(well.indexOf(null)).toBeLessThanOrEqual(within > 60 ? 15 : 10);
    expect(kinds(well)).toEqual([kind, null]);
  },
);

it("a picture that is frozen is told, whatever it shows", () => {
  const show = camera(true);
  expect(kinds(show(usual, 30))).toEqual([null]);
  expect(show(usual.slice(0, 1), 60).at(-1)).toBe("frozen");
  expect(show(usual, 12).at(-1)).toBeNull();
});

it("a lamp that goes out by night is told at once, a road that was never lit after half an hour", () => {
  const night = frames("hue=s=0,lutyuv=y=val*0.9");
  const black = frames("hue=s=0,lutyuv=y=16+val*0.01");
  const lit = camera(false);
  expect(kinds(lit(night, 300))).toEqual([null]);
  expect(lit(black, 60).at(-1)).toBe("lamp");
  const unlit = camera(false);
  expect(kinds(unlit(black, 1_700))).toEqual([null]);
  expect(unlit(black, 120).at(-1)).toBe("night");
  const weak = camera(false);
  weak(night, 300);
  expect(weak(frames("hue=s=0,lutyuv=y=val*0.35"), 60).at(-1)).toBe("lamp");
});

it("dusk, the change to the night mode, and a truck that waits two minutes are no faults", () => {
  const show = camera(false);
  const seen = [show(usual, 300)];
  for (let light = 0.95; light > 0.5; light -= 0.05)
    seen.push(show(frames(`lutyuv=y=val*${light.toFixed(2)}`), 120));
  seen.push(show(frames("hue=s=0,eq=contrast=1.2"), 300), show(usual, 300));
  seen.push(show(frames("drawbox=w=iw*0.5:c=gray:t=fill"), 120), show(usual, 60));
  expect(kinds(seen.flat())).toEqual([null]);
});

it("another scene is no fault of a camera that moves", () => {
  const show = camera(true);
  show(usual, 300);
  expect(kinds(show(frames("rotate=0.3"), 240))).toEqual([null]);
});
