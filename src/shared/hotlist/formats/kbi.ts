// Kansas Bureau of Investigation, KBI-LPR.csv: twelve columns, code first. Letters O are written as 0.
import { kansasCategory } from "../category-words.js";
import { isDateLike } from "../dates.js";
import { accept, blankLine, reject, skip, unknownWords, type LineParser } from "../draft.js";
import { readState } from "../states.js";
import { countFault, openQuote, shifted, splitFields } from "../fields.js";
import type { ListFormat } from "./list-format.js";
import { ncicNames } from "./ncic.js";

const delimiter = ",";
const columns = 12;

/** The code is a Kansas letter. A row whose date or state cannot be one is rejected: its columns have shifted. */
const parse: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  const fields = splitFields(line, delimiter, true)?.map((field) => field.trim());
  if (!fields) return reject(openQuote);
  if (number === 1 && /^(code|type)$/i.test(fields[0] ?? "")) return skip("header");
  if (fields.length !== columns) return reject(countFault(fields.length, columns));
  const [code = "", agency = "", date = "", plate = "", written = "", plateYear = "", plateType = ""] =
    fields;
  const [year = "", make = "", model = "", style = "", colour = ""] = fields.slice(7);
  // The letter O is written as 0 here too.
  const letter = code === "0" ? "O" : code;
  const category = kansasCategory(letter);
  const state = readState(written);
  if (!/^[A-Za-z]?$/.test(letter) || !isDateLike(date) || state.damaged) return reject(shifted);
  return accept({
    plate,
    state: state.code,
    plateYear,
    plateType,
    category,
    names: ncicNames,
    values: [make, model, style, colour, year, "", agency, date, ""],
    unknown: unknownWords(["category", category ? "" : letter], ["state", state.unknown]),
  });
};

/** The list of the Kansas Bureau of Investigation. */
export const kbi: ListFormat<"kbi"> = {
  name: "kbi",
  parser: () => parse,
  lettersOAsZero: true,
  category: "other",
  quoted: delimiter,
  needsFooter: false,
  typed: false,
};
