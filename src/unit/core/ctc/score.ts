import { forwardLogLikelihood } from "./forward.js";
import { symbolsOf } from "../../../shared/domain/plate.js";
import type { Matrix } from "../../../shared/domain/types.js";

/** Natural log of the probability of a text under one matrix. */
export type Scorer = (text: string) => number;

/** Sums under this may have lost digits on the way; they are done again in log space. */
const trusted = 1e-250;
/** Longer texts take more room. */
const usualLength = 12;

/**
 * Prepares a matrix for scoring many texts: the same sum as `forwardLogLikelihood` (equal to 1e-9), but in plain
 * probabilities, which is over ten times faster. Texts too improbable for that are scored in log space.
 */
export function createScorer(matrix: Matrix): Scorer {
  // Texts about one plate use a dozen symbols; only their columns are worth the exponentials.
  const columns: (Float64Array | undefined)[] = [];
  const columnOf = (symbol: number): Float64Array => (columns[symbol] ??= probabilitiesOf(matrix, symbol));
  let alpha = new Float64Array(2 * usualLength + 1);
  return (text) => {
    const label = symbolsOf(text);
    if (!label) return -Infinity;
    const used: Float64Array[] = [];
    for (const symbol of label) used.push(columnOf(symbol));
    if (alpha.length <= 2 * label.length) alpha = new Float64Array(2 * label.length + 1);
    const sum = forwardSum(alpha, label, columnOf(0), used);
    return sum > trusted ? Math.log(sum) : forwardLogLikelihood(matrix, text);
  };
}

/** The forward algorithm in place: each step from the last state to the first, so the left is still the step before. */
function forwardSum(
  alpha: Float64Array,
  label: Uint8Array,
  blanks: Float64Array,
  columns: readonly Float64Array[],
): number {
  const last = 2 * label.length;
  alpha.fill(0, 0, last + 1);
  alpha[0] = 1;
  for (let t = 0; t < blanks.length; t++) {
    const blank = blanks[t];
    for (let index = label.length - 1; index >= 0; index--) {
      const s = 2 * index + 1;
      alpha[s + 1] = (alpha[s + 1] + alpha[s]) * blank;
      const skipped = index > 0 && label[index - 1] !== label[index] ? alpha[s - 2] : 0;
      alpha[s] = (alpha[s] + alpha[s - 1] + skipped) * columns[index][t];
    }
    alpha[0] *= blank;
  }
  return last === 0 ? alpha[0] : alpha[last] + alpha[last - 1];
}

function probabilitiesOf({ steps, symbols, data }: Matrix, symbol: number): Float64Array {
  const column = new Float64Array(steps);
  for (let t = 0; t < steps; t++) column[t] = Math.exp(data[t * symbols + symbol]);
  return column;
}
