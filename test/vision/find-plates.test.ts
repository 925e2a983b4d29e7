import { expect, test } from "vitest";
import type { Detection, Picture } from "../../src/core/types.js";
import type { Detector } from "../../src/vision/detector.js";
import { findPlates } from "../../src/vision/find-plates.js";

const picture: Picture = { width: 1280, height: 720, y: new Uint8Array(1280 * 720), colour: null };

function plate(x: number, w: number): Detection {
  return { box: { x, y: 100, w, h: w / 2 }, corners: null, score: 0.9 };
}

/** A detector that answers by the size it is asked to look at. */
function answering(bySide: Readonly<Record<number, Detection[]>>) {
  const asked: number[] = [];
  const detector: Detector = {
    prepare: (_, longSide) => {
      asked.push(longSide);
      return { data: new Uint8Array(), width: 1, height: 1, scaleX: 1, scaleY: 1 };
    },
    detect: () => Promise.resolve(bySide[asked[asked.length - 1]]),
    close: () => Promise.resolve(),
  };
  const look = (closeUps: boolean) =>
    findPlates(detector, picture, { longSide: 640, nmsIou: 0.4, closeUps, lap: () => undefined });
  return { asked, look };
}

test("a picture with ordinary plates is looked at once", async () => {
  const { asked, look } = answering({ 640: [plate(100, 120)] });
  expect(await look(true)).toEqual([plate(100, 120)]);
  expect(asked).toEqual([640]);
});

test("where nothing is found, half the size is tried", async () => {
  const { asked, look } = answering({ 640: [], 320: [plate(100, 900)] });
  expect(await look(true)).toEqual([plate(100, 900)]);
  expect(asked).toEqual([640, 320]);
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
  expect(asked).toEqual([640]);
});
