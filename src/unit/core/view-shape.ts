// What is wrong with a region and masks that somebody draws, before they become a configuration.
import type { Box, Point } from "../../shared/domain/types.js";
import { areaOf, viewLimits } from "../../shared/domain/view/limits.js";
import { isInside, type View } from "./view.js";

/** What is wrong; corners and masks are numbered from 0. */
export type ShapeFault =
  | { readonly kind: "few-corners" | "many-corners" | "many-masks" | "no-area" | "nothing-read" }
  | { readonly kind: "corner-outside"; readonly corner: number }
  /** Two edges meet that are no neighbours; an edge is named by the corner that it begins at. */
  | { readonly kind: "crossing"; readonly edges: readonly [number, number] }
  | { readonly kind: "mask-outside" | "mask-empty"; readonly mask: number };

/** All that is wrong with a view; empty where the unit would take it and still read something. */
export function shapeFaults(view: View): readonly ShapeFault[] {
  const faults = [...(view.region ? regionFaults(view.region) : []), ...maskFaults(view.masks)];
  return faults.length === 0 && !readsAnything(view) ? [{ kind: "nothing-read" }] : faults;
}

function regionFaults(corners: readonly Point[]): readonly ShapeFault[] {
  if (corners.length < viewLimits.fewestCorners) return [{ kind: "few-corners" }];
  if (corners.length > viewLimits.corners) return [{ kind: "many-corners" }];
  const outside = corners.flatMap((corner, i) =>
    isFraction(corner.x) && isFraction(corner.y) ? [] : [{ kind: "corner-outside", corner: i } as const],
  );
  if (outside.length > 0) return outside;
  const edges = crossing(corners);
  if (edges) return [{ kind: "crossing", edges }];
  return areaOf(corners) > viewLimits.leastArea ? [] : [{ kind: "no-area" }];
}

function maskFaults(masks: readonly Box[]): readonly ShapeFault[] {
  const faults = masks.flatMap(({ x, y, w, h }, mask): readonly ShapeFault[] => {
    if (!(w > 0 && h > 0)) return [{ kind: "mask-empty", mask }];
    return [x, y, x + w - rounding, y + h - rounding].every(isFraction)
      ? []
      : [{ kind: "mask-outside", mask }];
  });
  return masks.length > viewLimits.masks ? [{ kind: "many-masks" }, ...faults] : faults;
}

/** 0.7 + 0.3 may be a little more than 1. */
const rounding = 1e-9;

const isFraction = (value: number): boolean => value >= 0 && value <= 1;

/** The first two edges that have a point in common beside the corner of neighbours. */
function crossing(corners: readonly Point[]): readonly [number, number] | null {
  const last = corners.length - 1;
  const edge = (i: number): Edge => [corners[i], corners[i === last ? 0 : i + 1]];
  for (let i = 0; i < last; i++)
    for (let j = i + 1; j <= last; j++) {
      const isNext = j === i + 1;
      const isBefore = i === 0 && j === last;
      const meet =
        isNext || isBefore ? foldsBack(edge(isNext ? i : j), edge(isNext ? j : i)) : touch(edge(i), edge(j));
      if (meet) return [i, j];
    }
  return null;
}

type Edge = readonly [Point, Point];

/** Which side of an edge a point is on: positive, negative, or 0 on its line. */
const side = ([a, b]: Edge, p: Point): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);

/** Whether the second edge runs back along the first, whose end is its beginning; also where one of them has no length. */
function foldsBack([a, b]: Edge, [, c]: Edge): boolean {
  return side([a, b], c) === 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) <= 0;
}

function touch(a: Edge, b: Edge): boolean {
  const [first, second, third, fourth] = [side(b, a[0]), side(b, a[1]), side(a, b[0]), side(a, b[1])];
  if (first * second < 0 && third * fourth < 0) return true;
  return (
    (first === 0 && isBetween(b, a[0])) ||
    (second === 0 && isBetween(b, a[1])) ||
    (third === 0 && isBetween(a, b[0])) ||
    (fourth === 0 && isBetween(a, b[1]))
  );
}

/** Whether a point of an edge's line lies on the edge. */
function isBetween([a, b]: Edge, { x, y }: Point): boolean {
  return (
    Math.min(a.x, b.x) <= x && x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= y && y <= Math.max(a.y, b.y)
  );
}

const cells = { across: 96, down: 54 } as const;

/** Whether the middle of any cell of a fine grid is in the region and in no mask. */
function readsAnything({ region, masks }: View): boolean {
  for (let row = 0; row < cells.down; row++)
    for (let column = 0; column < cells.across; column++) {
      const at = { x: (column + 0.5) / cells.across, y: (row + 0.5) / cells.down };
      if (region && !isInside(at, region)) continue;
      if (!masks.some(({ x, y, w, h }) => at.x >= x && at.x < x + w && at.y >= y && at.y < y + h))
        return true;
    }
  return false;
}
