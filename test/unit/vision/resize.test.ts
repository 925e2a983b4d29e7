import { describe, expect, it } from "vitest";
import { resizePlane } from "../../../src/unit/vision/plates/resize.js";

function resize(
  data: number[],
  [width, height]: [number, number],
  [toWidth, toHeight]: [number, number],
): number[] {
  const target = {
    data: new Uint8Array(toWidth * toHeight),
    width: toWidth,
    height: toHeight,
    stride: toWidth,
  };
  resizePlane({ data: Uint8Array.from(data), width, height }, target);
  return [...target.data];
}

describe("resizePlane", () => {
  it.each([
    { what: "half: mean of four", data: [0, 10, 20, 30], from: [2, 2], to: [1, 1], expected: [15] },
    {
      what: "a third: mean of nine",
      data: [0, 0, 0, 9, 9, 9, 18, 18, 18, 0, 0, 0, 90, 0, 0, 0, 0, 0],
      from: [6, 3],
      to: [2, 1],
      expected: [16, 3],
    },
    {
      what: "5 to 2: the middle pixel is shared",
      data: [10, 20, 100, 30, 40],
      from: [5, 1],
      to: [2, 1],
      expected: [32, 48],
    },
    { what: "the same size", data: [1, 2, 3, 4], from: [2, 2], to: [2, 2], expected: [1, 2, 3, 4] },
    {
      what: "twice as wide, between half-pixel centres",
      data: [0, 100],
      from: [2, 1],
      to: [4, 1],
      expected: [0, 25, 75, 100],
    },
  ])("$what", ({ data, from, to, expected }) => {
    expect(resize(data, from as [number, number], to as [number, number])).toEqual(expected);
  });

  it("shrinks a third in the written-out loop as in the general one", () => {
    const data = Array.from({ length: 36 * 18 }, (_, i) => (i * 7919) % 256);
    const means = Array.from({ length: 12 * 6 }, (_, k) => {
      const at = Math.floor(k / 12) * 3 * 36 + (k % 12) * 3;
      const nine = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => data[at + row * 36 + column]));
      return Math.floor((nine.reduce((sum, value) => sum + value, 0) + 4) / 9);
    });
    expect(resize(data, [36, 18], [12, 6])).toEqual(means);
  });

  it("leaves the padding to the right of its rows alone", () => {
    const data = new Uint8Array(12).fill(114);
    resizePlane(
      { data: new Uint8Array(16).fill(8), width: 4, height: 4 },
      { data, width: 2, height: 2, stride: 6 },
    );
    expect([...data]).toEqual([8, 8, 114, 114, 114, 114, 8, 8, 114, 114, 114, 114]);
  });
});
