// Many frames' matrices become one posterior over texts. A majority of strings would let a frame that hesitates
// between 8 and B count as much as one that is certain; here every frame brings its whole likelihood.
import type { Scorer } from "../ctc/score.js";
import type { Candidate } from "../../../shared/domain/types.js";

/** How much one frame may say. */
export interface VoteSettings {
  /**
   * Correlation between the errors of two frames of one track, 0..1: n frames weigh like n / (1 + (n - 1) correlation).
   * 0.3 (at most 3.3 independent frames) until it is fitted on tracks; see docs/developer/tracking.md.
   */
  readonly correlation: number;
  /** Lowest natural log a single frame can give a text, so that one confident misread cannot veto all others. */
  readonly frameFloor: number;
  /** Over how many texts a frame is assumed to spread what its candidates leave over. */
  readonly otherTexts: number;
  /** Texts followed per track. */
  readonly maxTexts: number;
  /** Frames kept to score texts that turn up later. */
  readonly maxFrames: number;
}

/** The tracker's; the matcher takes `correlation` and `frameFloor` from here, so that both weigh frames alike. */
export const voteDefaults: VoteSettings = {
  correlation: 0.3,
  frameFloor: -9,
  otherTexts: 50,
  maxTexts: 24,
  maxFrames: 12,
};

/** One frame's part of a vote. */
export interface Ballot {
  /** The frame's N best texts with exact probabilities. */
  readonly candidates: readonly Candidate[];
  /** Scores any text under the frame's matrix. */
  readonly score: Scorer;
  /** Trust in this frame against the others of its track, above 0 and at most 1. */
  readonly weight: number;
}

/** The state of a vote: best text first; what is left to 1 is the probability of any other text. */
export interface Posterior {
  readonly candidates: readonly Candidate[];
  readonly other: number;
}

/** The ballots of one track; `posterior` is computed anew only after a new ballot. */
export interface Vote {
  add(ballot: Ballot): void;
  posterior(): Posterior;
}

/** An empty vote: its posterior names no text. */
export function createVote(settings: VoteSettings = voteDefaults): Vote {
  const sums = new Map<string, number>();
  let kept: Ballot[] = [];
  let stride = 1;
  let count = 0;
  let weightSum = 0;
  let maxWeight = 0;
  let otherSum = 0;
  let cached: Posterior | null = null;

  const scoreOf = (ballot: Ballot, text: string): number =>
    ballot.weight * Math.max(settings.frameFloor, ballot.score(text));

  /** A text that turns up late is scored under the kept frames, which stand for all earlier ones. */
  function join(text: string): void {
    let sum = 0;
    let weight = 0;
    for (const ballot of kept) {
      sum += scoreOf(ballot, text);
      weight += ballot.weight;
    }
    sums.set(text, weight > 0 ? (sum * weightSum) / weight : 0);
  }

  /** Keeps frames spread evenly over the whole life of the track. */
  function keep(ballot: Ballot): void {
    if (count % stride === 0) kept.push(ballot);
    if (kept.length > settings.maxFrames) {
      kept = kept.filter((_, i) => i % 2 === 0);
      stride *= 2;
    }
    count++;
  }

  function dropWorst(): void {
    if (sums.size <= settings.maxTexts) return;
    const ranked = [...sums].sort((a, b) => b[1] - a[1]);
    for (const [text] of ranked.slice(settings.maxTexts)) sums.delete(text);
  }

  function add(ballot: Ballot): void {
    for (const { text } of ballot.candidates) if (text !== "" && !sums.has(text)) join(text);
    let named = 0;
    for (const [text, sum] of sums) {
      const score = ballot.score(text);
      named += Math.exp(score);
      sums.set(text, sum + ballot.weight * Math.max(settings.frameFloor, score));
    }
    const rest = Math.max(1 - named, Math.exp(settings.frameFloor));
    otherSum += ballot.weight * Math.log(rest / settings.otherTexts);
    weightSum += ballot.weight;
    maxWeight = Math.max(maxWeight, ballot.weight);
    keep(ballot);
    dropWorst();
    cached = null;
  }

  const compute = (): Posterior => posteriorOf(sums, { weightSum, maxWeight, otherSum }, settings);

  return { add, posterior: () => (cached ??= compute()) };
}

interface Totals {
  readonly weightSum: number;
  readonly maxWeight: number;
  readonly otherSum: number;
}

/** Scales the weighted sums to the number of frames they are worth and normalises them with the other texts. */
function posteriorOf(sums: ReadonlyMap<string, number>, totals: Totals, settings: VoteSettings): Posterior {
  if (totals.weightSum === 0) return { candidates: [], other: 1 };
  const frames = totals.weightSum / totals.maxWeight;
  const perWeight = frames / (1 + (frames - 1) * settings.correlation) / totals.weightSum;
  const otherLog = totals.otherSum * perWeight + Math.log(settings.otherTexts);
  const texts = [...sums].map(([text, sum]) => ({ text, log: sum * perWeight }));
  const highest = texts.reduce((high, { log }) => Math.max(high, log), otherLog);
  const other = Math.exp(otherLog - highest);
  const total = texts.reduce((sum, { log }) => sum + Math.exp(log - highest), other);
  return {
    candidates: texts
      .map(({ text, log }) => ({ text, probability: Math.exp(log - highest) / total }))
      .sort((a, b) => b.probability - a.probability),
    other: other / total,
  };
}

/**
 * Confidence of each character of the best candidate: the probability of all candidates of its length that carry the
 * same character in that place. Texts of another length and unnamed ones count against every place.
 */
export function votedCharacters(candidates: readonly Candidate[]): number[] {
  const best = candidates[0]?.text ?? "";
  return Array.from(best, (character, i) =>
    candidates.reduce(
      (sum, { text, probability }) =>
        text.length === best.length && text[i] === character ? sum + probability : sum,
      0,
    ),
  );
}
