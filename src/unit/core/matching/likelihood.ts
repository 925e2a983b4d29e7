// How probable is it that a seen plate says a given text? The exact CTC score over the track's best frames, anchored on
// the track's calibrated candidates, with what is left over spread the way characters are really confused.
import type { Confusions } from "../../../shared/domain/confusables.js";
import { createScorer } from "../ctc/score.js";
import { logAdd } from "../ctc/forward.js";
import { alphabet } from "../../../shared/domain/plate.js";
import type { Candidate, Matrix } from "../../../shared/domain/types.js";

/** What was seen of one plate: the track's candidates (best first) and the matrices of its best frames. */
export interface PlateEvidence {
  readonly candidates: readonly Candidate[];
  readonly matrices: readonly Matrix[];
}

/** How frames of one track are weighed when a text is scored. */
export interface LikelihoodSettings {
  readonly confusions: Confusions;
  /** Correlation between the errors of frames of one track (unit/core/tracking/vote.ts): n frames weigh like n / (1 + (n - 1) c). */
  readonly correlation: number;
  /** Lowest natural log a single frame can give a text (unit/core/tracking/vote.ts): no frame vetoes alone. */
  readonly frameFloor: number;
}

/** Probability (0..1) that the plate says `text`, before anything is known of lists. */
export type TextProbability = (text: string) => number;

const zero = alphabet.indexOf("0") + 1;
const letterO = alphabet.indexOf("O") + 1;

/** Text with every letter O written as 0. */
export const lettersAsZero = (text: string): string => text.replaceAll("O", "0");

/** The same sighting as seen by a source that writes O as 0: both are one character, in candidates and in matrices. */
export function mergeZero(sighting: PlateEvidence): PlateEvidence {
  const sums = new Map<string, Candidate>();
  for (const one of sighting.candidates) {
    const text = lettersAsZero(one.text);
    const before = sums.get(text);
    const reader = (before?.reader ?? 0) + (one.reader ?? 0);
    const probability = (before?.probability ?? 0) + one.probability;
    sums.set(text, { text, probability, ...(one.reader === undefined ? {} : { reader }) });
  }
  const candidates = [...sums.values()];
  return {
    candidates: candidates.sort((a, b) => b.probability - a.probability),
    matrices: sighting.matrices.map(mergeZeroSymbols),
  };
}

function mergeZeroSymbols(matrix: Matrix): Matrix {
  const data = Float32Array.from(matrix.data);
  for (let row = 0; row < data.length; row += matrix.symbols) {
    data[row + zero] = logAdd(data[row + zero] ?? -Infinity, data[row + letterO] ?? -Infinity);
    data[row + letterO] = -Infinity;
  }
  return { ...matrix, data };
}

/**
 * Probability of any text given a sighting. A candidate keeps its calibrated probability, but see `asListed`. Another text gets the best
 * candidate's, times the ratio of their exact CTC scores over the matrices (discounted for dependent frames); but
 * at least its share of the probability that no candidate explains, by the measured confusions, because a network that
 * is wrong is often sure of it. That share is only as large as the best candidate is probable: of a plate that could not
 * be read, what is left over is not next to the best guess but anywhere.
 */
export function textProbability(sighting: PlateEvidence, settings: LikelihoodSettings): TextProbability {
  const best = sighting.candidates[0];
  if (!best || best.probability <= 0) return () => 0;
  const count = sighting.matrices.length;
  const weight = 1 / (1 + (count - 1) * settings.correlation);
  const unexplained = Math.max(0, 1 - sighting.candidates.reduce((sum, c) => sum + c.probability, 0));
  const score = createTrackScorer(sighting.matrices, settings.frameFloor);
  let bestScore: number | undefined;
  return (text) => {
    const known = sighting.candidates.find((candidate) => candidate.text === text);
    if (known) return asListed(known, best);
    const confused = unexplained * best.probability * confusionShare(best.text, text, settings.confusions);
    if (count === 0) return confused;
    bestScore ??= score(best.text);
    const ratio = Math.exp(Math.min(0, (score(text) - bestScore) * weight));
    return Math.min(1, Math.max(best.probability * ratio, confused));
  };
}

/**
 * A candidate's probability, if it is a plate that exists. Formats and places may have spoken against it, and a list says that
 * there is such a plate: how plausible it was beforehand is then the list's to say, not the formats' a second time. So it is
 * weighed as if it were beforehand as plausible as the best candidate, by what the reader alone saw. It never loses by that.
 */
function asListed(known: Candidate, best: Candidate): number {
  const own = Math.min(1, known.probability);
  if (!known.reader || !best.reader) return own;
  const weight = (known.reader * best.probability) / best.reader;
  return weight <= own ? own : weight / (1 - own + weight);
}

// Scorers copy their matrix, so they are made when the first text needs one: most reads meet no entry at all.
function createTrackScorer(matrices: readonly Matrix[], floor: number): (text: string) => number {
  let scorers: readonly ((text: string) => number)[] | undefined;
  return (text) => {
    scorers ??= matrices.map(createScorer);
    return scorers.reduce((sum, scorer) => sum + Math.max(floor, scorer(text)), 0);
  };
}

/** Share of all single confusions of `read` that end in `text`; 0 unless exactly one character differs. */
export function confusionShare(read: string, text: string, confusions: Confusions): number {
  if (read.length !== text.length) return 0;
  let rate = 0;
  let differences = 0;
  let total = 0;
  for (let i = 0; i < read.length; i++) {
    const [a = "", b = ""] = [read[i], text[i]];
    total += confusions.total(a);
    if (a === b) continue;
    differences++;
    rate = confusions.rate(a, b);
  }
  return differences === 1 && total > 0 ? rate / total : 0;
}
