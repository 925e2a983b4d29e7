import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { AimedPicture } from "../../../src/unit/core/aim.js";
import type { Box, Frame, Reading } from "../../../src/shared/domain/types.js";
import { shrink } from "../../../src/unit/vision/child/aim-picture.js";
import { createAiming } from "../../../src/unit/vision/child/aiming.js";
import { sharpnessOf, steepest } from "../../../src/unit/vision/child/sharpness.js";

const size = { width: 640, height: 360 };
const plate: Box = { x: 200, y: 150, w: 120, h: 40 };

/** Grey, with a plate of black and white stripes; `blur` is over how many pixels an edge goes. */
function frame(atS: number, blur = 1, box = plate): Frame {
  const y = new Uint8Array(size.width * size.height).fill(120);
  for (let row = box.y; row < box.y + box.h; row++) {
    for (let column = 0; column < box.w; column++) {
      const phase = column % 24;
      const up = Math.min(1, (phase + 1) / blur);
      const down = Math.min(1, (phase - 11) / blur);
      y[row * size.width + box.x + column] = 30 + 200 * (phase < 12 ? up : 1 - down);
    }
  }
  return { ...size, y, colour: null, camera: "front", seq: 0, capturedMonoNs: BigInt(Math.round(atS * 1e9)) };
}

const reading = (box: Box): Reading =>
  ({ detection: { box, corners: null, score: 0.9 }, widthPx: box.w }) as unknown as Reading;

/** Spread of brightness within a box of a grey picture, in the box's share of it. */
async function contrast(jpeg: Uint8Array, box: Box): Promise<number> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  const scale = info.width / size.width;
  let [low, high] = [255, 0];
  for (let y = Math.ceil(box.y * scale); y < (box.y + box.h) * scale - 1; y++) {
    for (let x = Math.ceil(box.x * scale); x < (box.x + box.w) * scale - 1; x++) {
      low = Math.min(low, data[y * info.width + x]);
      high = Math.max(high, data[y * info.width + x]);
    }
  }
  return high - low;
}

function open(masks: readonly Box[] = []) {
  const made: AimedPicture[] = [];
  const faults: unknown[] = [];
  let told: () => void = () => undefined;
  const aiming = createAiming({
    about: () => ({ neededPx: 80, leastPx: 40, view: { region: null, masks } }),
    onPicture: (picture) => (made.push(picture), told()),
    onError: (_camera, error) => (faults.push(error), told()),
  });
  const next = (): Promise<void> => new Promise((resolve) => (told = resolve));
  return { aiming, made, faults, next };
}

describe("pictures for aiming a camera", () => {
  it("are made only while somebody looks, and one a second", async () => {
    const { aiming, made, next } = open();
    aiming.saw(frame(0), { readings: [] });
    aiming.want({ camera: "front", covered: false }, 0n);
    const first = next();
    aiming.saw(frame(1), { readings: [reading(plate)] });
    // The encoder is busy: this one is passed over, whatever it shows.
    aiming.saw(frame(1.95), { readings: [] });
    await first;
    aiming.saw(frame(1.5), { readings: [] });
    const second = next();
    aiming.saw(frame(2), { readings: [] });
    await second;
    aiming.saw(frame(3.1), { readings: [] });
    aiming.saw(frame(4.5), { readings: [] });
    expect(made.map(({ capturedMonoNs, plates }) => [Number(capturedMonoNs) / 1e9, plates.length])).toEqual([
      [1, 1],
      [2, 0],
    ]);
    expect(made[0]).toMatchObject({ covered: false, neededPx: 80, leastPx: 40, width: 640 });
    expect(made[0].plates[0]).toMatchObject({ widthPx: 120, watched: true, sharpness: 1 });
    expect(await contrast(made[0].jpeg, plate)).toBeGreaterThan(150);
  });

  it("show no plate to who may see none: those not read, and those of a moment ago, are covered too", async () => {
    const elsewhere: Box = { x: 20, y: 20, w: 120, h: 40 };
    const { aiming, made, faults, next } = open([{ x: 0.8, y: 0.8, w: 0.2, h: 0.2 }]);
    const both = (at: number): Frame => {
      const one = frame(at);
      one.y.set(frame(at, 1, elsewhere).y.subarray(0, 100 * size.width));
      return one;
    };
    aiming.want({ camera: "front", covered: true }, 0n);
    const first = next();
    aiming.saw(both(1), { readings: [reading(plate)], elsewhere: [elsewhere] });
    await first;
    const second = next();
    // The detector missed both this time.
    aiming.saw(both(1.95), { readings: [] });
    await second;
    expect(faults).toEqual([]);
    for (const { jpeg, covered } of made) {
      expect(covered).toBe(true);
      expect(await contrast(jpeg, plate)).toBeLessThan(90);
      expect(await contrast(jpeg, elsewhere)).toBeLessThan(90);
      expect((await sharp(jpeg).metadata()).width).toBe(480);
    }
    expect(made[0].plates.map(({ watched }) => watched)).toEqual([true, false]);
    expect(JSON.stringify(made[0].plates)).not.toContain("text");
    const { data, info } = await sharp(made[0].jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
    expect(data[(info.height - 10) * info.width + info.width - 10]).toBeLessThan(10);
    expect(data[10 * info.width + info.width - 10]).toBeGreaterThan(90);
  });

  it("keep both kinds apart when both are looked at", async () => {
    const { aiming, made, next } = open();
    aiming.want({ camera: "front", covered: true }, 0n);
    aiming.want({ camera: "front", covered: false }, 0n);
    for (const at of [1, 1.1]) {
      const done = next();
      aiming.saw(frame(at), { readings: [reading(plate)] });
      await done;
    }
    expect(made.map(({ covered }) => covered).sort()).toEqual([false, true]);
  });
});

describe("the sharpness of a plate", () => {
  it("falls with blur, and does not ask how bright it is", () => {
    const of = (blur: number): number => sharpnessOf(frame(0, blur), plate);
    expect([of(1), of(4), of(8)].map((value) => Math.round(value * 100) / 100)).toEqual([1, 0.5, 0.25]);
    const dim = frame(0, 4);
    dim.y.forEach((luma, i) => (dim.y[i] = 20 + luma / 4));
    expect(Math.abs(sharpnessOf(dim, plate) - 0.5)).toBeLessThan(0.06);
    expect(sharpnessOf({ ...frame(0), y: new Uint8Array(640 * 360).fill(80) }, plate)).toBe(0);
    const all = { x: 0, y: 0, ...{ w: size.width, h: size.height } };
    expect([1, 4, 8].map((blur) => steepest(frame(0, blur, all)))).toEqual([200, 50, 25]);
    expect(sharpnessOf(frame(0), { x: 700, y: 10, w: 5, h: 5 })).toBe(0);
  });
});

it("shrinks camera colours as they are, and boxes beyond the edge harm nothing", () => {
  const half = new Uint8Array((640 * 360) / 4);
  const red = shrink(
    {
      ...size,
      y: new Uint8Array(640 * 360).fill(81),
      colour: {
        ...{ kind: "i420", u: half.slice().fill(90), v: half.slice().fill(240) },
        ...{ fullRange: false, matrix: "bt601" },
      },
    },
    320,
    { masks: [], plates: [{ x: -50, y: 340, w: 100, h: 60 }] },
  );
  expect([red.width, red.height]).toEqual([320, 180]);
  expect([red.rgb[0] > 220, red.rgb[1] < 30, red.rgb[2] < 30]).toEqual([true, true, true]);
});
