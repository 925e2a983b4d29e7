// What drawing does to a region and private places, without a page.
import { expect, it } from "vitest";
import {
  canRemove,
  moved,
  heldPlace,
  withCorner,
  withMask,
  withMaskInside,
  withoutPicked,
} from "../../../src/unit/console/web/unit/aim/draw/shapes.js";
import type { View } from "../../../src/unit/core/view.js";

const square: View = {
  region: [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 0.5 },
    { x: 0, y: 0.5 },
  ],
  masks: [{ x: 0.6, y: 0.2, w: 0.3, h: 0.2 }],
};
const corner = (index: number) => ({ kind: "corner", index }) as const;
const mask = (part: "start" | "end" | "whole") => ({ kind: "mask", index: 0, part }) as const;

it("moves a corner within the picture, to a thousandth of it, and leaves the others", () => {
  const { region } = moved(square, corner(2), { x: 0.43219, y: 1.7 });
  expect(region).toEqual([...(square.region ?? []).slice(0, 2), { x: 0.432, y: 1 }, { x: 0, y: 0.5 }]);
});

it("moves a mask by its middle and by two corners, never beyond the picture and never to nothing", () => {
  expect(moved(square, mask("whole"), { x: 2, y: 0 }).masks).toEqual([{ x: 0.7, y: 0, w: 0.3, h: 0.2 }]);
  expect(moved(square, mask("start"), { x: 0.1, y: 0.1 }).masks).toEqual([
    { x: 0.1, y: 0.1, w: 0.8, h: 0.3 },
  ]);
  expect(moved(square, mask("end"), { x: 0, y: 0.9 }).masks).toEqual([{ x: 0.6, y: 0.2, w: 0.01, h: 0.7 }]);
  const middle = heldPlace(square, mask("whole"));
  expect(middle?.x).toBeCloseTo(0.75);
  expect(middle?.y).toBeCloseTo(0.3);
});

it("adds a corner after the one that is held, else in the longest edge, and holds it", () => {
  expect(withCorner({ view: square, picked: corner(1) })).toMatchObject({
    picked: corner(2),
    view: { region: { 2: { x: 1, y: 0.25 }, length: 5 } },
  });
  expect(withCorner({ view: square, picked: null })).toMatchObject({
    picked: corner(1),
    view: { region: { 1: { x: 0.5, y: 0 } } },
  });
  expect(withCorner({ view: { ...square, region: null }, picked: null }).view.region).toHaveLength(4);
  let many = { view: square, picked: null as ReturnType<typeof corner> | null };
  for (let i = 0; i < 40; i++) many = { ...withCorner(many), picked: null };
  expect(many.view.region).toHaveLength(32);
});

it("draws a mask in whichever direction, none of a twitch, and 32 at most", () => {
  const drawn = { view: square, picked: null };
  expect(withMask(drawn, { x: 0.5, y: 0.6 }, { x: 0.2, y: 0.9 })?.view.masks[1]).toEqual({
    ...{ x: 0.2, y: 0.6, w: 0.3, h: 0.3 },
  });
  expect(withMask(drawn, { x: 0.5, y: 0.5 }, { x: 0.504, y: 0.9 })).toBeNull();
  const full = {
    view: { ...square, masks: Array.from({ length: 32 }, () => square.masks[0]) },
    picked: null,
  };
  expect(withMaskInside(full)).toBeNull();
});

it("removes what is held, and keeps three corners", () => {
  const three = withoutPicked({ view: square, picked: corner(0) });
  expect(three).toMatchObject({ picked: null, view: { region: { length: 3 }, masks: { length: 1 } } });
  expect(canRemove({ view: three.view, picked: corner(0) })).toBe(false);
  expect(withoutPicked({ view: three.view, picked: corner(0) }).view.region).toHaveLength(3);
  expect(withoutPicked({ view: square, picked: mask("end") }).view.masks).toEqual([]);
});
