// Florida state list: semicolons, a header line, 15 fields: type; ORI; agency; OCA; OAN; PCN; NIC; ...; plate; ...; state; ...
import { categoryOfWords, ncicCategory } from "../categories.js";
import { accept, blankLine, reject, skip, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";
import { splitFields } from "./fields.js";

const columns = 15;
const plateColumn = 10;
const stateColumn = 12;
const names = ["record", "agency", "agencyName", "caseNumber", "remarks"] as const;

export const parseFlorida: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  const fields = splitFields(line, ";", true)?.map((field) => field.trim());
  if (!fields) return reject("a quote is not closed");
  if (number === 1 && !/\d/.test(fields[plateColumn] ?? "")) return skip("header");
  if (fields.length !== columns)
    return reject(`${String(fields.length)} fields instead of ${String(columns)}`);
  const [type = "", agency = "", agencyName = "", oca = "", oan = "", pcn = "", nic = ""] = fields;
  const written = fields[stateColumn] ?? "";
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state in field 13");
  const category = type.length === 1 ? ncicCategory(type) : categoryOfWords(type);
  if (type !== "" && !category) return reject("unknown list type in field 1");
  const others = [...fields.slice(7, plateColumn), fields[11], ...fields.slice(13)];
  return accept({
    plate: fields[plateColumn] ?? "",
    state,
    category,
    names,
    values: [nic || pcn, agency, agencyName, oca || oan, others.filter((other) => other).join(" ")],
  });
};
