import { expect, test } from "vitest";
import { cropLuma } from "../../../src/unit/vision/plates/crop.js";
import type { Picture, Quad } from "../../../src/shared/domain/types.js";

const size = { width: 40, height: 16 };

/** The left upper part of a picture that is different at every pixel. */
function pictureOf(width: number, height: number): Picture {
  const y = Uint8Array.from(
    { length: width * height },
    (_, i) => (31 * (i % width) + 57 * Math.floor(i / width)) % 251,
  );
  return { width, height, y, colour: null };
}

function cropOf(picture: Picture, quad: Quad): Uint8Array {
  const out = new Uint8Array(size.width * size.height);
  cropLuma(picture, quad, size, out);
  return out;
}

test("a plate is cut alike in the middle of a picture and at its rim, in one sample per pixel and in several", () => {
  for (const [right, foot] of [
    [41.6, 20.6],
    [121.6, 60.6],
  ]) {
    const quad: Quad = [
      { x: 3.2, y: 2.7 },
      { x: right, y: 1.9 },
      { x: right - 2.3, y: foot },
      { x: 1.4, y: foot - 1.1 },
    ];
    // The rim is nearer to the corner than a pixel, so borders are looked for, and none is met.
    const [width, height] = [Math.ceil(right), Math.ceil(foot)];
    expect(cropOf(pictureOf(width, height), quad)).toEqual(cropOf(pictureOf(200, 100), quad));
  }
});
