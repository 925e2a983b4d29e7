// How large the area that a camera watches may be, for the configuration that takes it and the page that draws it.
import type { Point } from "../types.js";

/** Most corners of a region and most masks of a camera; a region's fewest corners, and the least share of the picture that is an area. */
export const viewLimits = { corners: 32, masks: 32, fewestCorners: 3, leastArea: 0.0001 } as const;

/** Area that corners enclose, in their units squared (Gauss's area formula). */
export function areaOf(corners: readonly Point[]): number {
  const sum = corners.reduce((total, { x, y }, i) => {
    const next = corners[(i + 1) % corners.length];
    return total + x * next.y - next.x * y;
  }, 0);
  return Math.abs(sum) / 2;
}
