import type { Millis } from "../domain/types.js";

/** First and last number of a run of links. */
export type LinkRange = readonly [number, number];

/**
 * A deletion receipt: what left the store, why and when; counts and time span, never a plate. `links` are the numbers
 * whose record (`records`) or whose pictures (`pictures`) are gone; `prefix` says that the chain itself now begins later.
 */
export interface DeletionReceipt {
  readonly version: 1;
  readonly gone: "records" | "pictures" | "prefix";
  readonly reason: "retention" | "space";
  readonly class: string;
  readonly count: number;
  /** Messages that were still waiting for upload. */
  readonly unsent: number;
  readonly links: readonly LinkRange[];
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  readonly at: Millis;
  /** Who vouched for `at`: two sources, or `person`. Receipts of older programs went by the clock alone and lack it. */
  readonly vouchedBy?: readonly string[];
  /** `prefix` only: hash of the last link removed. */
  readonly hash?: string;
}

/** Packs numbers into runs: 1, 2, 3, 7 becomes [1, 3], [7, 7]. */
export function rangesOf(seqs: readonly number[]): readonly LinkRange[] {
  const ranges: [number, number][] = [];
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
