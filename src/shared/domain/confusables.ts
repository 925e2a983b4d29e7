// Which characters are taken for which. The classes make the key under which a plate is listed; the rates rank what is found.
import { normalisePlate } from "./plate.js";

/**
 * Characters one reader or another takes for each other so often that they share a key (first one stands for all).
 * The key is for recall only: what it finds is ranked by the exact likelihood and never alerts by itself.
 * A change of this table changes the hotlist file: raise `keyVersion` with it.
 */
export const keyClasses = ["0OQD", "1IL", "8B", "5S", "2Z", "6G"] as const;

/** Version of the key, written into every hotlist file. */
export const keyVersion = 1;

const keyByCode = new Uint8Array(128);
for (const character of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  const group = keyClasses.find((members) => members.includes(character));
  keyByCode[character.charCodeAt(0)] = (group ?? character).charCodeAt(0);
}

/** Key of a normalised text: every character replaced by the first of its class. `?` and `*` stay. */
export function keyOf(text: string): string {
  let key = "";
  for (let i = 0; i < text.length; i++) {
    const code = keyByCode[text.charCodeAt(i)] ?? 0;
    key += code === 0 ? text[i] : String.fromCharCode(code);
  }
  return key;
}

/** Characters a key can hold, for keys with one character more than was read. */
export const keyCharacters: readonly string[] = [
  ...new Set([...keyOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")]),
];

/** How often one character is read as another, per pair; symmetric. */
export interface Confusions {
  /** Share (0..1) of characters `a` read as `b`; 0 when the pair is not in the table. */
  rate(a: string, b: string): number;
  /** Characters confused with this one but of another key class: keys for them are looked up besides. */
  weakPartners(character: string): readonly string[];
  /** Sum of the rates of one character with all others. */
  total(character: string): number;
}

/** Confusions from a table such as `{"8B": 0.01}`: measured share by unordered pair. */
export function createConfusions(rates: Readonly<Record<string, number>>): Confusions {
  const byPair = new Map<string, number>();
  const weak = new Map<string, string[]>();
  const totals = new Map<string, number>();
  for (const [pair, rate] of Object.entries(rates)) {
    const [a = "", b = ""] = normalisePlate(pair);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      byPair.set(from + to, rate);
      totals.set(from, (totals.get(from) ?? 0) + rate);
      if (keyOf(from) !== keyOf(to)) weak.set(from, [...(weak.get(from) ?? []), to]);
    }
  }
  return {
    rate: (a, b) => byPair.get(a + b) ?? 0,
    weakPartners: (character) => weak.get(character) ?? [],
    total: (character) => totals.get(character) ?? 0,
  };
}
