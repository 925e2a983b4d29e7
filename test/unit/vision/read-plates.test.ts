// What a picture's plates are asked: models are made up, the manifest is the shipped one.
import { expect, test } from "vitest";
import type { Detection, Picture, Quad } from "../../../src/shared/domain/types.js";
import { loadModelFiles, shippedModels } from "../../../src/unit/vision/plates/manifest.js";
import { readPlates, type Models } from "../../../src/unit/vision/plates/read-plates.js";
import { plainJudge } from "../../kit/scenes/tracks.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

const { manifest } = loadModelFiles(shippedModels);
const picture: Picture = { width: 400, height: 200, y: new Uint8Array(80_000), colour: null };
const foundAt = (x: number, score: number): Detection => ({
  box: { x, y: 50, w: 100, h: 50 },
  corners: null,
  score,
});

/** Reads a picture of these plates; returns how much was asked. The cuts say `texts` in turn, the others `KD6V2L`. */
async function asked(
  still: boolean,
  detections: readonly Detection[] = [foundAt(20, 0.9), foundAt(250, 0.42)],
  texts: readonly (readonly [text: string, sure: number])[] = [],
) {
  const counts = { crops: 0, designs: 0 };
  const said = [...texts];
  const models: Models = {
    manifest,
    detector: {
      prepare: () => ({ data: new Uint8Array(0), width: 1, height: 1, scaleX: 1, scaleY: 1 }),
      detect: () => Promise.resolve([...detections]),
      close: () => Promise.resolve(),
    },
    reader: {
      prepare(_: Picture, quads: readonly Quad[]) {
        counts.crops += quads.length;
        return new Uint8Array(quads.length * 160 * 64);
      },
      read: (batch) =>
        Promise.resolve(
          Array.from({ length: batch.length / (160 * 64) }, () => {
            const [text, sure] = said.shift() ?? ["KD6V2L", 0.8];
            return matrixOfText(text, { sure });
          }),
        ),
      close: () => Promise.resolve(),
    },
    state: {
      classify() {
        counts.designs++;
        return Promise.resolve(new Float64Array(6).fill(1 / 6));
      },
      close: () => Promise.resolve(),
    },
    judge: plainJudge,
    monoNs: () => 0n,
    close: () => Promise.resolve(),
  };
  const { readings } = await readPlates(models, picture, { characters: false, still });
  return { ...counts, texts: readings.map(({ candidates }) => candidates[0]?.text) };
}

test("in a frame every plate in doubt gets second looks, and every design is asked", async () => {
  expect(await asked(false)).toEqual({ crops: 2 + 4, designs: 2, texts: ["KD6V2L", "KD6V2L"] });
});

test("in a still, what could not be asserted however well it reads is read once", async () => {
  expect(await asked(true)).toEqual({ crops: 2 + 2, designs: 1, texts: ["KD6V2L", "KD6V2L"] });
});

test("a narrow plate in doubt is read as two rows too, and those count where they are surer", async () => {
  const square = { ...foundAt(20, 0.9), box: { x: 20, y: 50, w: 100, h: 80 } };
  const rows = [["4931", 0.98] as const, ["KZV", 0.98] as const];
  const looks = (text: string) => [1, 2, 3].map(() => [text, 0.5] as const);
  const { crops, texts } = await asked(true, [square], [...looks("4"), ...rows]);
  expect({ crops, texts }).toEqual({ crops: 1 + 2 + 2, texts: ["4931KZV"] });
  const blot = [["4931KZV", 0.98] as const, ["1", 0.98] as const];
  expect((await asked(true, [square], [...looks("KD6"), ...blot])).texts).toEqual(["KD6"]);
});
