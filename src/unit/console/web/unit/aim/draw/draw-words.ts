import type { Point } from "../../../../../../shared/domain/types.js";
import { viewLimits } from "../../../../../../shared/domain/view/limits.js";
import type { ShapeFault } from "../../../../../core/view-shape.js";
import { drawWords } from "../../../words/en/draw.js";
import type { Picked } from "./shapes.js";

/** What is held, counted from 1. */
export function heldText(picked: Picked): string {
  const words = drawWords();
  return picked.kind === "corner"
    ? words.corner(picked.index + 1)
    : words.mask[picked.part](picked.index + 1);
}

/** A place in the picture. */
export function pointText({ x, y }: Point): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  return drawWords().place(percent(x), percent(y));
}

/** What is wrong with a drawing. */
export function shapeText(fault: ShapeFault): string {
  const { faults } = drawWords();
  switch (fault.kind) {
    case "few-corners":
      return faults.fewCorners;
    case "many-corners":
      return faults.manyCorners(viewLimits.corners);
    case "many-masks":
      return faults.manyMasks(viewLimits.masks);
    case "no-area":
      return faults.noArea;
    case "nothing-read":
      return faults.nothingRead;
    case "corner-outside":
      return faults.cornerOutside(fault.corner + 1);
    case "crossing":
      return faults.crossing(fault.edges[0] + 1, fault.edges[1] + 1);
    case "mask-outside":
      return faults.maskOutside(fault.mask + 1);
    case "mask-empty":
      return faults.maskEmpty(fault.mask + 1);
  }
}
