import type { KnownRead } from "./match-study.js";

/** Rarer pairs are accidents of single pictures: each costs a key on every read with one of its characters. */
const [leastCount, leastShare] = [5, 0.001];

/** Share of characters of each unordered pair that are read as the other, as lines of config/plates.yaml. */
export function confusionTable(reads: readonly KnownRead[]): string {
  const swaps = new Map<string, number>();
  const seen = new Map<string, number>();
  for (const { truth, candidates } of reads) {
    const text = candidates[0]?.text ?? "";
    if (text.length !== truth.length) continue;
    [...truth].forEach((is, i) => {
      const readAs = text[i] ?? "";
      seen.set(is, (seen.get(is) ?? 0) + 1);
      const pair = [is, readAs].sort().join("");
      if (is !== readAs) swaps.set(pair, (swaps.get(pair) ?? 0) + 1);
    });
  }
  const share = (pair: string, count: number): number =>
    count / Math.max(1, (seen.get(pair[0] ?? "") ?? 0) + (seen.get(pair[1] ?? "") ?? 0));
  return [...swaps]
    .filter(([pair, count]) => count >= leastCount && share(pair, count) >= leastShare)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pair, count]) => `  "${pair}": ${share(pair, count).toFixed(4)}`)
    .join("\n");
}
