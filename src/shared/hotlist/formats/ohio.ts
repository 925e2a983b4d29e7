// Ohio LEADS: operation code 1, then columns of fixed width, or the same columns with single blanks between them.
import { categoryOfWords, ncicCategory } from "../category-words.js";
import { isDateLike } from "../dates.js";
import { accept, blankLine, reject, skip, unknownWords, type LineParser } from "../draft.js";
import { readState } from "../states.js";
import { isFixedState, shifted } from "../fields.js";
import type { ListFormat } from "./list-format.js";
import type { Category } from "../../domain/categories.js";

const names = ["make", "model", "colour", "year", "record", "entered", "remarks"] as const;
/** Widths of the columns after the operation code, each behind one blank: LIC LIS expiry DOW VMA VMO VYR VCO. */
const widths = [10, 2, 10, 10, 24, 3, 4, 7] as const;
const fixedLength = 1 + widths.reduce((sum, width) => sum + width + 1, 0);

/** Columns and the rest of the line (MISC), from either layout. */
function columnsOf(line: string): readonly string[] {
  if (line.length >= fixedLength && line[12] === " " && line[15] === " " && line[26] === " ") {
    let at = 2;
    const columns = widths.map((width) => {
      const column = line.slice(at, at + width).trim();
      at += width + 1;
      return column;
    });
    return [...columns, line.slice(at).trim()];
  }
  const words = line.slice(2).split(" ");
  return [...words.slice(0, widths.length), words.slice(widths.length).join(" ").trim()];
}

// MISC is either words ("0H STOLEN VEHICLE") or numbers whose first letter is the NCIC file, the last one telling.
function categoryOf(misc: string): Category | undefined {
  const words = misc.replace(/^0H\s+/, "");
  const file = /^[A-Z]\d{6,}$/.exec(misc.split(/\s+/).at(-1) ?? "")?.[0];
  return file ? ncicCategory(file[0] ?? "") : categoryOfWords(words.replaceAll("0", "O"));
}

/** Rejects lines with an operation code other than 1, and rows whose dates or state show that a column has shifted. */
const parse: LineParser = (line) => {
  if (line.trim() === "") return blankLine;
  // Lists fetched through a terminal carry its prompts.
  if (/^SP2-\d*:|^and to leave/.test(line)) return skip("terminal prompt");
  if (!/^\d /.test(line)) return reject("no operation code in column 1");
  if (!line.startsWith("1 ")) return reject("unknown operation code in column 1");
  const [
    plate = "",
    written = "",
    expiry = "",
    entered = "",
    make = "",
    model = "",
    year = "",
    colour = "",
    misc = "",
  ] = columnsOf(line);
  const state = readState(written);
  // With single blanks between columns, a plate or a state with a blank in it shifts all that follows.
  if (!isFixedState(written) || !isDateLike(expiry) || !isDateLike(entered)) return reject(shifted);
  const category = categoryOf(misc);
  return accept({
    plate,
    state: state.code,
    category,
    names,
    values: [make, model, colour, year, /\b[A-Z]\d{6,}\b/.exec(misc)?.[0] ?? "", entered, misc],
    unknown: unknownWords(["category", category ? "" : misc], ["state", state.unknown]),
  });
};

/** Ohio's list from LEADS. */
export const ohio: ListFormat<"ohio"> = {
  name: "ohio",
  parser: () => parse,
  lettersOAsZero: true,
  category: "other",
  quoted: null,
  needsFooter: false,
  typed: false,
};
