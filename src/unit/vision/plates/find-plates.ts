import { iou, overlapShare } from "../../core/box.js";
import type { Detection, Picture } from "../../../shared/domain/types.js";
import type { Detector } from "./detector.js";
import type { DetectorManifest } from "./manifest.js";
import { mergeParts } from "./parts.js";

/** Plates wider than this share of the picture's longer side are near the largest the detector was trained on. */
const closeUpShare = 0.4;
/** A box of which so much lies in a close-up's is a piece of it. */
const pieceShare = 0.5;

/** How closely one picture is looked at; thresholds are the manifest's. */
export interface SearchDeps {
  readonly manifest: Pick<
    DetectorManifest,
    "longSide" | "nmsIou" | "threshold" | "stillThreshold" | "assertScore"
  >;
  /** A picture by itself: look closer, there is no next frame. */
  readonly still: boolean;
  /** Called after each stage, to take its time. */
  readonly lap: (stage: "scale" | "inferDetect") => void;
}

/**
 * Plates in a picture, most certain first (close-ups before others). In a still, boxes count from `stillThreshold` on;
 * and where no plate is sure, or one is very wide, half the size is tried too: there a plate that fills the picture is
 * as large as the detector knows plates.
 */
export async function findPlates(
  detector: Detector,
  picture: Picture,
  { manifest, still, lap }: SearchDeps,
): Promise<Detection[]> {
  const { longSide, nmsIou, threshold, stillThreshold, assertScore } = manifest;
  const at = async (side: number): Promise<Detection[]> => {
    const input = detector.prepare(picture, side);
    lap("scale");
    const detections = await detector.detect(input, picture, still ? stillThreshold : threshold);
    lap("inferDetect");
    return mergeParts(detections);
  };
  const found = await at(longSide);
  if (!still) return found;
  const isWide = ({ box }: Detection) => box.w >= closeUpShare * Math.max(picture.width, picture.height);
  const isSure = found.some(({ score }) => score >= assertScore);
  if (isSure && !found.some(isWide)) return found;
  const closer = await at(longSide / 2);
  const kept = closer.filter((one) => isWide(one) && one.score >= threshold);
  const others = isSure ? found : [...found, ...closer].sort((a, b) => b.score - a.score);
  for (const one of others) {
    const isKnown = (other: Detection) =>
      iou(one.box, other.box) > nmsIou || (isWide(other) && overlapShare(one.box, other.box) > pieceShare);
    if (!kept.some(isKnown)) kept.push(one);
  }
  return kept;
}
