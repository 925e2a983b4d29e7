import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { characterConfidences } from "../../../src/unit/core/ctc/characters.js";
import { beamSearch, greedyText } from "../../../src/unit/core/ctc/ctc.js";
import { forwardLogLikelihood } from "../../../src/unit/core/ctc/forward.js";
import { temperMatrix } from "../../../src/unit/core/matrix.js";
import { alphabet } from "../../../src/shared/domain/plate.js";
import type { Matrix } from "../../../src/shared/domain/types.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

/** Text of one alignment: repeats merged, blanks removed. */
function collapse(path: readonly number[]): string {
  return path
    .filter((symbol, i) => symbol !== 0 && symbol !== path[i - 1])
    .map((symbol) => alphabet[symbol - 1])
    .join("");
}

/** Probability of every text, by walking all alignments. */
function bruteForce(matrix: Matrix): Map<string, number> {
  const texts = new Map<string, number>();
  const walk = (path: number[], logProbability: number): void => {
    if (path.length === matrix.steps) {
      const text = collapse(path);
      texts.set(text, (texts.get(text) ?? 0) + Math.exp(logProbability));
      return;
    }
    for (let s = 0; s < matrix.symbols; s++) {
      walk([...path, s], logProbability + matrix.data[path.length * matrix.symbols + s]);
    }
  };
  walk([], 0);
  return texts;
}

/** Matrices of 1..5 steps and 2..4 symbols, from flat to sharp. */
const tinyMatrix: fc.Arbitrary<Matrix> = fc
  .record({
    steps: fc.integer({ min: 1, max: 5 }),
    symbols: fc.integer({ min: 2, max: 4 }),
    sharp: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ steps, symbols, sharp }) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: steps * symbols,
        maxLength: steps * symbols,
      })
      .map((values) => {
        const logits = { steps, symbols, data: Float32Array.from(values, (v) => v * sharp) };
        return temperMatrix(logits, 1 + 1e-9);
      }),
  );

describe("connectionist temporal classification against all alignments", () => {
  it("finds the best texts with their exact probabilities, best first", () => {
    fc.assert(
      fc.property(tinyMatrix, (matrix) => {
        const truth = bruteForce(matrix);
        const found = beamSearch(matrix, { nBest: 5, beams: 500, minSymbol: 0 });
        for (const { text, probability } of found) expect(truth.get(text)).toBeCloseTo(probability, 5);
        const ranked = [...truth].sort((a, b) => b[1] - a[1]).slice(0, 5);
        // Texts that differ by less than rounding may change places; improbable ones may be passed over.
        ranked
          .filter(([, probability]) => probability > 5e-3)
          .forEach(([, probability], i) => expect(found[i].probability).toBeCloseTo(probability, 5));
      }),
      { numRuns: 300 },
    );
  });

  it("sums the likelihood of a text over all alignments", () => {
    fc.assert(
      fc.property(tinyMatrix, fc.stringMatching(/^[0-3]{0,4}$/), (matrix, text) => {
        const truth = bruteForce(matrix).get(text) ?? 0;
        const spellable = [...text].every((c) => alphabet.indexOf(c) + 1 < matrix.symbols);
        fc.pre(spellable);
        expect(Math.exp(forwardLogLikelihood(matrix, text))).toBeCloseTo(truth, 5);
      }),
      { numRuns: 500 },
    );
  });

  it("weighs each character against all others in its place", () => {
    fc.assert(
      fc.property(tinyMatrix, (matrix) => {
        const truth = bruteForce(matrix);
        const { text } = beamSearch(matrix, { nBest: 1, beams: 500, minSymbol: 0 })[0];
        const confidences = characterConfidences(matrix, text);
        expect(confidences.length).toBe(text.length);
        confidences.forEach((confidence, i) => {
          let all = 0;
          for (let s = 1; s < matrix.symbols; s++) {
            all += truth.get(text.slice(0, i) + alphabet[s - 1] + text.slice(i + 1)) ?? 0;
          }
          expect(confidence).toBeCloseTo((truth.get(text) ?? 0) / all, 4);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe("readings of the size the reader delivers", () => {
  it("reads a clear plate with the usual beam and pruning, doubled letters included", () => {
    const best = beamSearch(matrixOfText("AAB1100"), { nBest: 5, beams: 16 })[0];
    expect(best.text).toBe("AAB1100");
    expect(best.probability).toBeGreaterThan(0.8);
    expect(greedyText(matrixOfText("AAB1100"))).toBe("AAB1100");
  });

  it("keeps an ambiguous character visible as a candidate", () => {
    const matrix = matrixOfText("K0B123", { alternatives: [{ index: 1, symbol: "O", share: 0.45 }] });
    const [first, second] = beamSearch(matrix, { nBest: 5, beams: 16 });
    expect([first.text, second.text]).toEqual(["K0B123", "KOB123"]);
    expect(second.probability / first.probability).toBeCloseTo(0.45 / 0.55, 1);
    const confidences = characterConfidences(matrix, "K0B123");
    expect(confidences[1]).toBeCloseTo(0.55, 1);
    expect(Math.min(confidences[0], ...confidences.slice(2))).toBeGreaterThan(0.95);
  });

  it("flattens with a temperature above one", () => {
    const matrix = matrixOfText("ABC123");
    const sharp = beamSearch(matrix, { nBest: 1, beams: 16 })[0].probability;
    const flat = beamSearch(matrix, { nBest: 1, beams: 16, temperature: 1.5 })[0].probability;
    expect(flat).toBeLessThan(sharp);
  });

  it("still ranks hopeless texts, and rules out those that cannot be", () => {
    const matrix = matrixOfText("ABC123");
    const near = forwardLogLikelihood(matrix, "ABC124");
    const far = forwardLogLikelihood(matrix, "ZZZ999");
    expect(far).toBeLessThan(near);
    expect(far).toBeGreaterThan(-Infinity);
    expect(forwardLogLikelihood(matrix, "ABC-123")).toBe(-Infinity);
    expect(forwardLogLikelihood(matrix, "A".repeat(33))).toBe(-Infinity);
    expect(characterConfidences(matrix, "A-1")).toEqual([0, 0, 0]);
  });
});
