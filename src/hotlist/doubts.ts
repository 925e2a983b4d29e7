// What an operator must hear of a list that came into force all the same: rows that were refused, words nobody knows.
import type { TallyResult } from "./tally.js";
import type { ImportMode } from "./signature.js";

/** More rejected rows than this are a fault, however long the list. */
const mostRejected = 20;
const mostShare = 0.005;

/** What the last list told, as its manifest keeps it. */
export interface Past {
  readonly reasons?: Readonly<Record<string, number>>;
}

/**
 * Why rejected rows of a list are a fault; null when they are not. Reasons the last list had too are the source's usual
 * slips; without a last list all are taken for usual.
 */
export function rejectFault(tally: TallyResult, past: Past | null): string | null {
  const { accepted, rejected, reasons } = tally;
  const counted = Object.entries(reasons).map(([reason, count]) => `${String(count)} ${reason}`);
  const rows = `${String(rejected)} of ${String(accepted + rejected)} rows rejected: ${counted.join(", ")}`;
  if (rejected > mostRejected || rejected > (accepted + rejected) * mostShare) return rows;
  const known = past?.reasons;
  const fresh = known ? Object.keys(reasons).filter((reason) => !Object.hasOwn(known, reason)) : [];
  return fresh.length > 0 ? `${rows}; the list before had none of: ${fresh.join(", ")}` : null;
}

/** Reasons to compare the next list with: a change leaves those of the list it changes. */
export function reasonsToKeep(
  mode: ImportMode,
  tally: TallyResult,
  past: Past | null,
): TallyResult["reasons"] {
  return mode === "full" ? tally.reasons : { ...past?.reasons, ...tally.reasons };
}

/** Counted words in one line, the most frequent first. */
export function wordsText(unknown: Readonly<Record<string, number>>): string {
  return Object.entries(unknown)
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${String(count)}`)
    .join(", ");
}
