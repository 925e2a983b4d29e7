// NCIC licence plate reader extract, fixed width, as several states hand it on. Every letter O is written as 0.
import { ncicCategory } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";

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

/** Column positions are 0-based: [0,10) number, [10,19) ORI, [19,27) date, [27,37) plate, [37,39) state, ... */
export const parseNcic: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  const isRecord =
    line.length >= shortest &&
    /^[A-Z]\S{0,9}\s*$/.test(line.slice(0, 10)) &&
    /^\d{8}$/.test(line.slice(19, 27));
  if (number === 1 && !isRecord) {
    const listDate = parseDate(header.exec(line)?.[1] ?? /\b(\d{8})\b/.exec(line)?.[1] ?? "", "yyyymmdd");
    return { fact: listDate === undefined ? {} : { listDate } };
  }
  if (line.length < shortest) return reject(`shorter than ${String(shortest)} characters`);
  const field = (from: number, to: number): string => line.slice(from, to).trim();
  const category = ncicCategory(line[0] ?? "");
  if (!category) return reject("unknown file code in column 1");
  const date = field(19, 27);
  if (date !== "" && parseDate(date, "yyyymmdd") === undefined) return reject("no date in columns 20 to 27");
  const written = field(37, 39);
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state in columns 38 and 39");
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
      date,
      field(65, 1000),
    ],
  });
};
