import { iou, overlapShare } from "../../core/box.js";
import type { Detection, Picture } from "../../../shared/domain/types.js";
import type { Detector } from "./detector.js";
import type { DetectorManifest } from "./manifest.js";
import { mergeParts } from "./parts.js";

/** Plates wider than this share of the picture's longer side are near the largest the detector was trained on. */
const closeUpShare = 0.4;
/** A box of which so much lies in a close-up's is a piece of it. */
const pieceShare = 0.5;
/** A large still is looked at this many times finer too; what is wider there than this share of it is parts of near plates. */
const finer = 2;
const farShare = 0.25;
/** Of two looks at one plate the surer one's box stands: they overlap by so much of either. */
const sameShare = 0.6;

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
 * Plates in a picture, most certain first (close-ups before others). In a still, boxes count from `stillThreshold` on; one of
 * more than `finer` times the detector's size is looked at as much finer too, for plates far away; and where no plate is
 * sure, or one is very wide, half the size is tried: there a plate that fills the picture is as large as the detector
 * knows plates.
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
  const coarse = await at(longSide);
  if (!still) return coarse;
  const extent = Math.max(picture.width, picture.height);
  const isPiece = ({ box }: Detection) =>
    coarse.some(
      (whole) =>
        whole.score >= threshold &&
        iou(whole.box, box) <= nmsIou &&
        overlapShare(box, whole.box) > pieceShare,
    );
  const far =
    extent > finer * longSide
      ? (await at(finer * longSide)).filter((one) => one.box.w <= farShare * extent && !isPiece(one))
      : [];
  const found = far.length === 0 ? coarse : surest([...coarse, ...far], nmsIou);
  const isWide = ({ box }: Detection) => box.w >= closeUpShare * extent;
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

/** Of boxes on one plate the surest, most certain first. */
function surest(boxes: readonly Detection[], nmsIou: number): Detection[] {
  const kept: Detection[] = [];
  for (const one of [...boxes].sort((a, b) => b.score - a.score)) {
    const isSame = (other: Detection) =>
      iou(one.box, other.box) > nmsIou || overlapShare(one.box, other.box) > sameShare;
    if (!kept.some(isSame)) kept.push(one);
  }
  return kept;
}
