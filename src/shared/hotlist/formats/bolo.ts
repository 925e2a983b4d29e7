// A list typed on the unit or at the desk: one plate per line, reason and end in words. Partial plates are welcome here.
import { categoryOfWords } from "../category-words.js";
import { dateReader } from "../dates.js";
import { accept, blankLine, reject, skip, unknownWords, type LineParser } from "../draft.js";
import { readState } from "../states.js";
import type { ListFormat } from "./list-format.js";

const names = ["remarks"] as const;
const grammar = /^([0-9A-Za-z*?-]+)(?:\s+([A-Za-z][A-Za-z -]{0,30}?))??(?:\s+until\s+(\S+))?\s*:\s*(.+)$/;

/**
 * `PLATE [ST] [until YYYY-MM-DD] : reason`; `#` begins a comment. A reason is mandatory. What stands beside the plate
 * must be a state we know: otherwise it may belong to the plate.
 */
function createParser(timeZone: string): LineParser {
  const date = dateReader("iso", timeZone);
  return (line) => {
    const text = line.trim();
    if (text === "") return blankLine;
    if (text.startsWith("#")) return skip("comment");
    const found = grammar.exec(text);
    if (!found) return reject("write PLATE [STATE] [until YYYY-MM-DD] : reason");
    const [, plate = "", written = "", until = "", reason = ""] = found;
    const { code } = readState(written);
    if (written !== "" && code === undefined) return reject("unknown state");
    const end = until === "" ? undefined : date(until);
    return accept({
      plate,
      state: code,
      category: categoryOfWords(reason) ?? "bolo",
      expiresAt: end?.end,
      names,
      values: [reason],
      unknown: unknownWords(["until", end ? "" : until]),
    });
  };
}

/** A list typed on the unit or at the desk. */
export const bolo: ListFormat<"bolo"> = {
  name: "bolo",
  parser: ({ timeZone }) => createParser(timeZone),
  lettersOAsZero: false,
  category: "bolo",
  quoted: null,
  needsFooter: false,
  typed: true,
};
