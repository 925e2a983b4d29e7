// California style (svs.tbl, sfr.tbl, slr.tbl): plate [0,8), state [8,10), county [10,12), date; DATE first, TOTAL RECORD n last.
import { dateReader } from "../dates.js";
import { accept, blankLine, reject, unknownWords, type LineParser } from "../draft.js";
import { readState, stateCode } from "../states.js";
import { isFixedPlate, isFixedState, shifted } from "../fields.js";
import type { ListFormat } from "./list-format.js";

const names = ["county", "entered"] as const;
const shortest = 10;
/** County, and a date or nothing after it. */
const rest = /^(?:[0-9A-Z]{2}|\s{0,2})[\d/-]{0,10}\s*$/i;

/** Parser of one file; the header's date is a day in `timeZone` (IANA name), the footer's total an expected count. */
function createParser(timeZone: string): LineParser {
  const dates = (["yyyymmdd", "mm/dd/yyyy", "mmddyyyy", "iso"] as const).map((format) =>
    dateReader(format, timeZone),
  );
  return (line) => {
    if (line.trim() === "") return blankLine;
    const footer = /^TOTAL\s+RECORDS?\D*(\d+)\s*$/i.exec(line);
    if (footer) return { fact: { expectedRows: Number(footer[1]) } };
    const header = /^DATE\b\D*([\d/-]+)?/i.exec(line);
    if (header && stateCode(line.slice(8, 10)) === undefined) {
      const text = header[1] ?? "";
      const listDate = dates.map((date) => date(text)?.start).find((at) => at !== undefined);
      return { fact: listDate === undefined ? {} : { listDate } };
    }
    if (line.length < shortest) return reject(`shorter than ${String(shortest)} characters`);
    if (!isFixedPlate(line.slice(0, 8)) || !isFixedState(line.slice(8, 10)) || !rest.test(line.slice(10)))
      return reject(shifted);
    const { code, unknown } = readState(line.slice(8, 10));
    return accept({
      plate: line.slice(0, 8).trim(),
      state: code,
      names,
      values: [line.slice(10, 12).trim(), line.slice(12).trim()],
      unknown: unknownWords(["state", unknown]),
    });
  };
}

/** California's tables of fixed width. */
export const caFixed: ListFormat<"ca-fixed"> = {
  name: "ca-fixed",
  parser: ({ timeZone }) => createParser(timeZone),
  lettersOAsZero: false,
  category: "stolen-vehicle",
  quoted: null,
  needsFooter: true,
  typed: false,
};
