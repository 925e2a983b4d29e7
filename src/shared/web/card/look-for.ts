import type { RecordField } from "../api-types.js";

// Names as lists write them: plain words, NCIC codes (VCO, VYR, VMA, VMO, VST), with or without "vehicle".
const parts: readonly RegExp[] = [
  /^(vehicle)?(colou?r|vco|col)$/,
  /^(vehicle)?(make|mak|vma)$/,
  /^(vehicle)?(model|mod|vmo)$/,
  /^(vehicle)?(body|bodystyle|bodytype|style|vst)$/,
  /^((vehicle|model)?(year|yr)|vyr|yom)$/,
];
const whole = /^(vehicle|vehicledescription|veh|makemodel|vehiclemakemodel|yearmakemodel|description)$/;
const unknown = /^(unknown|unk|none|n\/a|-+|)$/i;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, "");

/** The vehicle to look for, from the record's own fields: `BLUE FORD F-150 2018`; null when the record names none. */
export function lookFor(record: readonly RecordField[]): string | null {
  const value = (pattern: RegExp): string | undefined =>
    record.find(([name, text]) => pattern.test(plain(name)) && !unknown.test(text.trim()))?.[1].trim();
  const found = parts.map(value).filter((part): part is string => part !== undefined);
  const description = value(whole);
  // One field that says it all may lack what the others say; a word twice says nothing more.
  const words = [...(description !== undefined && description.length <= 60 ? [description] : []), ...found];
  const kept = words.filter((part, i) => !words.slice(0, i).some((before) => holds(before, part)));
  return kept.length > 0 ? kept.join(" ").toUpperCase() : null;
}

function holds(text: string, part: string): boolean {
  return ` ${text.toLowerCase()} `.includes(` ${part.toLowerCase()} `);
}
