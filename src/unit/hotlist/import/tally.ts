// What became of the lines of a file: numbers, reasons, words, and the first rejected rows by line number. Never plates.
import type { UnknownWord } from "../../../shared/hotlist/draft.js";

/** Rejected rows remembered one by one. */
export const mostRejects = 200;
const mostReasons = 50;
/** Words counted one by one, and the name of all further ones. */
export const mostUnknown = 100;
/** The name under which further words are counted once there are `mostUnknown` different ones. */
export const manyWords = "others";
const longestWord = 40;

/** A rejected row by its place in the file, counted from 1. */
export interface Rejected {
  readonly line: number;
  readonly reason: string;
}

/** Counts of one file. `skipped` and `reasons` are by the parser's own words. */
export interface TallyResult {
  readonly accepted: number;
  readonly rejected: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Rows by a word that was not understood, such as `category "Ebony Alert"`; the plates are still in force. */
  readonly unknown: Readonly<Record<string, number>>;
  /** The first rejected rows. */
  readonly rejects: readonly Rejected[];
}

/** Counts line by line while a file is parsed. */
export interface Tally {
  accept(): void;
  reject(line: number, reason: string): void;
  skip(reason: string): void;
  /** Counts a word that was not understood. */
  unknown(word: UnknownWord): void;
  /** Rows that are data: entries, rejects and dummies, not blank lines and headers. */
  readonly dataRows: number;
  result(): TallyResult;
}

/** Bounded, whatever the file holds: of reasons, words and rejected rows only the first are kept one by one. */
export function createTally(): Tally {
  let accepted = 0;
  let rejected = 0;
  const skipped = new Map<string, number>();
  const reasons = new Map<string, number>();
  const unknown = new Map<string, number>();
  const rejects: Rejected[] = [];
  return {
    get dataRows() {
      return accepted + rejected + (skipped.get("dummy") ?? 0);
    },
    accept: () => void accepted++,
    reject: (line, reason) => {
      rejected++;
      if (rejects.length < mostRejects) rejects.push({ line, reason });
      if (reasons.has(reason) || reasons.size < mostReasons)
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    },
    skip: (reason) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1),
    unknown: (word) => {
      const known = nameOf(word);
      const name = unknown.has(known) || unknown.size < mostUnknown ? known : manyWords;
      unknown.set(name, (unknown.get(name) ?? 0) + 1);
    },
    result: () => ({
      accepted,
      rejected,
      skipped: Object.fromEntries(skipped),
      reasons: Object.fromEntries(reasons),
      unknown: Object.fromEntries(unknown),
      rejects,
    }),
  };
}

// A damaged row may have a plate or a name where a word belongs, and what is counted here leaves the unit.
function nameOf({ field, text }: UnknownWord): string {
  const isWord = text.length <= longestWord && /^[\p{L} '().&/-]+$/u.test(text);
  return isWord ? `${field} "${text}"` : `${field} (with digits or signs)`;
}
