// What one picture's readings prove against its labels; sums are made in summary.ts.
import { iou } from "../../core/box.js";
import type { Reading } from "../../../shared/domain/types.js";
import type { LabelledPicture, LabelledPlate } from "../../vision/plates/labelled-set.js";
import { mergeLookalikes } from "./statistics.js";

/** A plate counts as found when its box overlaps the label by this much. */
export const foundIou = 0.35;
/** An asserted plate is false when it overlaps every label by less than this and is at least so wide. */
const falseIou = 0.1;
const falseWidthPx = 40;

/** A labelled plate and what was made of it. */
export interface PlateScore {
  readonly label: LabelledPlate;
  readonly found: boolean;
  /** There is a reading of it, whether or not its box counts as found. */
  readonly tried: boolean;
  readonly asserted: boolean;
  readonly text: string;
  readonly probability: number;
  /** Probability of all candidates that differ from the best only in O/0 and I/1. */
  readonly mergedProbability: number;
  readonly exact: boolean;
  readonly merged: boolean;
  readonly state: string | null;
  /** Probability of `state` together with a text alike; null when no state is answered. */
  readonly jointProbability: number | null;
}

/** `falsePlates` would be asserted and lie on no label; none is counted in crops. Times in milliseconds. */
export interface PictureScore {
  readonly image: string;
  readonly kind: LabelledPicture["kind"];
  readonly plates: readonly PlateScore[];
  /** Detections, and those of them that lie on a labelled plate. */
  readonly detections: number;
  readonly detectionsOnPlates: number;
  readonly falsePlates: readonly Reading[];
  readonly ms: { readonly decode: number; readonly detect: number; readonly read: number };
}

/** Pairs readings with labels by the overlap of their boxes; in a crop the first reading is the answer. */
export function scorePicture(
  picture: LabelledPicture,
  readings: readonly Reading[],
  isAsserted: (reading: Reading) => boolean,
): Omit<PictureScore, "ms"> {
  const pairs: (Pair | undefined)[] =
    picture.kind === "crop"
      ? readings.slice(0, 1).map((reading) => ({ reading, overlap: 1 }))
      : pair(picture.plates, readings);
  const plates = picture.plates.map((label, i) => scorePlate(label, pairs[i], isAsserted));
  const strange = (reading: Reading) =>
    isAsserted(reading) &&
    reading.widthPx >= falseWidthPx &&
    picture.plates.every(({ box }) => iou(box, reading.detection.box) < falseIou);
  return {
    image: picture.image,
    kind: picture.kind,
    plates,
    detections: readings.length,
    detectionsOnPlates: plates.filter(({ found }) => found).length,
    falsePlates: picture.kind === "crop" ? [] : readings.filter(strange),
  };
}

interface Pair {
  readonly reading: Reading;
  readonly overlap: number;
}

/**
 * The reading of each label: pairs are taken in order of overlap, each reading once. What is not false is somebody's,
 * also where the boxes differ too much to call the plate found: some sets box the line of characters alone.
 */
function pair(labels: readonly LabelledPlate[], readings: readonly Reading[]): (Pair | undefined)[] {
  const all = labels.flatMap((label, i) =>
    readings.map((reading) => ({ i, reading, overlap: iou(label.box, reading.detection.box) })),
  );
  const result: (Pair | undefined)[] = labels.map(() => undefined);
  const used = new Set<Reading>();
  for (const { i, reading, overlap } of all.sort((a, b) => b.overlap - a.overlap)) {
    if (overlap < falseIou || result[i] !== undefined || used.has(reading)) continue;
    result[i] = { reading, overlap };
    used.add(reading);
  }
  return result;
}

function scorePlate(
  label: LabelledPlate,
  pair: Pair | undefined,
  isAsserted: (reading: Reading) => boolean,
): PlateScore {
  const reading = pair?.reading;
  const text = reading?.candidates[0]?.text ?? "";
  const folded = mergeLookalikes(text);
  const sumAlike = (probabilities: readonly number[]): number =>
    (reading?.candidates ?? []).reduce(
      (sum, one, i) => (mergeLookalikes(one.text) === folded ? sum + probabilities[i] : sum),
      0,
    );
  const merged = sumAlike((reading?.candidates ?? []).map((candidate) => candidate.probability));
  return {
    label,
    found: pair !== undefined && pair.overlap >= foundIou,
    tried: pair !== undefined,
    asserted: reading !== undefined && isAsserted(reading),
    text,
    probability: reading?.candidates[0]?.probability ?? 0,
    mergedProbability: Math.min(1, merged),
    exact: text !== "" && text === label.text,
    merged: text !== "" && label.text !== null && folded === mergeLookalikes(label.text),
    state: reading?.state?.code ?? null,
    jointProbability: reading?.state && reading.withState ? Math.min(1, sumAlike(reading.withState)) : null,
  };
}
