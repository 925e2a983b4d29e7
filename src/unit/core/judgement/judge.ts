// One decision over a plate's text and its issuing state: what the reader saw, what the design says, which serials the
// states issue, and whose plates pass here. models/README.md derives the formula and says what it gains.
import type { PlateTables } from "../../../shared/domain/plate-tables.js";
import type { Candidate, StateGuess } from "../../../shared/domain/types.js";
import { createFormats } from "./formats.js";
import { proposals } from "./proposals.js";

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
}

/** Judges plates; one for all cameras, it keeps nothing of what it judged. */
export interface Judge {
  /** Further texts worth a likelihood, given the best of the reader's. */
  readonly proposals: (texts: readonly string[]) => readonly string[];
  /** What one look at a design says: natural logs of the network's probabilities, less what it believed before it looked. */
  readonly evidence: (probabilities: ArrayLike<number>) => Float64Array;
  readonly judge: (seen: PlateSeen) => Judgement;
}

/**
 * How much formats count: the reader learned some of them itself, so 1 would count them twice. Chosen on validation
 * pictures (models/README.md).
 */
const strength = 0.5;
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

  /** Of each text, by label, what its shape says. */
  function ratiosOf(texts: PlateSeen["texts"]): Float64Array[] {
    if (!formats) return texts.map(() => new Float64Array(labels.length));
    const own = texts.map(({ text }) => formats.ratios(text).map((log) => strength * log));
    // Elsewhere the same shapes are used, but not for the same texts: there a shape speaks neither for nor against the
    // country, by the mean of all states, and not at all for one text against another.
    const shares = normalised(texts.map(({ log }) => [log]));
    const elsewhere = Math.log(own.reduce((sum, row, t) => sum + shares[t][0] * meanOf(row), 0));
    return own.map((row) =>
      other < 0
        ? row
        : Float64Array.from(labels, (_, i) => (i === other ? elsewhere : row[i < other ? i : i - 1])),
    );
  }

  return {
    proposals: (texts) =>
      formats ? [...new Set(texts.slice(0, proposedFor).flatMap((text) => proposals(text, formats)))] : [],
    evidence: (probabilities) =>
      Float64Array.from(before, (log, i) => Math.max(designFloor, Math.log(probabilities[i])) - log),
    judge({ texts, unnamedLog, design }) {
      const prior = here.map((log, i) => log + (design ? design[i] : 0));
      const ratios = ratiosOf(texts);
      const rows = texts.map(({ log }, t) => prior.map((state, i) => log + state + ratios[t][i]));
      rows.push(prior.map((state) => unnamedLog + state + (formats ? unnamedRatio : 0)));
      const joint = normalised(rows);
      const alone = normalised([...texts.map(({ log }) => [log]), [unnamedLog]]);
      const candidates = texts
        .map(({ text }, i) => ({ text, probability: sum(joint[i]), reader: alone[i][0] }))
        .sort((a, b) => b.probability - a.probability);
      const shown = labels.map((_, i) => joint.reduce((total, row) => total + row[i], 0));
      const designAlone = normalised([before.map((log, i) => log + (design ? design[i] : 0))])[0];
      const state = design && stateOf(shown, designAlone);
      return { candidates, unnamed: sum(joint[texts.length]), state };
    },
  };

  function stateOf(probabilities: readonly number[], design: ArrayLike<number>): StateGuess | null {
    const best = probabilities.indexOf(Math.max(...probabilities));
    if (best === other || !(probabilities[best] >= threshold)) return null;
    return { code: labels[best], probability: probabilities[best], design: design[best] };
  }
}

/** Mean of the numbers whose natural logs these are. */
function meanOf(logs: Float64Array): number {
  return logs.reduce((total, log) => total + Math.exp(log), 0) / logs.length;
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

/** Natural logs as probabilities that sum to 1 over all rows. */
function normalised(rows: readonly ArrayLike<number>[]): Float64Array[] {
  let top = -Infinity;
  for (const row of rows) for (let i = 0; i < row.length; i++) top = Math.max(top, row[i]);
  const raised = rows.map((row) => Float64Array.from(row, (log) => Math.exp(log - top)));
  const total = raised.reduce((all, row) => all + sum(row), 0);
  return raised.map((row) => row.map((value) => value / total));
}
