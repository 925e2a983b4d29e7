/** What speaks for and against a plate that was found and read. */
export interface PlateFound {
  readonly text: string;
  /** Probability of the text, if it is a plate; over a track that of the vote. */
  readonly probability: number;
  /** The detector's score; over a track its mean by weight. */
  readonly score: number;
  readonly widthPx: number;
}

/** Weights of a logistic regression: natural log odds that this is a plate and this is its text. */
export interface AssertionWeights {
  readonly bias: number;
  /** By the log odds of the detector's score, and of the text. */
  readonly score: number;
  readonly text: number;
  /** Lettering is words, years and prices; plates mix letters and digits. */
  readonly lettersOnly: number;
  readonly digitsOnly: number;
  readonly short: number;
  /** By the natural log of the width in shares of 60 px, below that. */
  readonly narrow: number;
}

/** From which probability on a plate is asserted, and how it is computed. */
export interface Assertion {
  readonly threshold: number;
  /** What the detector itself holds for less than this is lettering, however plainly it reads. */
  readonly leastScore: number;
  readonly weights: AssertionWeights;
}

/**
 * Fitted to the validation pictures, 500 pictures without plates and 62 things that look like plates (models/README.md).
 * The manifest of other models can bring its own.
 */
export const shippedAssertion: Assertion = {
  threshold: 0.58,
  leastScore: 0.5,
  weights: {
    bias: -1.8,
    score: 0.98,
    text: 0.94,
    lettersOnly: -2.46,
    digitsOnly: -2.3,
    short: -1.34,
    narrow: 0.91,
  },
};

const shortText = 4;
const narrowPx = 60;
/** A text says no more than this for there being a plate: letterings are read with certainty too, in frame after frame. */
const mostTextOdds = 3.9;
const least = 1e-3;

/** Probability that this is a plate and this is its text: detector, reading, the text's kind and the width in one sum. */
export function assertionProbability(found: PlateFound, weights: AssertionWeights): number {
  const { text, probability, score, widthPx } = found;
  const odds =
    weights.bias +
    weights.score * logOdds(score) +
    weights.text * Math.min(mostTextOdds, logOdds(probability)) +
    (/^[A-Z]+$/.test(text) ? weights.lettersOnly : 0) +
    (/^[0-9]+$/.test(text) ? weights.digitsOnly : 0) +
    (text.length <= shortText ? weights.short : 0) +
    weights.narrow * Math.min(0, Math.log(widthPx / narrowPx));
  return 1 / (1 + Math.exp(-odds));
}

/** Whether a plate is asserted. */
export function isPlate(found: PlateFound, { threshold, leastScore, weights }: Assertion): boolean {
  return found.score >= leastScore && assertionProbability(found, weights) >= threshold;
}

function logOdds(p: number): number {
  const kept = Math.min(1 - least, Math.max(least, p));
  return Math.log(kept / (1 - kept));
}
