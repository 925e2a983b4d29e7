// NCIC licence plate reader extract, fixed width, as several states hand it on. Every letter O is written as 0.
import { ncicCategory } from "../category-words.js";
import { dateReader } from "../dates.js";
import { accept, blankLine, reject, unknownWords, type LineParser, type ParsedLine } from "../draft.js";
import { readState } from "../states.js";
import { isFixedPlate, isFixedState, shifted } from "../fields.js";
import type { ListFormat } from "./list-format.js";

/** Names of the officer's record, in display order; one array, so that it is stored once (see Draft.names). */
export const ncicNames = [
  "make",
  "model",
  "style",
  "colour",
  "year",
  "record",
  "agency",
  "entered",
  "remarks",
] as const;

const shortest = 39;
const header = /^(?:HDR|HEADER|DATE|VEHEXTR|NCIC|LPR)\b[^0-9]*(\d{8})?/i;
/** A year, of a plate (NX: it never expires) or a vehicle. Shifted by a column, other letters stand there. */
const year = /^(?:[\dX]{0,4}|NX) *$/;

function isShifted(line: string): boolean {
  const [record, date, type] = [line.slice(0, 10), line.slice(19, 27), line.slice(43, 45)];
  return !(
    /^(?:[A-Z][^\s]* *| *)$/.test(record) &&
    /^(?:\d{8}| {8})$/.test(date) &&
    isFixedPlate(line.slice(27, 37)) &&
    isFixedState(line.slice(37, 39)) &&
    year.test(line.slice(39, 43)) &&
    /^(?:[A-Z0-9]{2}|\s*)$/.test(type) &&
    year.test(line.slice(45, 49))
  );
}

/** Parser of one file. Column positions are 0-based: [0,10) number, [10,19) ORI, [19,27) date, [27,37) plate, [37,39) state, ... */
function createParser(timeZone: string): LineParser {
  const day = dateReader("yyyymmdd", timeZone);
  return (line, number) => {
    if (line.trim() === "") return blankLine;
    if (number === 1 && (line.length < shortest || isShifted(line)) && !/^[A-Z]\d{9}/.test(line)) {
      const listDate = day(header.exec(line)?.[1] ?? /\b(\d{8})\b/.exec(line)?.[1] ?? "")?.start;
      return { fact: listDate === undefined ? {} : { listDate } };
    }
    if (line.length < shortest) return reject(`shorter than ${String(shortest)} characters`);
    return isShifted(line) ? reject(shifted) : parseRow(line);
  };
}

function parseRow(line: string): ParsedLine {
  const field = (from: number, to: number): string => line.slice(from, to).trim();
  const code = field(0, 1);
  const category = ncicCategory(code);
  const { code: state, unknown } = readState(line.slice(37, 39));
  return accept({
    plate: field(27, 37),
    state,
    plateYear: field(39, 43),
    plateType: field(43, 45),
    category,
    names: ncicNames,
    values: [
      field(49, 53),
      field(53, 56),
      field(56, 58),
      field(58, 65),
      field(45, 49),
      field(0, 10),
      field(10, 19),
      field(19, 27),
      field(65, 1000),
    ],
    unknown: unknownWords(["category", category ? "" : code], ["state", unknown]),
  });
}

/** The NCIC extract of fixed width. */
export const ncic: ListFormat<"ncic"> = {
  name: "ncic",
  parser: ({ timeZone }) => createParser(timeZone),
  lettersOAsZero: true,
  category: "other",
  quoted: null,
  needsFooter: false,
  typed: false,
};
