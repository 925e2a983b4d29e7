import type { StateGuess } from "../../../shared/domain/types.js";

/** How frames' guesses of the issuing state add up. */
export interface StateVoteSettings {
  /** As in `VoteSettings`; higher, because a design misjudged once is misjudged again. */
  readonly correlation: number;
  /** A state less probable than this is not named. */
  readonly minProbability: number;
}

/** What a tracker uses unless its settings say otherwise. */
export const stateVoteDefaults: StateVoteSettings = { correlation: 0.5, minProbability: 0.6 };

/** States and territories a frame spreads its doubt over. */
const otherStates = 50;

/** The frames' guesses of one track, added up. */
export interface StateVote {
  /** One frame's guess; null (the model abstains) changes nothing. */
  add(guess: StateGuess | null, weight: number): void;
  /** The most probable state, or null while none is probable enough. */
  result(): StateGuess | null;
}

/** Sums log-likelihoods over frames like the vote on texts; what a guess leaves over is spread over all other states. */
export function createStateVote(settings: StateVoteSettings = stateVoteDefaults): StateVote {
  const sums = new Map<string, number>();
  let unnamed = 0;
  let weightSum = 0;
  let maxWeight = 0;
  return {
    add(guess, weight) {
      if (!guess) return;
      const doubt = Math.log(Math.max(1e-3, 1 - guess.probability) / otherStates);
      if (!sums.has(guess.code)) sums.set(guess.code, unnamed);
      for (const [code, sum] of sums) {
        const log = code === guess.code ? Math.log(Math.max(guess.probability, 1e-3)) : doubt;
        sums.set(code, sum + weight * log);
      }
      unnamed += weight * doubt;
      weightSum += weight;
      maxWeight = Math.max(maxWeight, weight);
    },
    result() {
      if (weightSum === 0) return null;
      const frames = weightSum / maxWeight;
      const perWeight = frames / (1 + (frames - 1) * settings.correlation) / weightSum;
      const [code, best] = [...sums].reduce((high, entry) => (entry[1] > high[1] ? entry : high));
      let total = (otherStates + 1 - sums.size) * Math.exp((unnamed - best) * perWeight);
      for (const sum of sums.values()) total += Math.exp((sum - best) * perWeight);
      const probability = 1 / total;
      return probability >= settings.minProbability ? { code, probability } : null;
    },
  };
}
