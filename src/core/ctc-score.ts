import { forwardLogLikelihood } from "./ctc.js";
import { symbolsOf } from "./plate.js";
import type { Matrix } from "./types.js";

/** Natural log of the probability of a text under one matrix. */
export type Scorer = (text: string) => number;

/** Sums under this may have lost digits on the way; they are done again in log space. */
const trusted = 1e-250;

/**
 * Prepares a matrix for scoring many texts: the same sum as `forwardLogLikelihood` (equal to 1e-9), but in plain
 * probabilities, which is about ten times faster. Texts too improbable for that are scored in log space.
 */
export function createScorer(matrix: Matrix): Scorer {
  const { steps, symbols } = matrix;
  const probabilities = Float64Array.from(matrix.data, Math.exp);
  return (text) => {
    const label = symbolsOf(text);
    if (!label) return -Infinity;
    const states = 2 * label.length + 1;
    const alpha = new Float64Array(states);
    alpha[0] = 1;
    for (let row = 0; row < steps * symbols; row += symbols) step(alpha, label, probabilities, row);
    const sum = alpha[states - 1] + (states > 1 ? alpha[states - 2] : 0);
    return sum > trusted ? Math.log(sum) : forwardLogLikelihood(matrix, text);
  };
}

/** One time step of the forward algorithm in place, from the last state to the first. */
function step(alpha: Float64Array, label: Uint8Array, probabilities: Float64Array, row: number): void {
  const blank = probabilities[row];
  for (let index = label.length - 1; index >= 0; index--) {
    const s = 2 * index + 1;
    const symbol = label[index];
    alpha[s + 1] = (alpha[s + 1] + alpha[s]) * blank;
    const skipped = index > 0 && label[index - 1] !== symbol ? alpha[s - 2] : 0;
    alpha[s] = (alpha[s] + alpha[s - 1] + skipped) * probabilities[row + symbol];
  }
  alpha[0] *= blank;
}
