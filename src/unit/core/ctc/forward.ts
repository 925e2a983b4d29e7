import { symbolsOf } from "../../../shared/domain/plate.js";
import type { Matrix } from "../../../shared/domain/types.js";

/**
 * Natural log of the probability of exactly this text, summed over all alignments (forward algorithm in log space, so
 * that very improbable texts still rank). -Infinity when the text cannot be spelt or does not fit into the steps.
 */
export function forwardLogLikelihood(matrix: Matrix, text: string): number {
  const label = symbolsOf(text);
  if (!label) return -Infinity;
  const { steps, symbols, data } = matrix;
  const states = 2 * label.length + 1;
  const alpha = new Float64Array(states).fill(-Infinity);
  // Before the first step the walk stands in state 0 with nothing said.
  alpha[0] = 0;
  for (let t = 0; t < steps; t++) {
    const row = t * symbols;
    const blank = data[row];
    // From the last state to the first, so that alpha still holds the previous step to the left.
    for (let s = states - 1; s > 0; s--) {
      const moved = logAdd(alpha[s], alpha[s - 1]);
      if (s % 2 === 0) {
        alpha[s] = moved + blank;
        continue;
      }
      const symbol = label[(s - 1) / 2];
      const skips = s > 1 && label[(s - 3) / 2] !== symbol;
      alpha[s] = (skips ? logAdd(moved, alpha[s - 2]) : moved) + data[row + symbol];
    }
    alpha[0] += blank;
  }
  return states === 1 ? alpha[0] : logAdd(alpha[states - 1], alpha[states - 2]);
}

/** ln(e^a + e^b); a term 37 below the other is under the precision of a double. */
export function logAdd(a: number, b: number): number {
  const high = a > b ? a : b;
  const low = a > b ? b : a;
  return low > high - 37 ? high + Math.log1p(Math.exp(low - high)) : high;
}
