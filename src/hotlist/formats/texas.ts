// Texas: TCIC (8 columns) and NCIC (11 columns) rows, in one file or apart. Letters O are written as 0.
import { kansasCategory, ncicCategory } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";
import { splitFields } from "./fields.js";
import { ncicNames } from "./ncic.js";

export const parseTexas: LineParser = (line) => {
  if (/^[,\s]*$/.test(line)) return blankLine;
  const fields = splitFields(line, ",", true)?.map((field) => field.trim());
  if (!fields) return reject("a quote is not closed");
  const isLong = fields.length === 11;
  if (!isLong && fields.length !== 8) return reject(`${String(fields.length)} columns instead of 8 or 11`);
  const record = fields[0] ?? "";
  // TCIC numbers begin with T, then the file; NCIC numbers begin with the file. Both systems' letters agree with Kansas'.
  const category = isLong ? ncicCategory(record[0] ?? "") : kansasCategory(record[1] ?? "");
  if (!category) return reject("unknown file code in column 1");
  const [agency = "", date = ""] = isLong ? fields.slice(1, 3) : [];
  if (date !== "" && parseDate(date, "yyyymmdd") === undefined) return reject("no date in column 3");
  const [plate = "", written = ""] = fields.slice(isLong ? 3 : 1);
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject(`unknown state in column ${isLong ? "5" : "3"}`);
  const [year = "", make = "", model = "", style = "", colour = ""] = fields.slice(isLong ? 6 : 3);
  return accept({
    plate,
    state,
    plateYear: isLong ? (fields[5] ?? "") : "",
    category,
    names: ncicNames,
    values: [make, model, style, colour, year, record, agency, date, ""],
  });
};
