import { alphabet } from "../../../src/shared/domain/plate.js";
import type { Matrix } from "../../../src/shared/domain/types.js";

interface MatrixShape {
  readonly steps?: number;
  /** Probability of the intended symbol at its step; the rest is spread over all others. */
  readonly sure?: number;
  /** Characters that could be another: `share` of the intended probability goes to `symbol`. */
  readonly alternatives?: readonly {
    readonly index: number;
    readonly symbol: string;
    readonly share: number;
  }[];
}

/** A matrix as a reader would write it for `text`: each character peaks at one step, blanks between. */
export function matrixOfText(text: string, shape: MatrixShape = {}): Matrix {
  const { steps = 32, sure = 0.998, alternatives = [] } = shape;
  const symbols = alphabet.length + 1;
  const rest = (1 - sure) / (symbols - 1);
  const data = new Float32Array(steps * symbols).fill(Math.log(rest));
  const set = (t: number, symbol: number, p: number) => (data[t * symbols + symbol] = Math.log(p));
  for (let t = 0; t < steps; t++) set(t, 0, sure);
  const gap = steps / text.length;
  [...text].forEach((character, index) => {
    const t = Math.floor(gap * (index + 0.5));
    const other = alternatives.find((alternative) => alternative.index === index);
    set(t, 0, rest);
    set(t, alphabet.indexOf(character) + 1, sure * (1 - (other?.share ?? 0)));
    if (other) set(t, alphabet.indexOf(other.symbol) + 1, sure * other.share);
  });
  return { steps, symbols, data };
}
