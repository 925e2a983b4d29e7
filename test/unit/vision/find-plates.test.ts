import { expect, test } from "vitest";
import type { Detection, Picture } from "../../../src/shared/domain/types.js";
import type { Detector } from "../../../src/unit/vision/plates/detector.js";
import { findPlates } from "../../../src/unit/vision/plates/find-plates.js";

const pictureOf = (width: number, height: number): Picture => ({
  ...{ width, height },
  y: new Uint8Array(width * height),
  colour: null,
});

function plate(x: number, w: number, score = 0.9): Detection {
  return { box: { x, y: 100, w, h: w / 2 }, corners: null, score };
}

/** A detector that answers by the size it is asked to look at. */
function answering(bySide: Readonly<Record<number, Detection[]>>, picture = pictureOf(1280, 720)) {
  const asked: [longSide: number, threshold: number][] = [];
  let side = 0;
  const detector: Detector = {
    prepare: (_, longSide) => {
      side = longSide;
      return { data: new Uint8Array(), width: 1, height: 1, scaleX: 1, scaleY: 1 };
    },
    detect: (_input, _picture, threshold) => {
      asked.push([side, threshold]);
      return Promise.resolve(bySide[side]);
    },
    close: () => Promise.resolve(),
  };
  const manifest = { longSide: 640, nmsIou: 0.4, threshold: 0.4, stillThreshold: 0.25, assertScore: 0.5 };
  const look = (still: boolean) => findPlates(detector, picture, { manifest, still, lap: () => undefined });
  return { asked, look };
}

test("a still with ordinary plates is looked at once", async () => {
  const { asked, look } = answering({ 640: [plate(100, 120), plate(500, 120, 0.3)] });
  expect(await look(true)).toEqual([plate(100, 120), plate(500, 120, 0.3)]);
  expect(asked).toEqual([[640, 0.25]]);
});

test("where no plate is sure, half the size is tried and the surer box of two stays", async () => {
  const { asked, look } = answering({
    640: [plate(100, 200, 0.4), plate(800, 90, 0.3)],
    320: [plate(105, 200, 0.8), plate(800, 90, 0.26)],
  });
  expect(await look(true)).toEqual([plate(105, 200, 0.8), plate(800, 90, 0.3)]);
  expect(asked.map(([side]) => side)).toEqual([640, 320]);
});

test("pieces of a plate that fills the picture give way to the whole", async () => {
  const { look } = answering({
    640: [plate(100, 660), plate(700, 300), plate(1150, 100)],
    320: [plate(90, 1000), plate(1150, 100)],
  });
  expect(await look(true)).toEqual([plate(90, 1000), plate(1150, 100)]);
});

test("frames of a camera are looked at once, whatever they show", async () => {
  const { asked, look } = answering({ 640: [] });
  expect(await look(false)).toEqual([]);
  expect(asked).toEqual([[640, 0.4]]);
});

test("a large still is looked at finer too: far plates are won, pieces of near ones are not", async () => {
  const far = plate(1500, 46, 0.6);
  const { asked, look } = answering(
    {
      640: [plate(100, 240), plate(600, 80, 0.3)],
      1280: [plate(160, 60, 0.95), far, plate(602, 80, 0.7), plate(900, 700, 0.9)],
    },
    pictureOf(1920, 1080),
  );
  expect(await look(true)).toEqual([plate(100, 240), plate(602, 80, 0.7), far]);
  expect(asked).toEqual([
    [640, 0.25],
    [1280, 0.25],
  ]);
});

test("frames of a camera are looked at once, however large they are", async () => {
  const { asked, look } = answering({ 640: [] }, pictureOf(3840, 2160));
  expect(await look(false)).toEqual([]);
  expect(asked).toEqual([[640, 0.4]]);
});
