// A list typed on the unit or at the desk: one plate per line, reason and end in words. Partial plates are welcome here.
import { categoryOfWords } from "../categories.js";
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, skip, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";

const names = ["remarks"] as const;

/** `PLATE [ST] [until YYYY-MM-DD] : reason`; `#` begins a comment. A reason is mandatory. */
export const parseBolo: LineParser = (line) => {
  const text = line.trim();
  if (text === "") return blankLine;
  if (text.startsWith("#")) return skip("comment");
  const found = /^([0-9A-Za-z*?-]+)(?:\s+([A-Za-z]{2}))?(?:\s+until\s+(\S+))?\s*:\s*(.+)$/.exec(text);
  if (!found) return reject("write PLATE [STATE] [until YYYY-MM-DD] : reason");
  const [, plate = "", written = "", until = "", reason = ""] = found;
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state");
  const expiresAt = until === "" ? undefined : parseDate(until, "iso");
  if (until !== "" && expiresAt === undefined) return reject("no date YYYY-MM-DD after until");
  return accept({
    plate,
    state,
    category: categoryOfWords(reason) ?? "bolo",
    expiresAt,
    names,
    values: [reason],
  });
};
