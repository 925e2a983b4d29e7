// How sharp a plate is, whatever its colours and the light, and how sharp a picture.
import type { Box, Picture } from "../../../shared/domain/types.js";

/** Luma between the paper of a plate and its letters, below which noise would be measured. */
const leastContrast = 24;

/**
 * 1 where an edge of the plate takes two pixels or less from dark to light, 0.5 where it takes four, and so on; 0 where dark
 * and light hardly differ. `box` is in pixels of the picture. Steps to both sides count: letters are edges of both kinds.
 */
export function sharpnessOf({ y: plane, width, height }: Picture, box: Box): number {
  const [left, top] = [Math.max(1, Math.floor(box.x)), Math.max(0, Math.floor(box.y))];
  const right = Math.min(width - 1, Math.ceil(box.x + box.w));
  const bottom = Math.min(height, Math.ceil(box.y + box.h));
  const lumas = new Uint32Array(256);
  const steps = new Uint32Array(256);
  let count = 0;
  for (let row = top; row < bottom; row++) {
    for (let at = row * width + left; at < row * width + right; at++, count++) {
      lumas[plane[at]]++;
      steps[Math.abs(plane[at] - plane[at - 1])]++;
    }
  }
  if (count === 0) return 0;
  const contrast = nthOf(lumas, 0.95 * count) - nthOf(lumas, 0.05 * count);
  if (contrast < leastContrast) return 0;
  return Math.min(1, (2 * nthOf(steps, 0.97 * count)) / contrast);
}

/** Every so many pixels are looked at: about 80,000 of a picture in full HD. */
const stride = 25;

/** The strongest steps of luma between neighbouring pixels of a whole picture, 0 to 255 (99th percentile). */
export function steepest({ y: plane }: Pick<Picture, "y">): number {
  const steps = new Uint32Array(256);
  let count = 0;
  for (let at = 1; at < plane.length; at += stride, count++) steps[Math.abs(plane[at] - plane[at - 1])]++;
  return nthOf(steps, 0.99 * count);
}

function nthOf(counts: Uint32Array, n: number): number {
  let value = 0;
  for (let seen = counts[0]; seen < n && value < 255; seen += counts[value]) value++;
  return value;
}
