// Kansas statewide Merged.txt: three header lines, then five line grammars side by side, all but one `plate state#n ...`.
import type { Category } from "../../core/types.js";
import { categoryOfWords } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, skip, type Draft, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";

const headerLines = 3;
const names = ["make", "model", "style", "colour", "year", "agency", "entered", "list", "remarks"] as const;

type Fields = Partial<Record<(typeof names)[number], string>>;

/** Plate and state as they stand before `#` or before CANADIAN ENTRY, with or without a blank between them. */
function plateAndState(text: string): { readonly plate: string; readonly state?: string } | undefined {
  const head = text.trim();
  const state = stateCode(head.slice(-2));
  // A list may leave the state out (`ABC123 #8`); a plate may end in letters that are a state, but then a blank follows.
  if (state === undefined || head.length < 4) return head === "" ? undefined : { plate: head };
  return { plate: head.slice(0, -2).trim(), state };
}

/** `2016CHEVMALSWSILTX0790300`: year, make, model, style, colour and agency without blanks; all but the agency optional. */
const vehicle =
  /^(?:((?:19|20)\d{2}))?(?:([A-Z0-9]{2,4}?)([A-Z0-9]{3})([A-Z0-9]{2})([A-Z]{3}(?:\/[A-Z]{3})?))?([A-Z]{2}[A-Z0-9]{7})$/;
const tail = /^(.*?)\s*(?:\b([A-Z]{2})\s+)?([A-Z0-9/]{9,32})\s+(\d{8})$/;

function vehicleFields(
  text: string,
): { readonly type: string; readonly before: string; readonly fields: Fields } | undefined {
  const found = tail.exec(text);
  const parts = vehicle.exec(found?.[3] ?? "");
  if (!found || !parts || parseDate(found[4] ?? "", "yyyymmdd") === undefined) return undefined;
  const [, year = "", make = "", model = "", style = "", colour = "", agency = ""] = parts;
  return {
    type: found[2] ?? "",
    before: found[1] ?? "",
    fields: { year, make, model, style, colour, agency, entered: found[4] ?? "" },
  };
}

function entry(
  head: Pick<Draft, "plate" | "state">,
  category: Category,
  type: string,
  fields: Fields,
): Draft {
  return {
    ...head,
    plateType: type,
    category,
    names,
    values: names.map((name) => fields[name] ?? ""),
  };
}

/** 1: `plate[ ]state CANADIAN ENTRY - CHECK type vehicle date`. */
function canadian(line: string): Draft | string {
  const at = line.indexOf("CANADIAN ENTRY");
  const head = plateAndState(line.slice(0, at));
  const rest = vehicleFields(line.slice(at));
  if (!head) return "no plate before CANADIAN ENTRY";
  return entry(head, "stolen-vehicle", rest?.type ?? "", {
    ...rest?.fields,
    remarks: "CANADIAN ENTRY - CHECK",
  });
}

/** 2: `plate state#n LIST NAME! [message - Check] type vehicle date`. */
function listed(head: Pick<Draft, "plate" | "state">, rest: string): Draft | string {
  const end = rest.includes("!") ? rest.indexOf("!") : rest.search(/\s*- CHECK/i);
  const list = rest.slice(0, end).trim();
  const parsed = vehicleFields(rest.slice(end + 1));
  if (!parsed) return "no vehicle, agency and date after the list's name";
  const category = categoryOfWords(list) ?? "other";
  return entry(head, category, parsed.type, { ...parsed.fields, list, remarks: parsed.before });
}

/** 3: `plate state#n MM/DD/YYYY... [year]-[make]-[model]-[colour]... [list-]comments`, dashes or blanks between fields. */
function warrant(head: Pick<Draft, "plate" | "state">, rest: string): Draft | string {
  const found = /^(?:[A-Z]{2}\s*)?(\d{2}\/\d{2}\/\d{4})\s*(.*)$/.exec(rest);
  if (!found || parseDate(found[1] ?? "", "mm/dd/yyyy") === undefined)
    return "no date MM/DD/YYYY after the number";
  const text = found[2] ?? "";
  const parts =
    /(\d{4})[-\s]+([A-Z0-9]{2,4})[-\s]+([A-Z0-9]{2,4})[-\s]+([A-Z]{3}(?:\/[A-Z]{3})?)(?:([A-Z]\d{7})|\b)\s*(.*)$/.exec(
      text,
    );
  const [, year = "", make = "", model = "", colour = "", , remarks = text] = parts ?? [];
  const words = categoryOfWords(remarks);
  const category = words === "violent-person" || words === "wanted-person" ? words : "warrant";
  return entry(head, category, "", {
    year,
    make,
    model,
    colour,
    entered: found[1] ?? "",
    list: "WARRANT",
    remarks,
  });
}

/** 4: `plate state#4 Suspended body Lg # county`. */
function suspended(head: Pick<Draft, "plate" | "state">, rest: string): Draft {
  const year = /\b(?:19|20)\d{2}\b/.exec(rest)?.[0] ?? "";
  return entry(head, "suspended", "", {
    year,
    list: "Suspended",
    remarks: rest.replace(/^Suspended\s*/i, ""),
  });
}

/** 5: `plate [state]#8 list name date [year] make model type colour KSRO ...`. */
function offender(head: Pick<Draft, "plate" | "state">, rest: string): Draft | string {
  const found = /^(.+?)\s+(\d{8}|\d{2}\/\d{2}\/\d{4})\s+(.*)$/.exec(rest);
  if (!found) return "no list name and date after #8";
  const words = (found[3] ?? "").split(/\s+/);
  const year = /^\d{4}$/.test(words[0] ?? "") ? (words.shift() ?? "") : "";
  const [make = "", model = "", style = "", colour = ""] = words.slice(0, Math.max(0, words.indexOf("KSRO")));
  const fields = { year, make, model, style, colour, entered: found[2] ?? "", list: found[1] ?? "" };
  return entry(head, "sex-offender", "", fields);
}

function grammarOf(line: string): Draft | string {
  if (line.includes("CANADIAN ENTRY")) return canadian(line);
  const found = /^(.*?)#(\d+)\s*(.*)$/.exec(line);
  const head = found ? plateAndState(found[1] ?? "") : undefined;
  if (!found || !head) return "no plate, state and #number";
  const [number, rest] = [found[2] ?? "", (found[3] ?? "").trim()];
  if (number === "8") return offender(head, rest);
  if (/^suspend/i.test(rest)) return suspended(head, rest);
  if (rest.includes("!") || /- check/i.test(rest)) return listed(head, rest);
  return warrant(head, rest);
}

export const parseKansasMerged: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  if (number <= headerLines || /^platenumks/i.test(line)) return skip("header");
  if (/^[^-0-9A-Za-z]*#/.test(line)) return skip("dummy");
  const draft = grammarOf(line.trim());
  return typeof draft === "string" ? reject(draft) : accept(draft);
};
