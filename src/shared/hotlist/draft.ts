// What a parser makes of one line, before the source's defaults are applied and the row is stored.
import type { Millis } from "../domain/types.js";
import type { Category, Priority } from "../domain/categories.js";

/** A word of a field that describes the entry, which we do not know: the plate stays, and the word is shown as written. */
export interface UnknownWord {
  readonly field: string;
  readonly text: string;
}

/** A row as parsed. `names` and `values` are the officer's record, in display order; empty values are dropped later. */
export interface Draft {
  /** As written by the source; normalised and checked by `completeDraft`. */
  readonly plate: string;
  readonly state?: string;
  readonly plateType?: string;
  readonly plateYear?: string;
  /** Undefined: the source's category. */
  readonly category?: Category;
  /** Undefined: by category, then the source's priority. */
  readonly priority?: Priority;
  readonly covert?: boolean;
  readonly effectiveAt?: Millis;
  readonly expiresAt?: Millis;
  /** Names are one shared array per format: it is stored once, not per row. */
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly unknown?: readonly UnknownWord[];
  /** Delta lists: the row takes the plate off the list. */
  readonly remove?: boolean;
}

/** Facts a file states about itself. */
export interface ListFacts {
  /** Date of the list in its header. */
  readonly listDate?: Millis;
  /** Number of rows its footer promises. */
  readonly expectedRows?: number;
}

/** A line is an entry, a reject with a reason, something to pass over (and count), or a fact about the file. */
export type ParsedLine =
  | { readonly ok: true; readonly entry: Draft }
  | { readonly ok: false; readonly reason: string }
  | { readonly skip: string }
  | { readonly fact: ListFacts };

/** Parses one line (without its end). `number` counts from 1. Never throws. */
export type LineParser = (line: string, number: number) => ParsedLine;

/** A line that is no entry; the reason is counted, and shown to the operator with the line's number. */
export const reject = (reason: string): ParsedLine => ({ ok: false, reason });
/** A line that is rightly no entry (a header, a dummy): it is counted under the reason, and is no fault. */
export const skip = (reason: string): ParsedLine => ({ skip: reason });
/** A line that is an entry, not yet normalised or checked: `completeDraft` may still reject it. */
export const accept = (entry: Draft): ParsedLine => ({ ok: true, entry });

const noWords: readonly UnknownWord[] = [];

/** Those of the fields that hold a word; the fields are pairs of a name and a text that was not understood, or empty. */
export function unknownWords(...fields: readonly (readonly [string, string])[]): readonly UnknownWord[] {
  if (fields.every(([, text]) => text === "")) return noWords;
  return fields.flatMap(([field, text]) => (text === "" ? [] : [{ field, text }]));
}

/** A line without content. */
export const blankLine: ParsedLine = skip("blank");
