// California style (svs.tbl, sfr.tbl, slr.tbl): plate [0,8), state [8,10), county [10,12), date; DATE first, TOTAL RECORD n last.
import { parseDate } from "../dates.js";
import { accept, blankLine, reject, type LineParser } from "../draft.js";
import { stateCode } from "../states.js";

const names = ["county", "entered"] as const;
const shortest = 10;

export const parseCaFixed: LineParser = (line) => {
  if (line.trim() === "") return blankLine;
  const footer = /^TOTAL\s+RECORDS?\D*(\d+)\s*$/i.exec(line);
  if (footer) return { fact: { expectedRows: Number(footer[1]) } };
  const header = /^DATE\b\D*([\d/-]+)?/i.exec(line);
  if (header && stateCode(line.slice(8, 10)) === undefined) {
    const text = header[1] ?? "";
    const listDate =
      parseDate(text, "yyyymmdd") ??
      parseDate(text, "mm/dd/yyyy") ??
      parseDate(text, "mmddyyyy") ??
      parseDate(text, "iso");
    return { fact: listDate === undefined ? {} : { listDate } };
  }
  if (line.length < shortest) return reject(`shorter than ${String(shortest)} characters`);
  const written = line.slice(8, 10).trim();
  const state = stateCode(written);
  if (written !== "" && state === undefined) return reject("unknown state in columns 9 and 10");
  return accept({
    plate: line.slice(0, 8).trim(),
    state,
    names,
    values: [line.slice(10, 12).trim(), line.slice(12).trim()],
  });
};
