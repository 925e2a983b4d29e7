import type { LabelledPicture } from "../../vision/plates/labelled-set.js";
import type { PictureScore, PlateScore } from "./score.js";
import {
  calibration,
  confusions,
  equalMassError,
  quantile,
  share,
  type Calibration,
  type Claim,
  type Confusion,
  type Share,
} from "./statistics.js";

/** Plate widths in pixels that are reported apart. */
const widths = [0, 24, 40, 60, 100, 200, Infinity];

/** Plates of one range of widths in pixels; `to` null is without an end. `merged`: O and 0, I and 1 count as one. */
export interface WidthBucket {
  readonly from: number;
  readonly to: number | null;
  readonly found: Share;
  readonly merged: Share;
}

/** Figures of one set. Shares over nothing have `of` 0 and NaN as value (null in JSON). */
export interface Summary {
  readonly name: string;
  readonly kind: LabelledPicture["kind"];
  readonly pictures: number;
  readonly unlabelled: number;
  readonly recall: Share;
  readonly recallFrom40Px: Share;
  readonly precision: Share;
  /** Of plates with a known text, missed ones included: the best text is right, whatever its probability. */
  readonly exact: Share;
  readonly merged: Share;
  /** The same, counting only what would be asserted; and the asserted ones that are wrong. */
  readonly assertedMerged: Share;
  readonly assertedWrong: Share;
  readonly characters: Share;
  readonly confusions: readonly Confusion[];
  readonly stateAnswered: Share;
  readonly stateRight: Share;
  readonly calibrationStrict: Calibration;
  readonly calibrationMerged: Calibration;
  /** Calibration error over ten equal-mass bins: of the text, and of text and state together where a state is answered. */
  readonly equalMass: { readonly text: number; readonly joint: number; readonly jointOf: number };
  readonly falsePlates: number;
  readonly falsePlatesPer100: number;
  readonly buckets: readonly WidthBucket[];
  readonly ms: Readonly<Record<"decode" | "detect" | "read" | "total" | "totalP95", number>>;
}

/** Figures over the pictures of one set; `unlabelled` says how many others of it have no label. */
export function summarise(name: string, scores: readonly PictureScore[], unlabelled: number): Summary {
  const plates = scores.flatMap((score) => score.plates);
  const texts = plates.filter((plate) => plate.label.text !== null);
  const read = texts.filter((plate) => plate.tried);
  const falsePlates = sum(scores, (score) => score.falsePlates.length);
  return {
    name,
    kind: scores.some((score) => score.kind === "scene") ? "scene" : "crop",
    pictures: scores.length,
    unlabelled,
    ...detectionFigures(scores, plates),
    exact: shareOf(texts, (plate) => plate.exact),
    merged: shareOf(texts, (plate) => plate.merged),
    assertedMerged: shareOf(texts, (plate) => plate.asserted && plate.merged),
    assertedWrong: shareOf(
      texts.filter((plate) => plate.asserted),
      (plate) => !plate.merged,
    ),
    ...characterFigures(read),
    ...stateFigures(plates),
    calibrationStrict: calibration(read.map(({ probability, exact }) => ({ probability, right: exact }))),
    calibrationMerged: calibration(read.map(textClaim)),
    equalMass: equalMassFigures(read),
    falsePlates,
    falsePlatesPer100: (100 * falsePlates) / scores.length,
    buckets: scores.some((score) => score.kind === "scene") ? widthBuckets(plates) : [],
    ms: timeFigures(scores),
  };
}

function textClaim({ mergedProbability, merged }: PlateScore): Claim {
  return { probability: mergedProbability, right: merged };
}

/** The joint answer is right when text (O=0, I=1) and state are; plates of unknown state prove nothing. */
function equalMassFigures(read: readonly PlateScore[]): Summary["equalMass"] {
  const joint = read.flatMap(({ label, jointProbability, merged, state }) =>
    label.state === null || jointProbability === null
      ? []
      : [{ probability: jointProbability, right: merged && state === label.state }],
  );
  return {
    text: equalMassError(read.map(textClaim)),
    joint: equalMassError(joint),
    jointOf: joint.length,
  };
}

function detectionFigures(scores: readonly PictureScore[], plates: readonly PlateScore[]) {
  const wide = plates.filter((plate) => plate.label.box.w >= 40);
  return {
    recall: shareOf(plates, (plate) => plate.found),
    recallFrom40Px: shareOf(wide, (plate) => plate.found),
    precision: share(
      sum(scores, (score) => score.detectionsOnPlates),
      sum(scores, (score) => score.detections),
    ),
  };
}

function stateFigures(plates: readonly PlateScore[]) {
  const known = plates.filter((plate) => plate.tried && plate.label.state !== null);
  const answered = known.filter((plate) => plate.state !== null);
  return {
    stateAnswered: share(answered.length, known.length),
    stateRight: shareOf(answered, (plate) => plate.state === plate.label.state),
  };
}

/** Characters right by the cheapest alignment, O=0 and I=1 merged, over the plates that were read. */
function characterFigures(plates: readonly PlateScore[]) {
  const pairs = plates.map(({ label, text }) => [label.text ?? "", text] as const);
  const length = sum(pairs, ([truth]) => truth.length);
  const wrong = sum(pairs, (pair) =>
    Math.min(
      pair[0].length,
      sum(confusions([pair]), ({ count }) => count),
    ),
  );
  return { characters: share(length - wrong, length), confusions: confusions(pairs) };
}

function widthBuckets(plates: readonly PlateScore[]): WidthBucket[] {
  return widths.slice(0, -1).map((from, i) => {
    const to = widths[i + 1];
    const own = plates.filter(({ label }) => label.box.w >= from && label.box.w < to);
    const texts = own.filter((plate) => plate.label.text !== null);
    return {
      from,
      to: Number.isFinite(to) ? to : null,
      found: shareOf(own, (plate) => plate.found),
      merged: shareOf(texts, (plate) => plate.merged),
    };
  });
}

function timeFigures(scores: readonly PictureScore[]): Summary["ms"] {
  const mean = (pick: (ms: PictureScore["ms"]) => number) =>
    sum(scores, (score) => pick(score.ms)) / scores.length;
  const totals = scores.map(({ ms }) => ms.decode + ms.detect + ms.read);
  return {
    decode: mean((ms) => ms.decode),
    detect: mean((ms) => ms.detect),
    read: mean((ms) => ms.read),
    total: sum(totals, (ms) => ms) / totals.length,
    totalP95: quantile(totals, 0.95),
  };
}

function shareOf<T>(all: readonly T[], is: (one: T) => boolean): Share {
  return share(all.filter(is).length, all.length);
}

function sum<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((total, one) => total + pick(one), 0);
}
