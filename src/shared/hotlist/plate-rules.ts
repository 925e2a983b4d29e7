// What of a plate is refused or left out, in every format.

/** Most characters of a plate. */
const mostPlate = 12;
const leastPatternCharacters = 3;

/** What sources write where there is no plate; compared without blanks and signs. */
const dummies = new Set(
  "UNKNOWN UNK NONE NOTAG NOTAGS NOPLATE NOPLATES NOLICENSE NOLIC TEMP TEMPTAG TEMPPLATE TEMPORARY PAPER PAPERTAG 60DAY 30DAY 60DAYTAG 30DAYTAG KSTATE DEALER DRIVEOUT NA NULL BLANK UNREG UNREGISTERED 0 00 000 0000 00000 000000 190"
    .replaceAll("O", "0")
    .split(" "),
);
const sameCharacter = /^(?:X{4,}|0{3,}|\*+)$/;

/** Whether a plate is what sources write where there is none. */
export function isDummy(plate: string): boolean {
  // Sources that write O as 0 write UNKN0WN, so both are compared with O as 0.
  return dummies.has(plate.includes("O") ? plate.replaceAll("O", "0") : plate) || sameCharacter.test(plate);
}

/** A plate with its wildcards, as patterns are kept. */
export const patternOf = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z*?]/g, "");
const wildcards = /[*?]/;

/** Why text cannot be a plate; `plate` is `written` as it is kept. Undefined when it can. */
export function plateFault(written: string, plate: string, patterns: boolean): string | undefined {
  if (plate === "") return "no plate";
  if (plate.length > mostPlate) return `plate longer than ${String(mostPlate)} characters`;
  if (!patterns && wildcards.test(written)) return "wildcards are not allowed in this list";
  if (patterns && wildcards.test(plate)) {
    const fixed = plate.replace(/[*?]/g, "").length;
    return fixed < leastPatternCharacters
      ? `a pattern needs at least ${String(leastPatternCharacters)} known characters`
      : undefined;
  }
  return plate.length < 2 ? "plate of one character" : undefined;
}
