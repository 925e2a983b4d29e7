// NMEA 0183 sentences through the `gps` package, which believes too much: checksum, size, form and ranges are tested here.
import { GPS } from "gps";
import { fitsGrammar } from "./nmea-grammar.js";
import { type Sentence, sentenceOf } from "./sentences.js";

/** Why a line was not taken. */
export type NmeaRefusal = "size" | "form" | "checksum" | "content";

/** One line, taken or not; reasons are counted, never logged line by line. */
export type NmeaLine =
  { readonly ok: true; readonly sentence: Sentence } | { readonly ok: false; readonly reason: NmeaRefusal };

/** NMEA 0183 allows 82 characters with the line end; some receivers need a little more. */
export const maxSentenceLength = 100;

const form = /^\$([A-Z]{2})([A-Z]{3}),([\x20-\x7e]*)\*([0-9A-Fa-f]{2})$/;

/** Parses one line without its line end. Never throws. */
export function parseLine(line: string): NmeaLine {
  if (line.length > maxSentenceLength) return { ok: false, reason: "size" };
  const match = form.exec(line);
  if (!match) return { ok: false, reason: "form" };
  if (checksumOf(line) !== Number.parseInt(match[4], 16)) return { ok: false, reason: "checksum" };
  const fields = match[3].split(",");
  const fits = fitsGrammar(match[2], fields);
  if (fits === null) return { ok: true, sentence: { kind: "other" } };
  if (!fits) return { ok: false, reason: "content" };
  try {
    const parsed = GPS.Parse(line);
    if (!parsed || !parsed.valid) return { ok: false, reason: "content" };
    const sentence = sentenceOf(parsed, fields);
    return sentence ? { ok: true, sentence } : { ok: false, reason: "content" };
  } catch {
    // The package throws on field values it does not know.
    return { ok: false, reason: "content" };
  }
}

/** Exclusive or of the characters between `$` and `*`. */
function checksumOf(line: string): number {
  let sum = 0;
  for (let i = 1; i < line.length - 3; i++) sum ^= line.charCodeAt(i);
  return sum;
}
