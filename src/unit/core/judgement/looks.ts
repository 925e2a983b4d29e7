import { beamSearch } from "../ctc/ctc.js";
import { createScorer, type Scorer } from "../ctc/score.js";
import type { Candidate, Matrix } from "../../../shared/domain/types.js";
import type { Judge, Judgement } from "./judge.js";
import { remembered } from "./remembered.js";

/** One cut of one plate, read: the reader's matrix and its most probable texts. */
export interface Look {
  readonly matrix: Matrix;
  readonly candidates: readonly Candidate[];
  /** Scores any text under the matrix; a text once scored costs nothing again. */
  readonly score: Scorer;
}

/** How many texts a look keeps, and how many prefixes the search follows. */
const search = { nBest: 12, beams: 12 };

/** A matrix with its most probable texts. */
export function lookOf(matrix: Matrix): Look {
  const score = remembered(createScorer(matrix));
  return { matrix, score, candidates: beamSearch(matrix, search, score) };
}

/** Texts less probable than the best by more than this natural log are not worth judging. */
const farBehind = 12;
/** What likelihoods leave to texts not named is at least this: sums of many alignments round. */
const leastUnnamed = 1e-6;

/**
 * Judges one plate by all its looks. A text's likelihood is its mean over the looks, since only one of them need have cut the
 * plate right; the matrices themselves cannot be averaged, their steps shift. `matrix` is of the look surest of the best text.
 */
export function judgeLooks(
  judge: Judge,
  looks: readonly Look[],
  design: Float64Array | null,
): Judgement & { readonly matrix: Matrix } {
  const likelihoods = new Map<string, number>();
  const add = (text: string): void => {
    if (text === "" || likelihoods.has(text)) return;
    const total = looks.reduce((sum, { score }) => sum + Math.exp(score(text)), 0);
    likelihoods.set(text, total / looks.length);
  };
  for (const { candidates } of looks) for (const { text } of candidates) add(text);
  const ranked = [...likelihoods].sort((a, b) => b[1] - a[1]).map(([text]) => text);
  for (const text of judge.proposals(ranked)) add(text);
  const top = Math.log(Math.max(...likelihoods.values(), Number.MIN_VALUE));
  const texts = [...likelihoods]
    .map(([text, likelihood]) => ({ text, log: Math.log(likelihood) }))
    .filter(({ log }) => log > top - farBehind);
  const named = [...likelihoods.values()].reduce((sum, likelihood) => sum + likelihood, 0);
  const judgement = judge.judge({ texts, unnamedLog: Math.log(Math.max(leastUnnamed, 1 - named)), design });
  const best = judgement.candidates[0]?.text ?? "";
  const sure = looks.map(({ score }) => score(best));
  return { ...judgement, matrix: looks[sure.indexOf(Math.max(...sure))].matrix };
}
