// What an operator must hear of a list although it came into force: rows that were refused, words that are not known.
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import type { Removals } from "./build-job.js";
import { manyWords, mostUnknown, type TallyResult } from "./tally.js";

/** More rejected rows than this are a fault, however long the list. */
const mostRejected = 20;
const mostShare = 0.005;

/** What the last list showed, as its manifest keeps it. */
export interface Past {
  readonly reasons?: Readonly<Record<string, number>> | undefined;
  readonly rejected?: number;
  readonly rejectFault?: string | null | undefined;
  readonly unknown?: Readonly<Record<string, number>> | undefined;
}

/** What is doubtful of a list in force, for its manifest. */
export interface Doubts {
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly rejectFault: string | null;
  readonly unknown: Readonly<Record<string, number>>;
}

/** Most characters of faults of a list and its changes. */
const longestFault = 600;

/** What is doubtful of a list after a delivery. A change takes nothing back of what was doubtful before it. */
export function doubtsOf(
  mode: ImportMode,
  result: TallyResult & { readonly removals?: Removals },
  past: Past | null,
): Doubts {
  const { rejected, unknown } = result;
  const own = [rejectFault(result, past), removalFault(result.removals)];
  const before = mode === "full" ? null : past;
  const faults = [...new Set([before?.rejectFault, ...own])].filter((fault) => typeof fault === "string");
  return {
    rejected: rejected + (before?.rejected ?? 0),
    reasons: reasonsToKeep(mode, result, past),
    rejectFault: faults.length === 0 ? null : faults.join("; ").slice(0, longestFault),
    unknown: before?.unknown ? sumOf(before.unknown, unknown) : unknown,
  };
}

function removalFault(removals: Removals | undefined): string | null {
  if (!removals || removals.left === 0) return null;
  return `${String(removals.left)} plates named for removal stay on the list, where they have another state or none`;
}

function sumOf(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sums = new Map(Object.entries(one));
  for (const [word, count] of Object.entries(other)) {
    const name = sums.has(word) || sums.size < mostUnknown ? word : manyWords;
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
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

/** A word that fewer rows have may be a name or a plate in the wrong column. */
const sharedBy = 5;

/**
 * The same for a fault, which leaves the unit: words that many rows share, and how many others there are. Without quotes it
 * is no word of the list.
 */
export function sharedWordsText(unknown: Readonly<Record<string, number>>): string {
  const all = Object.entries(unknown);
  const rare = all.filter(([word, count]) => count < sharedBy && word.includes('"'));
  const shared = all.filter((one) => !rare.includes(one));
  const rows = rare.reduce((sum, [, count]) => sum + count, 0);
  const others = `${String(rare.length)} rarer words in ${String(rows)} rows (tagwatch hotlist status names them)`;
  return [wordsText(Object.fromEntries(shared)), ...(rare.length > 0 ? [others] : [])]
    .filter((part) => part !== "")
    .join(", ");
}

/** Counted words in one line, the most frequent first. */
export function wordsText(unknown: Readonly<Record<string, number>>): string {
  return Object.entries(unknown)
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${String(count)}`)
    .join(", ");
}
