/** How looks at a plate's design add up over the frames of one track. */
export interface DesignVote {
  /** One frame's evidence by label (`Judge.evidence`), with the frame's weight. */
  add(evidence: Float64Array, weight: number): void;
  /** The evidence of all frames together, or null while there is none. */
  result(): Float64Array | null;
}

/** As in `VoteSettings`, but higher: a design misjudged once is misjudged again. */
const designCorrelation = 0.5;

/** Sums the evidence like the vote on texts does. */
export function createDesignVote(correlation = designCorrelation): DesignVote {
  let sums: Float64Array | null = null;
  let weightSum = 0;
  let maxWeight = 0;
  return {
    add(evidence, weight) {
      sums = evidence.map((log, i) => (sums?.[i] ?? 0) + weight * log);
      weightSum += weight;
      maxWeight = Math.max(maxWeight, weight);
    },
    result() {
      if (!sums) return null;
      const frames = weightSum / maxWeight;
      const perWeight = frames / (1 + (frames - 1) * correlation) / weightSum;
      return sums.map((sum) => sum * perWeight);
    },
  };
}
