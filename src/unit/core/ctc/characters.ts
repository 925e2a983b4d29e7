import { symbolsOf } from "../../../shared/domain/plate.js";
import type { Matrix } from "../../../shared/domain/types.js";

/**
 * Confidence of each character of `text`: the probability of the text against all texts that differ from it in that one
 * place (0..1). Exact over alignments, by one forward and one backward pass. All zeros when the matrix rules the text out.
 */
export function characterConfidences(matrix: Matrix, text: string): number[] {
  const label = symbolsOf(text);
  if (!label) return Array.from(text, () => 0);
  const probabilities = probabilitiesOf(matrix.data);
  const passes = forwardBackward(matrix, probabilities, label);
  return Array.from(label, (symbol, index) => {
    let all = 0;
    let own = 0;
    for (let other = 1; other < matrix.symbols; other++) {
      const mass = massWith({ matrix, probabilities, label, ...passes }, index, other);
      all += mass;
      if (other === symbol) own = mass;
    }
    return all > 0 ? own / all : 0;
  });
}

interface Passes {
  /** forward[t][s]: probability of having said steps 0..t-1 and standing in state s; row 0 is the start. */
  readonly forward: readonly Float64Array[];
  /** backward[t][s]: probability of saying steps t.. to the end from state s at step t-1. */
  readonly backward: readonly Float64Array[];
}

type Lattice = Passes & {
  readonly matrix: Matrix;
  readonly probabilities: Float64Array;
  readonly label: Uint8Array;
};

/** Probability of the label with character `index` replaced by `symbol`. */
function massWith(lattice: Lattice, index: number, symbol: number): number {
  const { matrix, probabilities, label, forward } = lattice;
  const state = 2 * index + 1;
  const skipIn = index > 0 && label[index - 1] !== symbol;
  const skipOut = index + 1 < label.length && label[index + 1] !== symbol;
  let run = 0;
  let mass = 0;
  for (let t = 0; t < matrix.steps; t++) {
    const enter = forward[t][state - 1] + (skipIn ? forward[t][state - 2] : 0);
    run = (run + enter) * probabilities[t * matrix.symbols + symbol];
    mass += run * leave(lattice, t + 1, state, skipOut);
  }
  return mass;
}

/** Probability of everything from step t on, given that character `state` was left after step t-1. */
function leave(lattice: Lattice, t: number, state: number, skip: boolean): number {
  const { matrix, probabilities, label, backward } = lattice;
  if (t === matrix.steps) return state >= 2 * label.length - 1 ? 1 : 0;
  const at = t * matrix.symbols;
  const blank = probabilities[at] * backward[t + 1][state + 1];
  const next = label[(state + 1) / 2];
  return skip && next !== undefined ? blank + probabilities[at + next] * backward[t + 1][state + 2] : blank;
}

function forwardBackward(matrix: Matrix, probabilities: Float64Array, label: Uint8Array): Passes {
  const { steps, symbols } = matrix;
  const states = 2 * label.length + 1;
  const symbolOf = (state: number) => (state % 2 === 0 ? 0 : label[(state - 1) / 2]);
  const skips = (state: number) => state % 2 === 1 && state >= 3 && symbolOf(state) !== symbolOf(state - 2);
  const forward = Array.from({ length: steps + 1 }, () => new Float64Array(states));
  const backward = Array.from({ length: steps + 1 }, () => new Float64Array(states));
  // Before the first step the walk stands in state 0 with nothing said.
  forward[0][0] = 1;
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < states; s++) {
      const from = forward[t];
      const reach = from[s] + (s > 0 ? from[s - 1] : 0) + (skips(s) ? from[s - 2] : 0);
      forward[t + 1][s] = reach * probabilities[t * symbols + symbolOf(s)];
    }
  }
  backward[steps][states - 1] = 1;
  if (states > 1) backward[steps][states - 2] = 1;
  for (let t = steps - 1; t >= 0; t--) {
    const ahead = (s: number) => probabilities[t * symbols + symbolOf(s)] * backward[t + 1][s];
    for (let s = 0; s < states; s++) {
      let sum = ahead(s);
      if (s + 1 < states) sum += ahead(s + 1);
      if (s + 2 < states && skips(s + 2)) sum += ahead(s + 2);
      backward[t][s] = sum;
    }
  }
  return { forward, backward };
}

function probabilitiesOf(logs: Float32Array): Float64Array {
  const probabilities = new Float64Array(logs.length);
  for (let i = 0; i < logs.length; i++) probabilities[i] = Math.exp(logs[i]);
  return probabilities;
}
