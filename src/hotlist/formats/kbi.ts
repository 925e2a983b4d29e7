// Kansas Bureau of Investigation, KBI-LPR.csv: twelve columns, code first. Letters O are written as 0.
import { kansasCategory } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, skip, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";
import { splitFields } from "./fields.js";
import { ncicNames } from "./ncic.js";

const columns = 12;

export const parseKbi: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  const fields = splitFields(line, ",", true)?.map((field) => field.trim());
  if (!fields) return reject("a quote is not closed");
  if (number === 1 && /^(code|type)$/i.test(fields[0] ?? "")) return skip("header");
  if (fields.length !== columns)
    return reject(`${String(fields.length)} columns instead of ${String(columns)}`);
  const [code = "", agency = "", date = "", plate = "", written = "", plateYear = "", plateType = ""] =
    fields;
  const [year = "", make = "", model = "", style = "", colour = ""] = fields.slice(7);
  const category = kansasCategory(code);
  if (!category) return reject("unknown code in column 1");
  if (date !== "" && parseDate(date, "yyyymmdd") === undefined) return reject("no date in column 3");
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state in column 5");
  return accept({
    plate,
    state,
    plateYear,
    plateType,
    category,
    names: ncicNames,
    values: [make, model, style, colour, year, "", agency, date, ""],
  });
};
