// Florida state list: semicolons, a header line, 15 fields: type; ORI; agency; OCA; OAN; PCN; NIC; ...; plate; ...; state; ...
import { categoryOfWords, ncicCategory } from "../category-words.js";
import { accept, blankLine, reject, skip, unknownWords, type LineParser } from "../draft.js";
import { readState, stateCode } from "../states.js";
import { countFault, openQuote, shifted, splitFields } from "../fields.js";
import type { ListFormat } from "./list-format.js";

const delimiter = ";";
const columns = 15;
const plateColumn = 10;
const stateColumn = 12;
const names = ["record", "agency", "agencyName", "caseNumber", "remarks"] as const;

/** The row's type is one NCIC letter or words; a row of other than 15 fields, or with a damaged state, is rejected. */
const parse: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  const fields = splitFields(line, delimiter, true)?.map((field) => field.trim());
  if (!fields) return reject(openQuote);
  // A plate may be letters alone; then its state is one, which no heading is.
  const isHeading =
    !/\d/.test(fields[plateColumn] ?? "") && stateCode(fields[stateColumn] ?? "") === undefined;
  if (number === 1 && isHeading) return skip("header");
  if (fields.length !== columns) return reject(countFault(fields.length, columns));
  const [type = "", agency = "", agencyName = "", oca = "", oan = "", pcn = "", nic = ""] = fields;
  const state = readState(fields[stateColumn] ?? "");
  if (state.damaged) return reject(shifted);
  const category = type.length === 1 ? ncicCategory(type) : categoryOfWords(type);
  const others = [...fields.slice(7, plateColumn), fields[11], ...fields.slice(13)];
  return accept({
    plate: fields[plateColumn] ?? "",
    state: state.code,
    category,
    names,
    values: [nic || pcn, agency, agencyName, oca || oan, others.filter((other) => other).join(" ")],
    unknown: unknownWords(["category", category ? "" : type], ["state", state.unknown]),
  });
};

/** Florida's state list. */
export const florida: ListFormat<"florida"> = {
  name: "florida",
  parser: () => parse,
  lettersOAsZero: false,
  category: "other",
  quoted: delimiter,
  needsFooter: false,
  typed: false,
};
