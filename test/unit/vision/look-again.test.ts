import { expect, test } from "vitest";
import { alphabet } from "../../../src/shared/domain/plate.js";
import { judgeLooks, lookOf } from "../../../src/unit/core/judgement/looks.js";
import type { Matrix, Picture, Quad } from "../../../src/shared/domain/types.js";
import { lookAgain } from "../../../src/unit/vision/plates/look-again.js";
import { plainJudge } from "../../kit/scenes/tracks.js";

const symbols = alphabet.length + 1;
const picture: Picture = { width: 40, height: 20, y: new Uint8Array(800), colour: null };
const quad: Quad = [
  { x: 10, y: 5 },
  { x: 30, y: 5 },
  { x: 30, y: 15 },
  { x: 10, y: 15 },
];

/** A matrix that reads `text`, each character with probability `sure`, the rest going to the blank. */
function matrixOf(text: string, sure: number): Matrix {
  const data = new Float32Array(text.length * symbols).fill(-20);
  [...text].forEach((c, t) => {
    data[t * symbols + 1 + alphabet.indexOf(c)] = Math.log(sure);
    data[t * symbols] = Math.log(1 - sure);
  });
  return { steps: text.length, symbols, data };
}

const judged = (...matrices: readonly Matrix[]) => judgeLooks(plainJudge, matrices.map(lookOf), null);

test("each plate is cut again at every margin, and gets its own looks", async () => {
  const asked: Quad[] = [];
  const answers = ["AB1", "AB12", "XY98", "XY9"].map((text) => matrixOf(text, 0.9));
  const reader = {
    prepare: (_: Picture, quads: readonly Quad[]) => {
      asked.push(...quads);
      return new Uint8Array();
    },
    read: () => Promise.resolve(answers),
    close: () => Promise.resolve(),
  };
  const looks = await lookAgain(reader, picture, [quad, quad], [-0.05, 0.05]);
  expect(looks.map((own) => own.map(({ candidates }) => candidates[0].text))).toEqual([
    ["AB1", "AB12"],
    ["XY98", "XY9"],
  ]);
  expect(asked.slice(0, 2).map(([tl]) => [tl.x, tl.y])).toEqual([
    [11, 5.5],
    [9, 4.5],
  ]);
});

test("a surer look at other margins wins, and its matrix speaks for the plate", () => {
  const { candidates, matrix } = judged(matrixOf("AB1", 0.8), matrixOf("AB12", 0.95), matrixOf("B12", 0.8));
  expect(candidates[0].text).toBe("AB12");
  expect(matrix.steps).toBe(4);
});

test("two looks that agree outweigh a surer one", () => {
  const { candidates } = judged(matrixOf("AB1", 0.82), matrixOf("AB12", 0.84), matrixOf("AB12", 0.82));
  expect(candidates[0].text).toBe("AB12");
});
