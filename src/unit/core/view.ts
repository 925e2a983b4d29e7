import type { Box, Point } from "../../shared/domain/types.js";
import { centreOf, overlapShare } from "./box.js";

/** Where a camera looks for plates; fractions of width and height of the upright picture, from its upper left corner. */
export interface View {
  /** Corners of the area in which plates are read; null: everywhere. */
  readonly region: readonly Point[] | null;
  /** Private places: no plate is read there, and they are black in every picture that is kept. */
  readonly masks: readonly Box[];
}

/** A plate of which more lies in masks than this is not read: its picture would not show what was read. */
const maskedShare = 0.1;

/** The place of a box as fractions of a picture. */
function shareOf({ x, y, w, h }: Box, { width, height }: Size): Box {
  return { x: x / width, y: y / height, w: w / width, h: h / height };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether a plate at `box` (pixels of a picture of `size`) is to be read: its centre in the region, and hardly any of it masked. */
export function isWatched(box: Box, size: Size, { region, masks }: View): boolean {
  const place = shareOf(box, size);
  if (region && !isInside(centreOf(place), region)) return false;
  return masks.reduce((sum, mask) => sum + overlapShare(place, mask), 0) <= maskedShare;
}

/** A mask in whole pixels of a picture, rounded outwards to even ones (chroma comes in twos). */
export function maskPixels(mask: Box, { width, height }: Size): Box {
  const x = 2 * Math.floor((mask.x * width) / 2);
  const y = 2 * Math.floor((mask.y * height) / 2);
  const right = Math.min(width, 2 * Math.ceil(((mask.x + mask.w) * width) / 2));
  const bottom = Math.min(height, 2 * Math.ceil(((mask.y + mask.h) * height) / 2));
  return { x, y, w: right - x, h: bottom - y };
}

/** Whether a point lies in a polygon: a ray from it crosses an odd number of edges. */
export function isInside({ x, y }: Point, corners: readonly Point[]): boolean {
  let inside = false;
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length];
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  });
  return inside;
}
