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

export function share(hits: number, of: number): Share {
  const p = hits / of;
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { hits, of, value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Levenshtein distance: fewest characters to change, add or drop. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(changed, row[j] + 1, next[j - 1] + 1);
    }
    row = next;
  }
  return row[b.length];
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

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly claimed: number;
  readonly right: number;
}

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

/** The value below which a share `q` of the values lies (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}
