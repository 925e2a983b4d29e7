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
  return /^[^*?]*/.exec(folded)?.[0] ?? "";
}

/** Compares a plate as read with a folded query. */
export function plateFits(text: string, folded: string): boolean {
  const pattern = folded.replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${pattern}$`).test(foldedText(text));
}
