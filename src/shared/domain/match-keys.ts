// Keys under which the plate a camera saw may be listed: wide enough not to miss it, few enough to look up at once.
import { keyCharacters, keyOf, type Confusions } from "./confusables.js";
import type { Candidate } from "./types.js";

const mostKeys = 240;
/** Candidates less probable than this add their own key but no neighbours. */
const neighbourFloor = 0.05;

/**
 * Keys to look up for a read, most telling first: each of the N best strings; then, for the probable ones, weak
 * confusions at one place, a doubled letter lost or added, and one character lost or added at either edge (bolts,
 * stickers and frames sit there).
 */
export function matchKeys(candidates: readonly Candidate[], confusions: Confusions): readonly string[] {
  const keys = new Set<string>();
  for (const { text } of candidates) if (text !== "") keys.add(keyOf(text));
  const probable = candidates.filter(
    (c, rank) => c.text !== "" && (rank === 0 || c.probability >= neighbourFloor),
  );
  for (const { text } of probable) addWeak(keys, text, confusions);
  for (const { text } of probable) addDoubles(keys, keyOf(text));
  for (const { text } of probable.slice(0, 2)) addEdges(keys, keyOf(text));
  return keys.size <= mostKeys ? [...keys] : [...keys].slice(0, mostKeys);
}

function addWeak(keys: Set<string>, text: string, confusions: Confusions): void {
  const key = keyOf(text);
  for (let i = 0; i < text.length; i++) {
    for (const partner of confusions.weakPartners(text[i] ?? "")) {
      keys.add(key.slice(0, i) + keyOf(partner) + key.slice(i + 1));
    }
  }
}

// CTC joins equal neighbours when the blank between them is lost, and splits one when it sees a blank inside.
function addDoubles(keys: Set<string>, key: string): void {
  for (let i = 0; i < key.length; i++) {
    const doubled = key[i] === key[i + 1];
    keys.add(doubled ? key.slice(0, i) + key.slice(i + 1) : key.slice(0, i + 1) + key.slice(i));
  }
}

function addEdges(keys: Set<string>, key: string): void {
  if (key.length > 2) keys.add(key.slice(1)).add(key.slice(0, -1));
  for (const character of keyCharacters) keys.add(character + key).add(key + character);
}
