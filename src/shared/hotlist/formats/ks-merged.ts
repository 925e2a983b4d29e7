// Kansas statewide Merged.txt: three header lines, then five line grammars side by side, all but one `plate state#n ...`.
import type { Category } from "../../domain/categories.js";
import { categoryOfWords } from "../category-words.js";
import {
  accept,
  blankLine,
  reject,
  skip,
  unknownWords,
  type Draft,
  type LineParser,
  type UnknownWord,
} from "../draft.js";
import { readState, stateCode } from "../states.js";
import type { ListFormat } from "./list-format.js";

const headerLines = 3;
const names = ["make", "model", "style", "colour", "year", "agency", "entered", "list", "remarks"] as const;

type Fields = Partial<Record<(typeof names)[number], string>>;

interface Head {
  readonly plate: string;
  readonly state?: string | undefined;
  readonly unknown?: readonly UnknownWord[];
}

/**
 * Plate and state as they stand before `#` or before CANADIAN ENTRY, with or without a blank between them. A list may
 * leave the state out; then a blank still stands before `#` (`ABC123 #8`). Null when they cannot be separated.
 */
function plateAndState(text: string, alwaysState: boolean): Head | null {
  const head = text.trim();
  const [, plate = "", written = ""] = /^(.*\S)\s+([A-Za-z][A-Za-z0])$/.exec(head) ?? [];
  if (written !== "") {
    const { code, unknown } = readState(written);
    // Two letters before a blank may also be the end of a plate whose state is left out (`123 XY #8`).
    if (code === undefined && !alwaysState && /\s$/.test(text)) return null;
    return { plate, state: code, unknown: unknownWords(["state", unknown]) };
  }
  const isGlued = alwaysState || !/\s$/.test(text);
  const state = isGlued ? stateCode(head.slice(-2)) : undefined;
  if (state !== undefined && head.length >= 4) return { plate: head.slice(0, -2).trim(), state };
  return isGlued && /[A-Za-z]{2}$/.test(head) ? null : { plate: head };
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
  if (!found || !parts) return undefined;
  const [, year = "", make = "", model = "", style = "", colour = "", agency = ""] = parts;
  return {
    type: found[2] ?? "",
    before: found[1] ?? "",
    fields: { year, make, model, style, colour, agency, entered: found[4] ?? "" },
  };
}

function entry(
  head: Head,
  kind: { readonly category: Category | undefined; readonly word?: string; readonly type?: string },
  fields: Fields,
): Draft {
  const word = kind.category ? "" : (kind.word ?? "");
  return {
    plate: head.plate,
    state: head.state,
    plateType: kind.type ?? "",
    category: kind.category,
    names,
    values: names.map((name) => fields[name] ?? ""),
    unknown: [...(head.unknown ?? []), ...unknownWords(["category", word])],
  };
}

/** 1: `plate[ ]state CANADIAN ENTRY - CHECK type vehicle date`. */
function canadian(line: string): Draft | string {
  const at = line.indexOf("CANADIAN ENTRY");
  const head = plateAndState(line.slice(0, at), true);
  const rest = vehicleFields(line.slice(at));
  if (!head) return noHead;
  if (head.plate === "") return "no plate before CANADIAN ENTRY";
  return entry(
    head,
    { category: "stolen-vehicle", type: rest?.type ?? "" },
    {
      ...rest?.fields,
      remarks: "CANADIAN ENTRY - CHECK",
    },
  );
}

/** 2: `plate state#n LIST NAME! [message - Check] type vehicle date`. What cannot be separated is shown as it is. */
function listed(head: Head, rest: string): Draft {
  const end = rest.includes("!") ? rest.indexOf("!") : rest.search(/\s*- CHECK/i);
  const list = rest.slice(0, end).trim();
  const after = rest.slice(end + 1);
  const parsed = vehicleFields(after);
  const kind = { category: categoryOfWords(list), word: list, type: parsed?.type ?? "" };
  return entry(head, kind, { ...parsed?.fields, list, remarks: parsed ? parsed.before : after.trim() });
}

/** 3: `plate state#n MM/DD/YYYY... [year]-[make]-[model]-[colour]... [list-]comments`, dashes or blanks between fields. */
function warrant(head: Head, rest: string): Draft | string {
  const found = /^(?:[A-Z]{2}\s*)?(\d{2}\/\d{2}\/\d{4})\s*(.*)$/.exec(rest);
  if (!found) return noGrammar;
  const text = found[2] ?? "";
  const parts =
    /(\d{4})[-\s]+([A-Z0-9]{2,4})[-\s]+([A-Z0-9]{2,4})[-\s]+([A-Z]{3}(?:\/[A-Z]{3})?)(?:([A-Z]\d{7})|\b)\s*(.*)$/.exec(
      text,
    );
  const [, year = "", make = "", model = "", colour = "", , remarks = text] = parts ?? [];
  const words = categoryOfWords(remarks);
  const category = words === "violent-person" || words === "wanted-person" ? words : "warrant";
  return entry(
    head,
    { category },
    {
      year,
      make,
      model,
      colour,
      entered: found[1] ?? "",
      list: "WARRANT",
      remarks,
    },
  );
}

/** 4: `plate state#4 Suspended body Lg # county`. */
function suspended(head: Head, rest: string): Draft {
  const year = /\b(?:19|20)\d{2}\b/.exec(rest)?.[0] ?? "";
  return entry(
    head,
    { category: "suspended" },
    {
      year,
      list: "Suspended",
      remarks: rest.replace(/^Suspended\s*/i, ""),
    },
  );
}

/** 5: `plate [state]#8 list name date [year] make model type colour KSRO ...`. */
function offender(head: Head, rest: string): Draft {
  const found = /^(.+?)\s+(\d{8}|\d{2}\/\d{2}\/\d{4})\s+(.*)$/.exec(rest);
  if (!found) return entry(head, { category: "sex-offender" }, { remarks: rest });
  const words = (found[3] ?? "").split(/\s+/);
  const year = /^\d{4}$/.test(words[0] ?? "") ? (words.shift() ?? "") : "";
  const [make = "", model = "", style = "", colour = ""] = words.slice(0, Math.max(0, words.indexOf("KSRO")));
  const fields = { year, make, model, style, colour, entered: found[2] ?? "", list: found[1] ?? "" };
  return entry(head, { category: "sex-offender" }, fields);
}

const noHead = "plate and state cannot be told apart";
const noGrammar = "no kind of line we know after plate, state and #number";

function grammarOf(line: string): Draft | string {
  if (line.includes("CANADIAN ENTRY")) return canadian(line);
  const found = /^(.*?)#(\d+)\s*(.*)$/.exec(line);
  if (!found || found[1]?.trim() === "") return "no plate, state and #number";
  const head = plateAndState(found[1] ?? "", false);
  if (!head) return noHead;
  const [number, rest] = [found[2] ?? "", (found[3] ?? "").trim()];
  if (number === "8") return offender(head, rest);
  if (/^suspend/i.test(rest)) return suspended(head, rest);
  if (rest.includes("!") || /- check/i.test(rest)) return listed(head, rest);
  return warrant(head, rest);
}

/**
 * Rejects a line that none of the five grammars takes. The three header lines may be missing: an entry there is kept.
 */
const parse: LineParser = (line, number) => {
  if (line.trim() === "") return blankLine;
  if (/^platenumks/i.test(line)) return skip("header");
  if (/^[^-0-9A-Za-z]*#/.test(line)) return skip("dummy");
  const draft = grammarOf(line.trim());
  const isEntry = typeof draft !== "string";
  // A list whose header was cut away begins with entries, and no header line has a plate with its state before a `#`.
  if (number <= headerLines && !(isEntry && draft.state !== undefined)) return skip("header");
  return isEntry ? accept(draft) : reject(draft);
};

/** The statewide list of Kansas. */
export const ksMerged: ListFormat<"ks-merged"> = {
  name: "ks-merged",
  parser: () => parse,
  lettersOAsZero: false,
  category: "other",
  quoted: null,
  needsFooter: false,
  typed: false,
};
