// Connectionist temporal classification (Graves et al. 2006): from a reading's matrix to texts and back.
import { beamPrefixes, type BeamLimits } from "./beam.js";
import { createScorer, type Scorer } from "./score.js";
import { temperMatrix } from "../matrix.js";
import { alphabet } from "../../../shared/domain/plate.js";
import type { Candidate, Matrix } from "../../../shared/domain/types.js";

/** How a reading's matrix is searched; `temperature` is that of the reader's calibration. */
export interface BeamSettings extends BeamLimits {
  /** How many texts to return at most. */
  readonly nBest: number;
  /** Applied before the search; 1 when left out. */
  readonly temperature?: number;
}

/**
 * Most probable texts, best first. Which texts are found depends on the limits; their probabilities are exact sums over all
 * alignments. `given` saves making a scorer of the tempered matrix.
 */
export function beamSearch(matrix: Matrix, settings: BeamSettings, given?: Scorer): Candidate[] {
  const tempered = temperMatrix(matrix, settings.temperature ?? 1);
  const score = given ?? createScorer(tempered);
  return beamPrefixes(tempered, settings)
    .slice(0, settings.nBest + 4)
    .map((symbols) => textOf(symbols))
    .map((text) => ({ text, probability: Math.exp(score(text)) }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, settings.nBest);
}

/** Text of the most probable symbol per step, repeats and blanks removed. */
export function greedyText(matrix: Matrix): string {
  const { steps, symbols, data } = matrix;
  let text = "";
  let last = 0;
  for (let t = 0; t < steps; t++) {
    let best = 0;
    for (let s = 1; s < symbols; s++) if (data[t * symbols + s] > data[t * symbols + best]) best = s;
    if (best !== 0 && best !== last) text += alphabet[best - 1];
    last = best;
  }
  return text;
}

function textOf(symbols: readonly number[]): string {
  return symbols.map((symbol) => alphabet[symbol - 1]).join("");
}
