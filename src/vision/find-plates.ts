import { iou } from "../core/box.js";
import type { Box, Detection, Picture } from "../core/types.js";
import type { Detector } from "./detector.js";

/** Plates wider than this share of the picture's longer side are near the largest the detector was trained on. */
const closeUpShare = 0.5;
/** A box of which so much lies in a close-up's is a piece of it. */
const pieceShare = 0.5;

export interface Search {
  /** The manifest's `longSide` and `nmsIou`. */
  readonly longSide: number;
  readonly nmsIou: number;
  /** Look also at half the size, where a plate that fills the picture is as large as the detector knows plates. */
  readonly closeUps: boolean;
  /** Called after each stage, to take its time. */
  readonly lap: (stage: "scale" | "inferDetect") => void;
}

/** Plates in a picture, most certain first (close-ups before others). */
export async function findPlates(
  detector: Detector,
  picture: Picture,
  { longSide, nmsIou, closeUps, lap }: Search,
): Promise<Detection[]> {
  const at = async (side: number): Promise<Detection[]> => {
    const input = detector.prepare(picture, side);
    lap("scale");
    const detections = await detector.detect(input, picture);
    lap("inferDetect");
    return detections;
  };
  const found = await at(longSide);
  const wide = closeUpShare * Math.max(picture.width, picture.height);
  if (!closeUps || (found.length > 0 && found.every(({ box }) => box.w < wide))) return found;
  const close = (await at(longSide / 2)).filter(({ box }) => found.length === 0 || box.w >= 0.8 * wide);
  const isPiece = ({ box }: Detection) =>
    close.some((one) => iou(one.box, box) > nmsIou || overlapShare(box, one.box) > pieceShare);
  return [...close, ...found.filter((one) => !isPiece(one))];
}

/** How much of `box` lies in `other`, 0 to 1. */
function overlapShare(box: Box, other: Box): number {
  const w = Math.min(box.x + box.w, other.x + other.w) - Math.max(box.x, other.x);
  const h = Math.min(box.y + box.h, other.y + other.h) - Math.max(box.y, other.y);
  return w <= 0 || h <= 0 ? 0 : (w * h) / (box.w * box.h);
}
