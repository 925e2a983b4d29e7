import { alphabet } from "../../../shared/domain/plate.js";
import type { Formats } from "./formats.js";

/** What a character is read for, where a format rules it out. */
const lookalikes: Readonly<Record<string, string>> = {
  "0": "ODQ",
  "1": "ILT",
  "2": "Z",
  "3": "BJ",
  "4": "A",
  "5": "S",
  "6": "G",
  "7": "TZ",
  "8": "B",
  "9": "G",
  A: "4",
  B: "83",
  C: "G",
  D: "0O",
  G: "6",
  I: "1",
  J: "3",
  L: "1",
  O: "0DQ",
  Q: "0O",
  S: "5",
  T: "17",
  U: "V",
  V: "UY",
  Y: "V",
  Z: "27",
};
/** More broken places than this are another plate. */
const mostBroken = 2;

/**
 * Texts that some state's format makes of `text`: look-alikes exchanged at the places whose class it breaks, and its first
 * or last character left out, which a frame or a sticker may have been. The free search may have lost them.
 */
export function proposals(text: string, formats: Formats): string[] {
  const shorter = text.length > 4 ? [text.slice(1), text.slice(0, -1)] : [];
  return [...exchanged(text, formats), ...shorter, ...shorter.flatMap((part) => exchanged(part, formats))];
}

function exchanged(text: string, formats: Formats): string[] {
  const symbols = Array.from(text, (character) => alphabet.indexOf(character));
  const found: string[] = [];
  for (const { places } of formats.shapes(text.length)) {
    const broken: number[] = [];
    for (let i = 0; i < symbols.length && broken.length <= mostBroken; i++) {
      if (places[i][symbols[i]] === -Infinity) broken.push(i);
    }
    if (broken.length === 0 || broken.length > mostBroken) continue;
    let made = [text];
    for (const at of broken) {
      const fitting = Array.from(lookalikes[text[at]] ?? "").filter(
        (character) => places[at][alphabet.indexOf(character)] > -Infinity,
      );
      made = made.flatMap((one) => fitting.map((other) => one.slice(0, at) + other + one.slice(at + 1)));
    }
    found.push(...made);
  }
  return found;
}
