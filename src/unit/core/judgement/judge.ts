// One decision over a plate's text and its issuing state: what the reader saw, what the design says, which serials the
// states issue, and whose plates pass here. models/README.md derives the formula and says what it gains.
import type { PlateTables } from "../../../shared/domain/plate-tables.js";
import type { Candidate, StateGuess } from "../../../shared/domain/types.js";
import { createFormats } from "./formats.js";
import { proposals } from "./proposals.js";
import { normalised, ratiosByLabel, strength, type Ratios } from "./ratios.js";
import { remembered } from "./remembered.js";

/** What the state network's answers mean, from the manifest of the models. */
export interface StateLabels {
  /** Postal codes, and `other` for plates from elsewhere. */
  readonly labels: readonly string[];
  /** Share of each label in the network's training, which its answers contain; all alike when left out. */
  readonly shares?: readonly number[] | undefined;
  /** A state less probable than this is not named. */
  readonly threshold: number;
}

/** What was seen of one plate. */
export interface PlateSeen {
  /** Texts with the natural log of their likelihood. */
  readonly texts: readonly { readonly text: string; readonly log: number }[];
  /** Natural log of what the likelihoods leave to texts not named. */
  readonly unnamedLog: number;
  /** What the design says for each label (`Judge.evidence`), or null when it was not looked at. */
  readonly design: Float64Array | null;
}

/** The decision. */
export interface Judgement {
  /** Best first; `reader` is what the reader alone gives a text. */
  readonly candidates: readonly Candidate[];
  /** Probability of all texts not named. */
  readonly unnamed: number;
  /** The issuing state, or null when none is probable enough. */
  readonly state: StateGuess | null;
  /** Probability of each candidate together with that state; empty when none is named. */
  readonly withState: readonly number[];
}

/** Judges plates; one for all cameras. Of what it judged it keeps only what formats say of single texts, and that not for long. */
export interface Judge {
  /** Further texts worth a likelihood, given the best of the reader's. */
  readonly proposals: (texts: readonly string[]) => readonly string[];
  /** What one look at a design says: natural logs of the network's probabilities, less what it believed before it looked. */
  readonly evidence: (probabilities: ArrayLike<number>) => Float64Array;
  readonly judge: (seen: PlateSeen) => Judgement;
}

/** The first texts of the reader for which formats propose others. */
const proposedFor = 3;
/** What a text that no reading named is worth under the formats: most that a format holds would have been proposed. */
const unnamedRatio = strength * Math.log(0.1);
/** No look rules a state out alone. */
const designFloor = -9;

/** A judge with `tables`, or one that takes the reader and the design at their word when there are none. */
export function createJudge(tables: PlateTables | null, { labels, shares, threshold }: StateLabels): Judge {
  const other = labels.indexOf("other");
  const states = labels.filter((label) => label !== "other");
  const formats = tables && createFormats(tables.formats, tables.words, states);
  const before = logShares(shares ?? labels.map(() => 1));
  const here = tables ? logShares(labels.map((label) => passingShare(tables, label))) : before;
  const width = labels.length;
  const silent: Ratios = { logs: new Float64Array(width), mean: 1 };
  const ratiosOf = formats ? remembered((text) => ratiosByLabel(formats.ratios(text), other)) : () => silent;
  const proposed = remembered((text) => (formats ? proposals(text, formats) : []));

  /**
   * Elsewhere the same shapes are used, but not for the same texts: there a shape speaks neither for nor against the
   * country, by the mean of all states, and not at all for one text against another.
   */
  function elsewhereOf(texts: PlateSeen["texts"], ratios: readonly Ratios[]): number {
    const shares = normalised(Float64Array.from(texts, ({ log }) => log));
    return Math.log(ratios.reduce((sum, { mean }, t) => sum + shares[t] * mean, 0));
  }

  /** Probability of each text with each label, text after text; the last row is of all texts not named. */
  function jointOf({ texts, unnamedLog, design }: PlateSeen): Float64Array {
    const ratios = texts.map(({ text }) => ratiosOf(text));
    const elsewhere = other < 0 || !formats ? 0 : elsewhereOf(texts, ratios);
    const rows = new Float64Array((texts.length + 1) * width);
    for (let i = 0; i < width; i++) {
      const prior = here[i] + (design ? design[i] : 0);
      for (let t = 0; t < texts.length; t++) {
        const ratio = i === other ? elsewhere : ratios[t].logs[i];
        rows[t * width + i] = texts[t].log + prior + ratio;
      }
      rows[texts.length * width + i] = unnamedLog + prior + (formats ? unnamedRatio : 0);
    }
    return normalised(rows);
  }

  return {
    proposals: (texts) => [...new Set(texts.slice(0, proposedFor).flatMap(proposed))],
    evidence: (probabilities) =>
      Float64Array.from(before, (log, i) => Math.max(designFloor, Math.log(probabilities[i])) - log),
    judge(seen) {
      const { texts, unnamedLog, design } = seen;
      const joint = jointOf(seen);
      const alone = normalised(Float64Array.from([...texts.map(({ log }) => log), unnamedLog]));
      const rowSum = (t: number): number => sum(joint.subarray(t * width, (t + 1) * width));
      const ranked = texts
        .map(({ text }, t) => ({ t, candidate: { text, probability: rowSum(t), reader: alone[t] } }))
        .sort((a, b) => b.candidate.probability - a.candidate.probability);
      const state = design && stateOf(joint, design);
      const column = state ? labels.indexOf(state.code) : -1;
      return {
        candidates: ranked.map(({ candidate }) => candidate),
        unnamed: rowSum(texts.length),
        state,
        withState: state ? ranked.map(({ t }) => joint[t * width + column]) : [],
      };
    },
  };

  function stateOf(joint: Float64Array, design: Float64Array): StateGuess | null {
    const shown = new Float64Array(width);
    for (let k = 0; k < joint.length; k++) shown[k % width] += joint[k];
    const best = shown.indexOf(Math.max(...shown));
    if (best === other || !(shown[best] >= threshold)) return null;
    const alone = normalised(before.map((log, i) => log + design[i]));
    return { code: labels[best], probability: shown[best], design: alone[best] };
  }
}

function passingShare({ passing }: PlateTables, label: string): number {
  return label === "other" ? passing.elsewhere : (passing.states[label] ?? passing.otherStates);
}

function logShares(shares: readonly number[]): Float64Array {
  const total = sum(shares);
  return Float64Array.from(shares, (share) => Math.log(share / total));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
