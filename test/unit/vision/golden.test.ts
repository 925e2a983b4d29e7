// The training and this program must see the very same pixels: files written by models/training are read by both.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { widenQuad } from "../../../src/unit/core/box.js";
import type { Picture, Quad } from "../../../src/shared/domain/types.js";
import { cropLuma, cropRgb } from "../../../src/unit/vision/plates/crop.js";
import { inputShape } from "../../../src/unit/vision/plates/detector.js";
import { decode, suppress, type DetectorMaps } from "../../../src/unit/vision/detections.js";
import { loadPicture } from "../../../src/unit/vision/plates/image.js";
import { resizePlane } from "../../../src/unit/vision/plates/resize.js";

const folder = new URL("../../../fixtures/models/", import.meta.url).pathname;
const golden = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

function worstDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

interface CropCase {
  name: string;
  quad: [number, number][];
  marginX: number;
  marginY: number;
  width: number;
  height: number;
  channels: number;
  pixels: string;
}

describe("plate crop", () => {
  const { image, tolerance, cases } = golden<{ image: string; tolerance: number; cases: CropCase[] }>(
    "crop-golden.json",
  );

  it.each(cases)(
    "equals the training's: $name",
    async ({ quad, marginX, marginY, width, height, channels, pixels }) => {
      const picture = await loadPicture(join(folder, image));
      const corners = quad.map(([x, y]) => ({ x, y })) as unknown as Quad;
      const wide = widenQuad(corners, marginX, marginY);
      const out = new Uint8Array(channels * width * height);
      if (channels === 1) cropLuma(picture, wide, { width, height }, out);
      else cropRgb(picture, wide, { width, height }, out);
      const expected = bytes(pixels);
      expect(worstDifference(channels === 1 ? out : interleave(out), expected)).toBeLessThanOrEqual(
        tolerance,
      );
    },
  );
});

/** Three planes as interleaved pixels. */
function interleave(planes: Uint8Array): Uint8Array {
  const area = planes.length / 3;
  return Uint8Array.from({ length: planes.length }, (_, i) => planes[(i % 3) * area + Math.floor(i / 3)]);
}

interface DetectorGolden {
  letterbox: {
    longSide: number;
    maxGrow: number;
    picture: { width: number; height: number; luma: string };
    input: { width: number; height: number; luma: string };
  }[];
  decode: {
    threshold: number;
    nmsIou: number;
    stride: number;
    rows: number;
    columns: number;
    cells: { y: number; x: number; objectness: number; sides: number[]; corners: number[] }[];
    detections: { box: number[]; corners: [number, number][]; score: number }[];
  };
}

describe("detector", () => {
  const { letterbox, decode: decoding } = golden<DetectorGolden>("detector-golden.json");

  it.each(letterbox)(
    "scales and pads like the training: picture of $picture.width x $picture.height",
    (one) => {
      const { picture, input, longSide, maxGrow } = one;
      const shape = inputShape(picture, {
        longSide,
        maxGrow,
        input: { name: "image", multiple: 32, pad: 114 },
      });
      expect([shape.width, shape.height]).toEqual([input.width, input.height]);
      const data = new Uint8Array(shape.width * shape.height).fill(114);
      const source = { data: bytes(picture.luma), width: picture.width, height: picture.height };
      resizePlane(source, {
        data,
        width: shape.scaledWidth,
        height: shape.scaledHeight,
        stride: shape.width,
      });
      expect(worstDifference(data, bytes(input.luma))).toBeLessThanOrEqual(1);
    },
  );

  it("turns cells into the training's boxes and corners, doubles suppressed", () => {
    const found = suppress(decode(mapsOf(decoding), decoding), decoding.nmsIou);
    const flat = found.map(({ box, corners, score }) => ({
      box: [box.x, box.y, box.x + box.w, box.y + box.h],
      corners: corners.map((point) => [point.x, point.y]),
      score,
    }));
    expect(flat).toEqual(decoding.detections);
  });
});

function mapsOf({ rows, columns, cells }: DetectorGolden["decode"]): DetectorMaps {
  const area = rows * columns;
  const map = (channels: number) => ({
    data: new Float32Array(channels * area),
    dims: [1, channels, rows, columns],
  });
  const maps = { objectness: map(1), sides: map(4), corners: map(8) };
  for (const { x, y, objectness, sides, corners } of cells) {
    const cell = y * columns + x;
    maps.objectness.data[cell] = objectness;
    sides.forEach((value, k) => (maps.sides.data[k * area + cell] = value));
    corners.forEach((value, k) => (maps.corners.data[k * area + cell] = value));
  }
  return maps;
}

describe("pictures of other kinds", () => {
  const grey: Picture = { width: 40, height: 20, y: new Uint8Array(800).fill(77), colour: null };
  const quad: Quad = [
    { x: 4, y: 4 },
    { x: 36, y: 5 },
    { x: 35, y: 17 },
    { x: 5, y: 16 },
  ];

  it("gives the luma three times when monochrome", () => {
    const out = new Uint8Array(3 * 16 * 8);
    cropRgb(grey, quad, { width: 16, height: 8 }, out);
    expect(new Set(out)).toEqual(new Set([77]));
  });

  it.each([
    { fullRange: true, matrix: "bt601", y: 76, u: 85, v: 255, rgb: [254, 0, 0] },
    { fullRange: false, matrix: "bt601", y: 81, u: 90, v: 240, rgb: [254, 0, 0] },
    { fullRange: true, matrix: "bt709", y: 54, u: 99, v: 255, rgb: [254, 0, 0] },
    { fullRange: false, matrix: "bt709", y: 63, u: 102, v: 240, rgb: [254, 0, 0] },
    { fullRange: false, matrix: "bt601", y: 16, u: 128, v: 128, rgb: [0, 0, 0] },
    { fullRange: false, matrix: "bt709", y: 235, u: 128, v: 128, rgb: [255, 255, 255] },
  ] as const)(
    "turns camera colour into RGB: full range $fullRange, $matrix, luma $y",
    ({ fullRange, matrix, y, u, v, rgb }) => {
      const colour = {
        kind: "i420",
        u: new Uint8Array(200).fill(u),
        v: new Uint8Array(200).fill(v),
        fullRange,
        matrix,
      } as const;
      const out = new Uint8Array(3 * 16 * 8);
      cropRgb({ ...grey, y: new Uint8Array(800).fill(y), colour }, quad, { width: 16, height: 8 }, out);
      rgb.forEach((value, channel) => expect(Math.abs(out[channel * 128] - value)).toBeLessThanOrEqual(2));
    },
  );
});
