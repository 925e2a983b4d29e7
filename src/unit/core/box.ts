import type { Box, Point, Quad } from "../../shared/domain/types.js";

/** Middle of a box, in the box's own units. */
export function centreOf(box: Box): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/** Area of the overlap divided by the area of the union, 0..1. */
export function iou(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a.w * a.h + b.w * b.h - w * h);
}

/** How much of `box` lies in `other`, 0 to 1. */
export function overlapShare(box: Box, other: Box): number {
  const w = Math.min(box.x + box.w, other.x + other.w) - Math.max(box.x, other.x);
  const h = Math.min(box.y + box.h, other.y + other.h) - Math.max(box.y, other.y);
  return w <= 0 || h <= 0 ? 0 : (w * h) / (box.w * box.h);
}

/** The part of a box inside a picture of `width` x `height`; its size is 0 when it lies outside. */
export function clipBox(box: Box, width: number, height: number): Box {
  const left = clamp(box.x, 0, width);
  const top = clamp(box.y, 0, height);
  return {
    x: left,
    y: top,
    w: clamp(box.x + box.w, 0, width) - left,
    h: clamp(box.y + box.h, 0, height) - top,
  };
}

/** Corners of a box in the order of `Quad`. */
export function quadOfBox({ x, y, w, h }: Box): Quad {
  return [
    { x, y },
    { x: x + w, y },
    { x: x + w, y: y + h },
    { x, y: y + h },
  ];
}

/** Smallest box around a quad. */
export function boxOfQuad(quad: Quad): Box {
  const xs = quad.map((p) => p.x);
  const ys = quad.map((p) => p.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

/** Convex, with the corners clockwise on the screen (y points down) and none of them folded onto another. */
export function isProperQuad(quad: Quad): boolean {
  return quad.every((corner, i) => {
    const next = quad[(i + 1) % 4];
    const after = quad[(i + 2) % 4];
    return (next.x - corner.x) * (after.y - next.y) - (next.y - corner.y) * (after.x - next.x) > 0;
  });
}

/** Corners agree with a box when they are a proper quad whose bounding box overlaps it by at least `minIou`. */
export function quadFitsBox(quad: Quad, box: Box, minIou: number): boolean {
  return isProperQuad(quad) && iou(boxOfQuad(quad), box) >= minIou;
}

/** Straight-line distance of two points, in their own units. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Widens a quad about its centre along its own axes; `marginX` and `marginY` are fractions of its mean width and height per side. */
export function widenQuad(quad: Quad, marginX: number, marginY: number): Quad {
  const [tl, tr, br, bl] = quad;
  const across = { x: (tr.x - tl.x + br.x - bl.x) / 2, y: (tr.y - tl.y + br.y - bl.y) / 2 };
  const down = { x: (bl.x - tl.x + br.x - tr.x) / 2, y: (bl.y - tl.y + br.y - tr.y) / 2 };
  const move = (p: Point, right: number, below: number): Point => ({
    x: p.x + right * marginX * across.x + below * marginY * down.x,
    y: p.y + right * marginX * across.y + below * marginY * down.y,
  });
  return [move(tl, -1, -1), move(tr, 1, -1), move(br, 1, 1), move(bl, -1, 1)];
}

/** The vehicle around a plate: `across` x `down` plate widths, the plate a little below its middle, clipped to the picture. */
export function vehicleBox(
  plate: Box,
  picture: { readonly width: number; readonly height: number },
  across = 6,
  down = 4.5,
): Box {
  const centre = centreOf(plate);
  const w = plate.w * across;
  const h = plate.w * down;
  // A plate sits in the lower part of the rear: two thirds of the cut lie above it.
  return clipBox({ x: centre.x - w / 2, y: centre.y - (h * 2) / 3, w, h }, picture.width, picture.height);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
