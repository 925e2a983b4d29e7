// What stands in a plate column but is no plate: what spreadsheets make of plates, other alphabets, sentences. Such a
// row is refused, because dropping the signs would put another person's plate on the list.

/** Why a row is refused whose plate a spreadsheet took for a number, a date, a time or a formula. */
export const spreadsheetReason = "changed by a spreadsheet";

const quotedFormula = /^="([^"]*)"$/;

/** The plate as the source means it: `="0042917"` is how a list keeps a spreadsheet from changing 0042917. */
export function unwrapPlate(written: string): { readonly text: string; readonly isText: boolean } {
  const text = written.trim();
  const found = quotedFormula.exec(text);
  return found ? { text: (found[1] ?? "").trim(), isText: true } : { text, isText: false };
}

// Short names of months as spreadsheets write them in English, Spanish, French and German; long names begin with them.
const month =
  "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|janv|f[eé]vr?|avr|mai|juin|juil|ao[uû]t|d[eé]c|mrz|m[aä]r|okt|dez)[a-zéûä]{0,6}\\.?";
const monthDates = [
  // 1-Mar, 01-Mar-2026, 1. Mrz: a day, a sign, a month. A plate such as 12E4567 has no month, and MAR-1234 no day.
  new RegExp(`^\\d{1,2}[-./]\\s?${month}(?:[-./ ]\\s?\\d{2,4})?$`, "i"),
  // Mar-01, Mar-2026 (not MAR-2026: three letters, a dash and four digits in capitals are a plate)
  new RegExp(`^${month}[-./]\\d{1,2}(?:[-/,]\\s?\\d{2,4})?$`, "i"),
];
const monthWords = [
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?[- ]\d{1,4}(?:, ?\d{4})?$/,
  /^\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}(?: \d{2,4})?$/,
];
const damages = [
  // 1.23E+47, 1,23E+47, 1E+05, 1E-05. Without sign and point (1E5, 12E4567) it is a plate.
  /^[+-]?\d*[.,]?\d+E\+\d+$/i,
  /^[+-]?\d(?:[.,]\d+)?E-\d{1,3}$/i,
  /^[+-]?\d+[.,]\d+E\d+$/i,
  // 12.5, 42,917.00, -42917, (42,917), 12%, $12: numbers with what only numbers have.
  /^[+-]?\d+(?:[.,]\d+)+$/,
  /^[+-]\d+$/,
  /^[($€£]|[%€)]$/,
  // #NAME?, #N/A, #REF!, ########; 12:30, 1:00 AM; formulas
  /^#|:|^[=@]/,
  ...monthDates,
  ...monthWords,
];
const numericDate = /^(\d{1,2})([-./])(\d{1,2})\2(?:\d{2}|\d{4})$/;
const isoDate = /^\d{4}[-./](\d{1,2})[-./](\d{1,2})$/;

const isDay = (day: number, monthNumber: number): boolean =>
  day >= 1 && day <= 31 && monthNumber >= 1 && monthNumber <= 12;

function isNumericDate(text: string): boolean {
  const found = numericDate.exec(text);
  const [one, two] = [Number(found?.[1]), Number(found?.[3])];
  if (found && (isDay(one, two) || isDay(two, one))) return true;
  const iso = isoDate.exec(text);
  return iso !== null && isDay(Number(iso[2]), Number(iso[1]));
}

/** Whether only a spreadsheet writes a plate so. */
export function isSpreadsheetDamage(text: string): boolean {
  return damages.some((pattern) => pattern.test(text)) || isNumericDate(text);
}

/** TRUE and FALSE are plates where a person typed them, and a spreadsheet's words everywhere else. */
export const isTruthValue = (text: string): boolean => text === "TRUE" || text === "FALSE";

const otherLetter = /[^\P{L}A-Za-z]|[^\P{N}0-9]|\p{M}|\ufffd/u;
const otherSign = /[/\\,;:|+()=@#$%<>"!~^{}[\]]/;
const mostWords = 3;

/** Why a text with more than letters and digits is no plate; undefined when it may be one. */
export function signFault(text: string): string | undefined {
  if (otherLetter.test(text)) return "a letter or digit that no plate has";
  if (otherSign.test(text) || (text.includes("&") && text.length > 8)) return "a sign that no plate has";
  const words = text.split(/\s+/);
  if (words.length > mostWords || (words.length > 1 && /[a-z]/.test(text) && !/\d/.test(text)))
    return "words instead of a plate";
  return undefined;
}
