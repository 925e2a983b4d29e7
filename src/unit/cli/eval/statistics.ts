import { align } from "../../../shared/domain/differences.js";
/** A share with its 95 % confidence interval (Wilson 1927): right also for few and for extreme shares. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** NaN when nothing was counted. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const z = 1.959964;

/** `hits` of `of` with its Wilson interval; all NaN for `of` 0. */
export function share(hits: number, of: number): Share {
  const p = hits / of;
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { hits, of, value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** A character of the label, what was read instead ("" for nothing), and how often. */
export interface Confusion {
  readonly expected: string;
  readonly got: string;
  readonly count: number;
}

/** Characters read wrong over pairs of label and text, the commonest first; O and 0, I and 1 count as one. */
export function confusions(pairs: readonly (readonly [string, string])[]): Confusion[] {
  const counts = new Map<string, number>();
  for (const [label, text] of pairs) {
    const [truth, read] = [mergeLookalikes(label), mergeLookalikes(text)];
    for (const step of align(truth, read)) {
      const expected = step.listed === null ? "" : truth[step.listed];
      const got = step.read === null ? "" : read[step.read];
      const key = `${expected}>${got}`;
      if (expected !== got) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([key, count]) => ({ expected: key.split(">")[0], got: key.split(">")[1], count }))
    .sort((a, b) => b.count - a.count || (a.expected + a.got < b.expected + b.got ? -1 : 1));
}

/** What many plates do not tell apart: O and 0, I and 1. */
export function mergeLookalikes(text: string): string {
  return text.replaceAll("O", "0").replaceAll("I", "1");
}

/** An answer with the probability it claimed. */
export interface Claim {
  readonly probability: number;
  readonly right: boolean;
}

/** Answers that claimed `from` to `to`: how many, the mean they `claimed`, and the share of them that was `right`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly claimed: number;
  readonly right: number;
}

/** Whether claimed probabilities came true, over answers sorted into bins by their claim. */
export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean distance of claim and truth over the bins, weighted by their size. */
  readonly ece: number;
}

/** Reliability table over ten equal bins, the topmost split once more at 0.99. */
export function calibration(claims: readonly Claim[]): Calibration {
  const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1];
  const bins = edges.slice(0, -1).flatMap((from, i) => {
    const to = edges[i + 1];
    const own = claims.filter(({ probability: p }) => p >= from && (p < to || to === 1));
    if (own.length === 0) return [];
    const claimed = own.reduce((sum, claim) => sum + claim.probability, 0) / own.length;
    return [
      { from, to, count: own.length, claimed, right: own.filter((claim) => claim.right).length / own.length },
    ];
  });
  const total = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.claimed - bin.right), 0);
  return { bins, ece: total / claims.length };
}

/** How many bins `equalMassError` sorts claims into. */
const massBins = 10;

/** Expected calibration error over ten bins of equally many claims, or one less; NaN without claims. */
export function equalMassError(claims: readonly Claim[]): number {
  const sorted = [...claims].sort((a, b) => a.probability - b.probability);
  const edge = (i: number): number => Math.round((i * sorted.length) / massBins);
  let total = 0;
  for (let i = 0; i < massBins; i++) {
    const own = sorted.slice(edge(i), edge(i + 1));
    total += Math.abs(own.reduce((sum, { probability, right }) => sum + probability - Number(right), 0));
  }
  return total / sorted.length;
}

/** The value below which a share `q` of the values lies (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}
