// What drawing does to a region and masks: plain computation. Places are fractions of the upright picture.
import type { Box, Point } from "../../../../../../shared/domain/types.js";
import { viewLimits } from "../../../../../../shared/domain/view/limits.js";
import { distance } from "../../../../../core/box.js";
import type { View } from "../../../../../core/view.js";

/** What is held: a corner of the region; or of a mask its upper left corner, its lower right one, or all of it. */
export type Picked =
  | { readonly kind: "corner"; readonly index: number }
  | { readonly kind: "mask"; readonly index: number; readonly part: MaskPart };

/** Where a mask is held. */
export type MaskPart = "start" | "end" | "whole";

/** Parts of a mask, in the order in which a keyboard comes to them. */
export const maskParts: readonly MaskPart[] = ["whole", "start", "end"];

/** A drawing, and what of it is held. */
export interface Drawn {
  readonly view: View;
  readonly picked: Picked | null;
}

/** A mask is never drawn smaller: it could not be held any more. */
const leastMask = 0.01;

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
/** A thousandth of the picture is two pixels of a common camera, and few digits to read. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
const fraction = (value: number): number => rounded(within(value, 0, 1));
const snapped = ({ x, y }: Point): Point => ({ x: fraction(x), y: fraction(y) });

/** Where a thing that is held stands; null where it is gone. */
export function heldPlace({ region, masks }: View, picked: Picked): Point | null {
  if (picked.kind === "corner") return region?.[picked.index] ?? null;
  const mask = masks[picked.index];
  if (!mask) return null;
  const share = { start: 0, whole: 0.5, end: 1 }[picked.part];
  return { x: mask.x + share * mask.w, y: mask.y + share * mask.h };
}

/** The view with what is held moved to a place, within the picture. */
export function moved(view: View, picked: Picked, to: Point): View {
  const { index } = picked;
  if (picked.kind === "corner")
    return { ...view, region: view.region && replaced(view.region, index, snapped(to)) };
  return {
    ...view,
    masks: view.masks.map((mask, i) => (i === index ? movedMask(mask, picked.part, to) : mask)),
  };
}

function movedMask(mask: Box, part: MaskPart, { x, y }: Point): Box {
  const { w, h } = mask;
  if (part === "whole")
    return {
      x: rounded(within(x - w / 2, 0, 1 - w)),
      y: rounded(within(y - h / 2, 0, 1 - h)),
      ...{ w, h },
    };
  const [right, bottom] = [mask.x + w, mask.y + h];
  if (part === "start") {
    const start = snapped({ x: within(x, 0, right - leastMask), y: within(y, 0, bottom - leastMask) });
    return boxOf(start, { x: right, y: bottom });
  }
  const end = { x: within(x, mask.x + leastMask, 1), y: within(y, mask.y + leastMask, 1) };
  return boxOf(mask, snapped(end));
}

/** Digits of sums and differences that are no one's are left away. */
function boxOf(start: Point, end: Point): Box {
  const width = (value: number): number => Number(value.toFixed(6));
  return { x: start.x, y: start.y, w: width(end.x - start.x), h: width(end.y - start.y) };
}

function replaced<T>(list: readonly T[], index: number, by: T): readonly T[] {
  return list.map((one, i) => (i === index ? by : one));
}

/** What a region begins with: the road before the camera, as a rule. */
const firstRegion: readonly Point[] = [
  { x: 0.1, y: 0.3 },
  { x: 0.9, y: 0.3 },
  { x: 0.9, y: 0.95 },
  { x: 0.1, y: 0.95 },
];

/** A corner more: in the middle of the edge after the one held, else of the longest; where there is no region, a first one. */
export function withCorner({ view, picked }: Drawn): Drawn {
  const { region } = view;
  if (!region) return { view: { ...view, region: firstRegion }, picked: { kind: "corner", index: 0 } };
  if (region.length >= viewLimits.corners) return { view, picked };
  const after = (i: number): Point => region[(i + 1) % region.length];
  const lengths = region.map((corner, i) => distance(corner, after(i)));
  const edge = picked?.kind === "corner" ? picked.index : lengths.indexOf(Math.max(...lengths));
  const [a, b] = [region[edge], after(edge)];
  const corner = snapped({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  return {
    view: { ...view, region: [...region.slice(0, edge + 1), corner, ...region.slice(edge + 1)] },
    picked: { kind: "corner", index: edge + 1 },
  };
}

/** A mask between two places; null where it is too small, or no more may be drawn. */
export function withMask({ view }: Drawn, a: Point, b: Point): Drawn | null {
  const start = snapped({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) });
  const mask = boxOf(start, snapped({ x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) }));
  if (mask.w < leastMask || mask.h < leastMask || view.masks.length >= viewLimits.masks) return null;
  return {
    view: { ...view, masks: [...view.masks, mask] },
    picked: { kind: "mask", index: view.masks.length, part: "whole" },
  };
}

/** A mask in the middle of the picture, for whoever draws without a pointer. */
export function withMaskInside(drawn: Drawn): Drawn | null {
  return withMask(drawn, { x: 0.4, y: 0.4 }, { x: 0.6, y: 0.6 });
}

/** Whether what is held may go: a region keeps three corners. */
export function canRemove({ view: { region }, picked }: Drawn): boolean {
  return picked !== null && (picked.kind === "mask" || (region?.length ?? 0) > viewLimits.fewestCorners);
}

/** Without what is held. */
export function withoutPicked(drawn: Drawn): Drawn {
  const { view, picked } = drawn;
  if (!picked || !canRemove(drawn)) return drawn;
  const left = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => i !== picked.index);
  const rest =
    picked.kind === "mask" ? { masks: left(view.masks) } : { region: view.region && left(view.region) };
  return { view: { ...view, ...rest }, picked: null };
}

/** Whether two views say the same. */
export function isSameView(a: View, b: View): boolean {
  return JSON.stringify([a.region, a.masks]) === JSON.stringify([b.region, b.masks]);
}
