import { alphabet } from "../../../shared/domain/plate.js";
import type { SerialFormats } from "../../../shared/domain/plate-tables.js";
import { createPersonalTexts } from "./personal.js";

/** A shape of serials that one or more states use: what may stand at each place. */
export interface Shape {
  /** By place, the natural log of each character's probability in the order of `alphabet`; -Infinity where none stands. */
  readonly places: readonly Float64Array[];
  /** States that issue it, by their index, with the natural log of its share of their plates. */
  readonly users: readonly { readonly state: number; readonly logShare: number }[];
}

/** What the states' serial formats say of a text. */
export interface Formats {
  /** All shapes of one length. */
  readonly shapes: (length: number) => readonly Shape[];
  /**
   * For each state, the natural log of P(text | state) / P(text before anything is known), where the latter takes lengths
   * as they are on plates and all texts of a length alike. Without it formats would prefer short texts, whose space is smaller.
   */
  readonly ratios: (text: string) => Float64Array;
}

const lengthLogs: Readonly<Record<number, number>> = Object.fromEntries(
  Object.entries({ 2: 0.01, 3: 0.02, 4: 0.04, 5: 0.09, 6: 0.37, 7: 0.45, 8: 0.02 }).map(([n, p]) => [
    n,
    Math.log(p),
  ]),
);
const otherLengthLog = -6;

/** Prepares the formats of `states` (postal codes; one without formats gets none). */
export function createFormats(
  table: SerialFormats,
  words: readonly string[],
  states: readonly string[],
): Formats {
  const shapes = shapesByLength(table, states);
  const personal = createPersonalTexts(words);
  const own = states.map((state) => {
    const { personalised, else: rest } = table.jurisdictions[state] ?? unknown;
    return { personal: personalised.share, most: personalised.most, rest };
  });
  return {
    shapes: (length) => shapes.get(length) ?? [],
    ratios(text) {
      const before = (lengthLogs[text.length] ?? otherLengthLog) - text.length * Math.log(alphabet.length);
      const word = Math.exp(personal(text) - before);
      // `rest` is spread like the texts before anything is known, so its own ratio is 1.
      const ratios = new Float64Array(own.length);
      own.forEach((state, i) => {
        ratios[i] = text.length <= state.most ? state.rest + state.personal * word : state.rest;
      });
      for (const { places, users } of shapes.get(text.length) ?? []) {
        const log = shapeLog(places, text);
        if (log === -Infinity) continue;
        for (const { state, logShare } of users) ratios[state] += Math.exp(log + logShare - before);
      }
      return ratios.map(Math.log);
    },
  };
}

/** A state of which no format is known: any text is as good as another. */
const unknown = { personalised: { share: 0, most: 0 }, else: 1, formats: [] };
const leastShare = 1e-6;

function shapeLog(places: readonly Float64Array[], text: string): number {
  let log = 0;
  for (let i = 0; i < text.length && log > -Infinity; i++) {
    const symbol = alphabet.indexOf(text[i]);
    log = symbol < 0 ? -Infinity : log + places[i][symbol];
  }
  return log;
}

interface Draft {
  readonly places: readonly Float64Array[];
  readonly users: { readonly state: number; readonly logShare: number }[];
}

function shapesByLength(table: SerialFormats, states: readonly string[]): ReadonlyMap<number, Shape[]> {
  const drafts = new Map<string, Draft>();
  states.forEach((name, state) => {
    for (const { pattern, share, rare = "" } of table.jurisdictions[name]?.formats ?? []) {
      const key = `${pattern} ${rare}`;
      const draft = drafts.get(key) ?? {
        places: placesOf(pattern).map((characters) => placeLogs(characters, rare, table.rare)),
        users: [],
      };
      drafts.set(key, draft);
      draft.users.push({ state, logShare: Math.log(Math.max(leastShare, share)) });
    }
  });
  const byLength = new Map<number, Shape[]>();
  for (const shape of drafts.values()) {
    byLength.set(shape.places.length, [...(byLength.get(shape.places.length) ?? []), shape]);
  }
  return byLength;
}

function placeLogs(characters: string, rare: string, rareWeight: number): Float64Array {
  const weights = Array.from(alphabet, (c) =>
    !characters.includes(c) ? 0 : rare.includes(c) ? rareWeight : 1,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => Math.log(weight / total));
}

/**
 * The characters that may stand at each place of a pattern: classes and literals with fixed counts.
 * Throws on anything else of a regular expression.
 */
export function placesOf(pattern: string): string[] {
  const part = /\[([^\]]+)\](?:\{(\d)\})?|([0-9A-Z])(?:\{(\d)\})?/gy;
  const places: string[] = [];
  let at = 0;
  for (let found = part.exec(pattern); found; found = part.exec(pattern)) {
    const characters = found[1] === undefined ? found[3] : classOf(found[1]);
    for (let n = Number(found[2] ?? found[4] ?? 1); n > 0; n--) places.push(characters);
    at = part.lastIndex;
  }
  if (at !== pattern.length || places.length === 0) throw new Error(`format ${pattern} cannot be understood`);
  return places;
}

function classOf(inner: string): string {
  return inner.replace(/([0-9A-Z])-([0-9A-Z])/g, (_, from: string, to: string) =>
    alphabet.slice(alphabet.indexOf(from), alphabet.indexOf(to) + 1),
  );
}
