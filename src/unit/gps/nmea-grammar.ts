// The fields of the sentences we use (NMEA 0183 4.11). The `gps` package reads numbers out of anything; what does not
// look like its field is refused before it gets there: a latitude of `-3852.0` became 11.2 degrees north.
import type { Millis } from "../../shared/domain/types.js";

const text = (pattern: string): RegExp => new RegExp(`^(?:${pattern})?$`);

const decimal = text("\\d{1,6}(?:\\.\\d{0,6})?");
const signed = text("-?\\d{1,6}(?:\\.\\d{0,6})?");
const timeOfDay = text("(?:[01]\\d|2[0-3])[0-5]\\d(?:[0-5]\\d|60)(?:\\.\\d{0,4})?");
const dayOfMonth = "(?:0[1-9]|[12]\\d|3[01])";
const month = "(?:0[1-9]|1[0-2])";
const latitude = text("(?:[0-8]\\d[0-5]\\d(?:\\.\\d{0,8})?|9000(?:\\.0{0,8})?)");
const longitude = text("(?:(?:0\\d\\d|1[0-7]\\d)[0-5]\\d(?:\\.\\d{0,8})?|18000(?:\\.0{0,8})?)");
const northSouth = text("[NS]");
const eastWest = text("[EW]");
const mode = text("[ACDEFMNPRSU]");
const letter = (one: string): RegExp => text(one);
const count = text("\\d{1,2}");
const satellite = text("\\d{1,3}");

interface Grammar {
  readonly forms: readonly RegExp[];
  /** Fields that older versions of the standard do not have. */
  readonly optional: number;
  /** Values that mean nothing without their letter: indices of the pairs' first fields. */
  readonly pairs: readonly number[];
}

/** After the type, in order. */
const grammars: Readonly<Record<string, Grammar>> = {
  RMC: {
    forms: [
      ...[timeOfDay, letter("[AV]"), latitude, northSouth, longitude, eastWest, decimal, decimal],
      ...[text(dayOfMonth + month + "\\d\\d"), decimal, eastWest, mode, letter("[SCUV]")],
    ],
    optional: 2,
    pairs: [2, 4],
  },
  GGA: {
    forms: [
      ...[timeOfDay, latitude, northSouth, longitude, eastWest, letter("[0-8]"), count, decimal],
      ...[signed, letter("M"), signed, letter("M"), decimal, text("\\d{1,4}")],
    ],
    optional: 0,
    pairs: [1, 3],
  },
  GSA: {
    forms: [
      ...[letter("[AM]"), letter("[123]"), ...Array.from({ length: 12 }, () => satellite)],
      ...[decimal, decimal, decimal, text("[0-9A-F]")],
    ],
    optional: 1,
    pairs: [],
  },
  VTG: {
    forms: [
      ...[decimal, letter("T"), decimal, letter("M"), decimal, letter("N"), decimal, letter("K"), mode],
    ],
    optional: 1,
    pairs: [],
  },
  ZDA: {
    forms: [timeOfDay, text(dayOfMonth), text(month), text("\\d{4}"), text("-?\\d{1,2}"), text("\\d{1,2}")],
    optional: 0,
    pairs: [],
  },
};

/** Whether every field of a sentence of this type (`RMC`) has the form the standard gives it; null for types not used here. */
export function fitsGrammar(type: string, fields: readonly string[]): boolean | null {
  const grammar = grammars[type];
  if (!grammar) return null;
  const { forms, optional, pairs } = grammar;
  if (fields.length > forms.length || fields.length < forms.length - optional) return false;
  if (pairs.some((at) => (fields[at] === "") !== (fields[at + 1] === ""))) return false;
  if (!fields.every((field, i) => forms[i].test(field))) return false;
  return true;
}

/**
 * UTC of a time (`143000.00`) and a date of day, month and year of two or four digits. Null where one is missing: the
 * package would take it from the system clock. NaN for a day that no calendar has.
 */
export function utcOf(time: string, date: string): Millis | null {
  if (time === "" || date.length < 6) return null;
  const [hour, minute, second] = [0, 2, 4].map((at) => Number(time.slice(at, at + 2)));
  const [day, month, year] = [date.slice(0, 2), date.slice(2, 4), date.slice(4)].map(Number);
  const full = year >= 100 ? year : year + (year < 80 ? 2000 : 1900);
  const millis = Math.round(Number(`0.${time.slice(7)}0`) * 1_000);
  const utc = new Date(Date.UTC(full, month - 1, day, hour, minute, second, millis));
  return new Date(Date.UTC(full, month - 1, day)).getUTCDate() === day ? utc.getTime() : Number.NaN;
}
