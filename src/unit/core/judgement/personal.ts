import { alphabet } from "../../../shared/domain/plate.js";

/** Natural log of the probability of a text among personalised plates. */
export type PersonalTexts = (text: string) => number;

/** How long personalised plates are. */
const lengths: Readonly<Record<number, number>> = {
  2: 0.04,
  3: 0.08,
  4: 0.11,
  5: 0.16,
  6: 0.25,
  7: 0.33,
  8: 0.03,
};
const otherLength = 1e-3;
/** A shorter context counts as so many sightings of a longer one. */
const backOff = 4;
/** Share of characters that follow no word at all. */
const anything = 0.2;

interface Context {
  total: number;
  readonly next: Map<string, number>;
}

/** Trigrams of characters over words, backing off to pairs and single characters (models/training/grammars/rerank.py). */
export function createPersonalTexts(words: readonly string[]): PersonalTexts {
  const contexts = new Map<string, Context>();
  const count = (context: string, character: string): void => {
    const known = contexts.get(context) ?? { total: 0, next: new Map<string, number>() };
    contexts.set(context, known);
    known.total++;
    known.next.set(character, (known.next.get(character) ?? 0) + 1);
  };
  for (const word of words) {
    const padded = `^^${word}$`;
    for (let i = 2; i < padded.length; i++) {
      for (let from = i - 2; from <= i; from++) count(padded.slice(from, i), padded[i]);
    }
  }
  return (text) => {
    const padded = `^^${text}`;
    let log = Math.log(lengths[text.length] ?? otherLength);
    for (let i = 2; i < padded.length; i++) {
      let p = 1 / alphabet.length;
      for (let from = i; from >= i - 2; from--) {
        const known = contexts.get(padded.slice(from, i));
        if (known) p = ((known.next.get(padded[i]) ?? 0) + backOff * p) / (known.total + backOff);
      }
      log += Math.log((1 - anything) * p + anything / alphabet.length);
    }
    return log;
  };
}
