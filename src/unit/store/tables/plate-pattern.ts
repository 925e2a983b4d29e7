import { keyClasses } from "../../../shared/domain/confusables.js";

// How a plate asked for is compared with stored ones: capitals and digits, O as 0, `*` for any characters, `?` for one.

/** A stored plate as it is compared. */
export function foldedText(text: string): string {
  return text.replaceAll("O", "0");
}

/**
 * What is compared with a stored plate: folded, wildcards left in. A run of wildcards is put into its shortest form
 * (`?*?*` means `??*`): the matcher tries every way to divide the text between stars, and a run of them costs seconds.
 */
export function foldQuery(plate: string): string {
  return foldedText(plate.toUpperCase().replace(/[^0-9A-Z*?]/g, "")).replace(/[*?]*\*[*?]*/g, (run) =>
    run.replaceAll("*", "").concat("*"),
  );
}

/** True when the folded query stands for more than one plate. */
export function isPattern(folded: string): boolean {
  return /[*?]/.test(folded);
}

/** Characters before the first wildcard. */
export function prefixOf(folded: string): string {
  return /^[^*?[]*/.exec(folded)?.[0] ?? "";
}

/** Compares a plate as read with a folded query. */
export function plateFits(text: string, folded: string): boolean {
  // `[8B]` means the same in both.
  const pattern = folded.replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${pattern}$`).test(foldedText(text));
}

/** Characters that count as one with this one when similar ones are asked for, folded; itself the first. */
function alike(character: string): readonly string[] {
  const members = keyClasses.find((one) => one.includes(character)) ?? "";
  return [...new Set([character, ...foldedText(members)])];
}

const mostSimilar = 4_096;

/** All plates that similar characters make of a folded one without wildcards; null when they are too many to look up. */
export function similarPlates(folded: string): readonly string[] | null {
  let all: readonly string[] = [""];
  for (const character of folded) {
    const members = alike(character);
    if (all.length * members.length > mostSimilar) return null;
    all = all.flatMap((begun) => members.map((member) => begun + member));
  }
  return all;
}

/** A folded query as a pattern in which similar characters count as one: `[8B]`. */
export function similarPattern(folded: string): string {
  const parts = [...folded].map((character) => {
    const members = alike(character);
    return members.length > 1 ? `[${members.join("")}]` : character;
  });
  return parts.join("");
}
