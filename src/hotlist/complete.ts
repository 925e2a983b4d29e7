// The last step of every parser: defaults of the source, checks all formats share, and the row as it is stored.
import { normalisePlate } from "../core/plate.js";
import type { Category, Millis, Priority } from "../core/types.js";
import { isRestricted } from "./categories.js";
import type { Draft } from "./draft.js";

/** What a source says of all its rows. */
export interface SourceRules {
  readonly id: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly priorities: Readonly<Partial<Record<Category, Priority>>>;
  readonly patterns: boolean;
  readonly covert: boolean;
  readonly lettersOAsZero: boolean;
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

/** Most characters of a plate and of one value of its record. */
const mostPlate = 12;
const mostValue = 1_000;
const leastPatternCharacters = 3;

/** What sources write where there is no plate; compared without blanks and signs. */
const dummies = new Set(
  "UNKNOWN UNK NONE NOTAG NOTAGS NOPLATE NOPLATES NOLICENSE NOLIC TEMP TEMPTAG TEMPPLATE TEMPORARY PAPER PAPERTAG 60DAY 30DAY 60DAYTAG 30DAYTAG KSTATE DEALER DRIVEOUT NA NULL BLANK UNREG UNREGISTERED 0 00 000 0000 00000 000000 190"
    .replaceAll("O", "0")
    .split(" "),
);
const sameCharacter = /^(?:X{4,}|0{3,}|\*+)$/;

/** Applies the rules of the source; a dummy is skipped, a plate that cannot be one is refused with its reason. */
export function completeDraft(draft: Draft, rules: SourceRules): Completed {
  const plate = plateOf(draft.plate, rules);
  if (isDummy(plate)) return { reason: "dummy", skipped: true };
  const fault = faultOf(draft.plate, plate, rules);
  if (fault) return { reason: fault, skipped: false };
  const category = draft.category ?? rules.category;
  return {
    row: {
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
      names: draft.names,
      values: draft.values.some(isLong)
        ? draft.values.map((value) => value.slice(0, mostValue))
        : draft.values,
    },
  };
}

const plainPlate = /^[0-9A-Z]{1,12}$/;

// Most rows are written the way we keep them: one test spares two copies.
function plateOf(written: string, rules: SourceRules): string {
  if (plainPlate.test(written)) return written;
  return rules.patterns ? patternOf(written) : normalisePlate(written);
}

// Sources that write O as 0 write UNKN0WN, so both are compared with O as 0.
function isDummy(plate: string): boolean {
  return dummies.has(plate.includes("O") ? plate.replaceAll("O", "0") : plate) || sameCharacter.test(plate);
}

const isLong = (value: string): boolean => value.length > mostValue;
const patternOf = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z*?]/g, "");
const wildcards = /[*?]/;

function faultOf(written: string, plate: string, rules: SourceRules): string | undefined {
  if (plate === "") return "no plate";
  if (plate.length > mostPlate) return `plate longer than ${String(mostPlate)} characters`;
  if (!rules.patterns && wildcards.test(written)) return "wildcards are not allowed in this list";
  if (rules.patterns && wildcards.test(plate)) {
    const fixed = plate.replace(/[*?]/g, "").length;
    return fixed < leastPatternCharacters
      ? `a pattern needs at least ${String(leastPatternCharacters)} known characters`
      : undefined;
  }
  return plate.length < 2 ? "plate of one character" : undefined;
}
