import { describe, expect, it } from "vitest";
import { isWatched, maskPixels, type View } from "../../../src/unit/core/view.js";

const size = { width: 1000, height: 500 };
const everywhere: View = { region: null, masks: [] };
/** A plate of 100 x 40 pixels about a point. */
const plateAt = (x: number, y: number) => ({ x: x - 50, y: y - 20, w: 100, h: 40 });

describe("what a camera watches", () => {
  it("is everything unless something is said", () => {
    expect(isWatched(plateAt(0, 0), size, everywhere)).toBe(true);
  });

  it("goes by the centre of a plate where there is a region, also one with a notch", () => {
    const notched: View = {
      ...everywhere,
      region: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
        { x: 0.5, y: 0.4 },
        { x: 0, y: 1 },
      ],
    };
    expect(isWatched(plateAt(500, 100), size, notched)).toBe(true);
    expect(isWatched(plateAt(500, 350), size, notched)).toBe(false);
    expect(isWatched(plateAt(60, 440), size, notched)).toBe(true);
    expect(isWatched(plateAt(1040, 100), size, notched)).toBe(false);
  });

  it("leaves out a plate that lies in a mask, even in part: its picture would not show what was read", () => {
    const masked: View = { ...everywhere, masks: [{ x: 0.5, y: 0, w: 0.5, h: 1 }] };
    expect(isWatched(plateAt(600, 100), size, masked)).toBe(false);
    expect(isWatched(plateAt(470, 100), size, masked)).toBe(false);
    expect(isWatched(plateAt(440, 100), size, masked)).toBe(true);
  });

  it("leaves out a plate that many narrow masks cover together", () => {
    const stripes = Array.from({ length: 20 }, (_, i) => ({ x: 0.4 + i / 200, y: 0, w: 1 / 200, h: 1 }));
    expect(isWatched(plateAt(450, 100), size, { ...everywhere, masks: stripes })).toBe(false);
  });

  it("rounds a mask outwards to whole pairs of pixels, inside the picture", () => {
    expect(maskPixels({ x: 0.0011, y: 0.5, w: 0.1, h: 0.5 }, { width: 999, height: 501 })).toEqual({
      x: 0,
      y: 250,
      w: 102,
      h: 251,
    });
  });
});
