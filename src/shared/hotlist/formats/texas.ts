// Texas: TCIC (8 columns) and NCIC (11 columns) rows, in one file or apart. Letters O are written as 0.
import { kansasCategory, ncicCategory } from "../category-words.js";
import { isDateLike } from "../dates.js";
import { accept, blankLine, reject, unknownWords, type LineParser } from "../draft.js";
import { readState } from "../states.js";
import { countFault, openQuote, shifted, splitFields } from "../fields.js";
import type { ListFormat } from "./list-format.js";
import { ncicNames } from "./ncic.js";

const delimiter = ",";

/** Eight fields are a TCIC row, eleven an NCIC row, and the record number must fit the kind; all else is rejected. */
const parse: LineParser = (line) => {
  if (/^[,\s]*$/.test(line)) return blankLine;
  const fields = splitFields(line, delimiter, true)?.map((field) => field.trim());
  if (!fields) return reject(openQuote);
  const isLong = fields.length === 11;
  // Between the two a row is one of 8 with too many, or one of 11 with too few.
  if (!isLong && fields.length !== 8) return reject(countFault(fields.length, 8));
  const record = fields[0] ?? "";
  // TCIC numbers begin with T, then the file; NCIC numbers begin with the file. Both systems' letters agree with Kansas'.
  const letter = record[isLong ? 0 : 1] ?? "";
  const category = isLong ? ncicCategory(letter) : kansasCategory(letter);
  const [agency = "", date = ""] = isLong ? fields.slice(1, 3) : [];
  const [plate = "", written = ""] = fields.slice(isLong ? 3 : 1);
  const state = readState(written);
  const isRecord = (isLong ? /^(?:[A-Z]\w*)?$/ : /^(?:T[A-Z]\w*)?$/).test(record);
  if (!isRecord || !isDateLike(date) || state.damaged) return reject(shifted);
  const [year = "", make = "", model = "", style = "", colour = ""] = fields.slice(isLong ? 6 : 3);
  return accept({
    plate,
    state: state.code,
    plateYear: isLong ? (fields[5] ?? "") : "",
    category,
    names: ncicNames,
    values: [make, model, style, colour, year, record, agency, date, ""],
    unknown: unknownWords(["category", category ? "" : letter], ["state", state.unknown]),
  });
};

/** The lists of Texas. */
export const texas: ListFormat<"texas"> = {
  name: "texas",
  parser: () => parse,
  lettersOAsZero: true,
  category: "other",
  quoted: delimiter,
  needsFooter: false,
  typed: false,
};
