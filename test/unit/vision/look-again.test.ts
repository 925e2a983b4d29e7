import { expect, test } from "vitest";
import { alphabet } from "../../../src/shared/domain/plate.js";
import { beamSearch } from "../../../src/unit/core/ctc/ctc.js";
import type { Matrix, Picture, Quad } from "../../../src/shared/domain/types.js";
import { lookAgain, search, type Look } from "../../../src/unit/vision/plates/look-again.js";

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

function lookOf(text: string, sure: number): Look {
  const matrix = matrixOf(text, sure);
  return { matrix, candidates: beamSearch(matrix, search) };
}

function setting(answers: readonly Matrix[], retry?: { below: number; margins: number[] }) {
  const quadsAsked: Quad[] = [];
  const reader = {
    prepare: (_: Picture, quads: readonly Quad[]) => {
      quadsAsked.push(...quads);
      return new Uint8Array();
    },
    read: () => Promise.resolve([...answers]),
    close: () => Promise.resolve(),
  };
  return { quadsAsked, models: { reader, manifest: { reader: { retry } } } as never };
}

test("a surer look at other margins replaces an unsure one, and only that", async () => {
  const { models, quadsAsked } = setting([matrixOf("AB12", 0.95), matrixOf("B12", 0.8)], {
    below: 0.9,
    margins: [-0.05, 0.05],
  });
  const looks = await lookAgain(models, picture, [quad, quad], [lookOf("XY98", 0.999), lookOf("AB1", 0.85)]);
  expect(looks.map((look) => look.candidates[0].text)).toEqual(["XY98", "AB12"]);
  expect(quadsAsked.map(([tl]) => [tl.x, tl.y])).toEqual([
    [11, 5.5],
    [9, 4.5],
  ]);
});

test("a less sure look changes nothing", async () => {
  const { models } = setting([matrixOf("AB12", 0.6)], { below: 0.9, margins: [0.05] });
  const looks = await lookAgain(models, picture, [quad], [lookOf("AB1", 0.9)]);
  expect(looks[0].candidates[0].text).toBe("AB1");
});

test("two looks that agree outweigh a surer one", async () => {
  const { models } = setting([matrixOf("AB12", 0.84), matrixOf("AB12", 0.82)], {
    below: 0.9,
    margins: [-0.05, 0.05],
  });
  const first = lookOf("AB1", 0.82);
  const looks = await lookAgain(models, picture, [quad], [first]);
  expect(first.candidates[0].probability).toBeGreaterThan(looks[0].candidates[0].probability);
  expect(looks[0].candidates[0].text).toBe("AB12");
  expect(looks[0].candidates[0].probability).toBeCloseTo(0.84 ** 4, 2);
});

test("without the manifest's key nothing is read again", async () => {
  const { models, quadsAsked } = setting([], undefined);
  await lookAgain(models, picture, [quad], [lookOf("AB1", 0.5)]);
  expect(quadsAsked).toEqual([]);
});
