import { expect, test } from "vitest";
import type { Picture, Quad } from "../../../src/shared/domain/types.js";
import { mayHaveTwoRows, readTwoRows } from "../../../src/unit/vision/plates/two-rows.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

const picture: Picture = { width: 400, height: 200, y: new Uint8Array(80_000), colour: null };
const quadOf = (width: number, height: number): Quad => [
  { x: 100, y: 40 },
  { x: 100 + width, y: 40 },
  { x: 100 + width, y: 40 + height },
  { x: 100, y: 40 + height },
];

/** A reader that answers with these texts in turn; `asked` holds what it was to cut. */
function answering(...texts: readonly string[]) {
  const asked: Quad[] = [];
  const reader = {
    prepare(_: Picture, quads: readonly Quad[]) {
      asked.push(...quads);
      return new Uint8Array();
    },
    read: () => Promise.resolve(texts.map((text) => matrixOfText(text))),
    close: () => Promise.resolve(),
  };
  return { asked, reader };
}

test("only what is narrow for its height may have two rows", () => {
  expect(mayHaveTwoRows(quadOf(140, 100))).toBe(true);
  expect(mayHaveTwoRows(quadOf(175, 100))).toBe(false);
  expect(mayHaveTwoRows(quadOf(200, 100))).toBe(false);
});

test("each half is read as a line, the upper one first, and each plate gets its own text", async () => {
  const { asked, reader } = answering("4931", "KZV", "B12", "3456");
  const looks = await readTwoRows(reader, picture, [quadOf(140, 100), quadOf(120, 100)]);
  expect(looks.map((look) => look?.candidates[0].text)).toEqual(["4931KZV", "B123456"]);
  expect(looks[0]?.matrix.steps).toBe(64);
  expect(asked).toHaveLength(4);
  const [upper, lower] = asked.map((quad) => [quad[0].y, quad[3].y].map(Math.round));
  expect([upper, lower]).toEqual([
    [38, 93],
    [88, 143],
  ]);
});

test("a row without characters, or with a blot alone, is no row", async () => {
  const { reader } = answering("4931", "I", "", "KZV");
  expect(await readTwoRows(reader, picture, [quadOf(140, 100), quadOf(140, 100)])).toEqual([null, null]);
});
