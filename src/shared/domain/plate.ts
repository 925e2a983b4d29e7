/** Characters a plate can carry, in the order of the reader's symbols 1..36 (symbol 0 is the CTC blank). */
export const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const symbolByCode = new Int8Array(128);
for (let i = 0; i < alphabet.length; i++) symbolByCode[alphabet.charCodeAt(i)] = i + 1;

/** Upper case with everything but 0-9A-Z removed: `abc-123` becomes `ABC123`. Accented letters are dropped, not guessed. */
export function normalisePlate(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

/** Normalised text with every O written as 0, the way NCIC rows are: the key of hotlist look-ups. I and 1 stay apart. */
export function foldPlate(text: string): string {
  return normalisePlate(text).replaceAll("O", "0");
}

/** CTC symbols (1..36) of a text; null when it holds a character outside the alphabet. */
export function symbolsOf(text: string): Uint8Array | null {
  const symbols = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const symbol = symbolByCode[text.charCodeAt(i)] ?? 0;
    if (symbol === 0) return null;
    symbols[i] = symbol;
  }
  return symbols;
}
