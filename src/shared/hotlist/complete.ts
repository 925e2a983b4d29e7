// The last step of every parser: defaults of the source, checks all formats share, and the row as it is stored.
import { normalisePlate } from "../domain/plate.js";
import type { Millis } from "../domain/types.js";
import type { Category, Priority } from "../domain/categories.js";
import { isRestricted } from "./category-words.js";
import type { Draft, UnknownWord } from "./draft.js";
import {
  isSpreadsheetDamage,
  isTruthValue,
  signFault,
  spreadsheetReason,
  unwrapPlate,
} from "./plate-text.js";
import { isDummy, patternOf, plateFault } from "./plate-rules.js";

/** What a source says of all its rows. */
export interface SourceRules {
  readonly id: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly priorities: Readonly<Partial<Record<Category, Priority>>>;
  readonly patterns: boolean;
  readonly covert: boolean;
  readonly lettersOAsZero: boolean;
  /** Typed on the unit or at the desk, so that no spreadsheet was at it. */
  readonly typed: boolean;
}

/** A draft with every default applied. Empty texts mean unknown; every row has the same shape, which keeps imports fast. */
export interface Row {
  readonly plate: string;
  readonly state: string;
  readonly plateType: string;
  readonly plateYear: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly covert: boolean;
  readonly restricted: boolean;
  readonly lettersOAsZero: boolean;
  readonly effectiveAt: Millis | undefined;
  readonly expiresAt: Millis | undefined;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** What comes of a draft: the row, or why it is none. */
export type Completed = { readonly row: Row } | { readonly reason: string; readonly skipped: boolean };

/** Most characters of one value of a record. */
const mostValue = 1_000;

/** Applies the rules of the source; a dummy is skipped, a plate that cannot be one is refused with its reason. */
export function completeDraft(draft: Draft, rules: SourceRules): Completed {
  const isPlain = plainPlate.test(draft.plate);
  const { text, isText } = isPlain ? { text: draft.plate, isText: false } : unwrapPlate(draft.plate);
  if (isPlain ? !rules.typed && isTruthValue(text) : !isText && isSpreadsheetDamage(text))
    return { reason: spreadsheetReason, skipped: false };
  // Most rows are written the way we keep them: one test spares two copies.
  const plate = isPlain ? text : rules.patterns ? patternOf(text) : normalisePlate(text);
  if (isDummy(plate)) return { reason: "dummy", skipped: true };
  const fault = (isPlain ? undefined : signFault(text)) ?? plateFault(text, plate, rules.patterns);
  if (fault) return { reason: fault, skipped: false };
  return { row: rowOf(draft, plate, rules) };
}

const plainPlate = /^[0-9A-Z]{1,12}$/;

function rowOf(draft: Draft, plate: string, rules: SourceRules): Row {
  const category = draft.category ?? rules.category;
  const isKnown = draft.unknown === undefined || draft.unknown.length === 0;
  const values = isKnown ? draft.values : [...draft.values, ...writtenValues(draft.unknown)];
  return {
    plate,
    state: draft.state ?? "",
    plateType: draft.plateType ?? "",
    plateYear: draft.plateYear ?? "",
    category,
    priority: draft.priority ?? rules.priorities[category] ?? rules.priority,
    covert: draft.covert ?? rules.covert,
    restricted: isRestricted(category),
    lettersOAsZero: rules.lettersOAsZero,
    effectiveAt: draft.effectiveAt,
    expiresAt: draft.expiresAt,
    names: isKnown ? draft.names : withWritten(draft.names),
    values: values.some(isLong) ? values.map((value) => value.slice(0, mostValue)) : values,
  };
}

// Rows with a word that was not understood have these fields after all others.
const writtenNames = ["listedAs", "listedState", "listedOther"] as const;
const withWritten = memoNames((names) => [...names, ...writtenNames]);

// One array per layout: it is stored once, not per row.
function memoNames(extend: (names: readonly string[]) => readonly string[]) {
  const known = new WeakMap<readonly string[], readonly string[]>();
  return (names: readonly string[]): readonly string[] => {
    const extended = known.get(names) ?? extend(names);
    known.set(names, extended);
    return extended;
  };
}

function writtenValues(words: readonly UnknownWord[]): readonly string[] {
  const of = (field: string): string => words.find((word) => word.field === field)?.text ?? "";
  const rest = words.filter(({ field }) => field !== "category" && field !== "state");
  return [of("category"), of("state"), rest.map(({ field, text }) => `${field} ${text}`).join("; ")];
}

/** State of a row: its code, or the word that stands for one we do not know (`?Sonora`), or empty. */
export function statePart(row: Row): string {
  const written = row.state === "" && hasWritten(row) ? (row.values[row.values.length - 2] ?? "") : "";
  return written === "" ? row.state : `?${written}`;
}

/** Category of a row, with the written word where we do not know it. */
export function categoryPart(row: Row): string {
  const written = hasWritten(row) ? (row.values[row.values.length - 3] ?? "") : "";
  return written === "" ? row.category : `${row.category} ${written}`;
}

const hasWritten = ({ names }: Row): boolean => names[names.length - 1] === writtenNames[2];

const isLong = (value: string): boolean => value.length > mostValue;
