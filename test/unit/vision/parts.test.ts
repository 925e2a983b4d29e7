import { describe, expect, it } from "vitest";
import type { Detection } from "../../../src/shared/domain/types.js";
import { mergeParts } from "../../../src/unit/vision/plates/parts.js";

const found = ([x, y, w, h]: readonly [number, number, number, number], score = 0.7): Detection => ({
  box: { x, y, w, h },
  corners: [
    { x: x + 1, y },
    { x: x + w - 1, y },
    { x: x + w - 1, y: y + h },
    { x: x + 1, y: y + h },
  ],
  score,
});

describe("parts of one plate", () => {
  it("become one, from the left edge of the left to the right edge of the right", () => {
    // As the detector finds a Dutch plate that fills a picture of 640 px.
    const [plate, ...more] = mergeParts([
      found([243, 103, 351, 114], 0.74),
      found([39, 113, 437, 104], 0.66),
    ]);
    expect(more).toEqual([]);
    expect(plate.box).toEqual({ x: 39, y: 103, w: 555, h: 114 });
    expect(plate.score).toBe(0.74);
    expect(plate.corners?.map(({ x }) => x)).toEqual([40, 593, 593, 40]);
  });

  it("are found three at a time, also when only the middle one touches both others", () => {
    const three = [found([0, 0, 100, 40]), found([140, 2, 100, 40]), found([70, 1, 100, 40])];
    expect(mergeParts(three)).toHaveLength(1);
  });

  it("are not plates beside, above or inside one another", () => {
    const beside = [found([0, 0, 100, 40]), found([90, 0, 100, 40])];
    const above = [found([0, 0, 100, 40]), found([0, 30, 100, 40])];
    const sticker = [found([0, 0, 300, 120]), found([20, 10, 60, 30])];
    for (const plates of [beside, above, sticker]) expect(mergeParts(plates)).toEqual(plates);
  });

  it("are sure of themselves: a doubtful box around a plate does not take it in", () => {
    // As the detector finds a plate of 43 px in a grille, and the grille.
    const grille = [
      found([489, 246, 43, 33], 0.78),
      found([493, 256, 56, 35], 0.3),
      found([343, 241, 190, 56], 0.28),
    ];
    expect(mergeParts(grille)).toEqual(grille);
  });

  it("have no corners when one of them has none", () => {
    const bare = { ...found([60, 0, 100, 40]), corners: null };
    expect(mergeParts([found([0, 0, 100, 40]), bare])).toMatchObject([
      { corners: null, box: { x: 0, w: 160 } },
    ]);
  });
});
