// A read meets the lists: keys find what may be meant, the exact likelihood ranks it, the state raises or lowers it.
// Input comes from the track (candidates, matrices, state), entries from a HotlistIndex; intake.ts turns results into hits.
import { differences, fitsPattern } from "../../../shared/domain/differences.js";
import { incompleteFactor } from "../incomplete.js";
import {
  lettersAsZero,
  mergeZero,
  textProbability,
  type LikelihoodSettings,
  type PlateEvidence,
  type TextProbability,
} from "./likelihood.js";
import { matchKeys } from "../../../shared/domain/match-keys.js";
import type { MatchKind, StateMatch } from "../../../shared/domain/closed-sets.js";
import type { HotlistIndex } from "../ports.js";
import type { HotlistEntry, StateGuess } from "../../../shared/domain/types.js";
import type { Priority } from "../../../shared/domain/categories.js";
import { surelyHolds, type When } from "../when.js";

/** What was seen of one vehicle's plate. */
export interface MatchInput extends PlateEvidence {
  readonly state: StateGuess | null;
  /** NCIC type code (PC, MC, TK) where the camera or a person knows it. */
  readonly plateType?: string;
  /** The plate carries letters that were not read. */
  readonly incomplete?: true;
}

/** A listed plate that may be the one that was seen; the part of a hit that matching knows. */
export interface MatchResult {
  readonly entry: HotlistEntry;
  readonly match: MatchKind;
  readonly probability: number;
  readonly stateMatch: StateMatch;
  readonly differs: readonly number[];
  /** The time was not known well enough to say that the entry is in force. */
  readonly datesNotChecked?: true;
}

/** Priors and thresholds of a hit, probabilities 0..1 unless it says odds or a factor. */
export interface MatchSettings extends LikelihoodSettings {
  /** Least probability of a hit, by the entry's priority. */
  readonly thresholds: Readonly<Record<Priority, number>>;
  /** Share of all vehicles passed that are on any list. */
  readonly hitPrior: number;
  /** Number of plates in use that could have been seen instead. */
  readonly plausiblePlates: number;
  /** Most by which being listed may speak for a text: a short list must not turn guesses into hits. */
  readonly mostPriorOdds: number;
  /** Factor of the probability when the state was read, for certain, as another than the listed one. */
  readonly mismatchFactor: number;
  /** Most by which a matching state may raise the odds. */
  readonly mostStateOdds: number;
  /** Factor of the probability when the plate type is known to be another. */
  readonly typeFactor: number;
}

const shareOfOneState = 0.2;

/**
 * Entries the seen plate may be, most probable first, each at or above the threshold of its priority. The probability
 * is a posterior: the listed plate against every other explanation, with the list's size and the share of hits among
 * vehicles as prior. An entry whose dates cannot be checked counts, and the result says so. `exact` only when the best string is the whole listed plate (O = 0 only where the source writes it so), never by wildcards.
 * An unknown state never lowers a hit; a plate that says more than was read is never `exact`, and less certain.
 */
export function matchRead(
  input: MatchInput,
  index: HotlistIndex,
  when: When,
  settings: MatchSettings,
): readonly MatchResult[] {
  if (!input.candidates[0]?.text) return [];
  const entries = index.lookup(matchKeys(input.candidates, settings.confusions), when);
  const patterns = index.patterns(when);
  if (entries.length === 0 && patterns.length === 0) return [];
  const views = createViews(input, settings);
  const odds = priorOdds(index.size, settings);
  const results = [
    ...entries.map((entry) => scoreEntry(input, entry, views(entry), { odds, settings })),
    ...patterns.map((entry) => scorePattern(input, entry, views(entry), settings)),
  ];
  return results
    .filter(
      (result) => result.probability > 0 && result.probability >= settings.thresholds[result.entry.priority],
    )
    .map((result) =>
      surelyHolds(result.entry, when) ? result : { ...result, datesNotChecked: true as const },
    )
    .sort((a, b) => b.probability - a.probability);
}

/** How much more probable a listed plate is than any other plate in use, before looking. */
export function priorOdds(listed: number, settings: MatchSettings): number {
  const perEntry = settings.hitPrior / Math.max(1, listed);
  const perOther = (1 - settings.hitPrior) / settings.plausiblePlates;
  return Math.min(settings.mostPriorOdds, perEntry / perOther);
}

interface View {
  readonly sighting: PlateEvidence;
  readonly probability: TextProbability;
}

// The O = 0 view costs a copy of the matrices, so it is made once per read, and only when a source asks for it.
function createViews(input: MatchInput, settings: MatchSettings): (entry: HotlistEntry) => View {
  const view = (sighting: PlateEvidence): View => ({
    sighting,
    probability: textProbability(sighting, settings),
  });
  const plain = view(input);
  let merged: View | undefined;
  return (entry) => (entry.lettersOAsZero ? (merged ??= view(mergeZero(input))) : plain);
}

function scoreEntry(
  input: MatchInput,
  entry: HotlistEntry,
  view: View,
  context: { readonly odds: number; readonly settings: MatchSettings },
): MatchResult {
  const plate = entry.lettersOAsZero ? lettersAsZero(entry.plate) : entry.plate;
  const read = view.sighting.candidates[0]?.text ?? "";
  const text = view.probability(plate);
  const posterior = raiseOdds(text, context.odds);
  return {
    entry,
    match: read === plate && !input.incomplete ? "exact" : "likely",
    ...weighState(input, entry, posterior, context.settings),
    differs: differences(plate, read),
  };
}

function scorePattern(
  input: MatchInput,
  entry: HotlistEntry,
  view: View,
  settings: MatchSettings,
): MatchResult {
  const pattern = entry.lettersOAsZero ? lettersAsZero(entry.plate) : entry.plate;
  const fitting = view.sighting.candidates.filter((candidate) => fitsPattern(pattern, candidate.text));
  const text = Math.min(
    1,
    fitting.reduce((sum, candidate) => sum + candidate.probability, 0),
  );
  return {
    entry,
    // Many plates fit a partial one, and most of them are other people's.
    match: "likely",
    ...weighState(input, entry, text, settings),
    differs: [],
  };
}

function raiseOdds(probability: number, factor: number): number {
  return (probability * factor) / (probability * factor + (1 - probability));
}

function weighState(
  input: MatchInput,
  entry: HotlistEntry,
  posterior: number,
  settings: MatchSettings,
): { readonly probability: number; readonly stateMatch: StateMatch } {
  const typeDiffers = input.plateType && entry.plateType && input.plateType !== entry.plateType;
  const whole = input.incomplete ? incompleteFactor : 1;
  const probability = posterior * whole * (typeDiffers ? settings.typeFactor : 1);
  const guess = input.state;
  if (!guess || !entry.state) return { probability, stateMatch: "unknown" };
  if (guess.code === entry.state) {
    // The design says nothing of the letters that were not read; and only the design speaks for the entry here: what the
    // text says of the state is in the text's own probability already.
    if (input.incomplete) return { probability, stateMatch: "match" };
    const odds = Math.min(
      settings.mostStateOdds,
      Math.max(1, (guess.design ?? guess.probability) / shareOfOneState),
    );
    return { probability: raiseOdds(probability, odds), stateMatch: "match" };
  }
  const factor = settings.mismatchFactor + (1 - settings.mismatchFactor) * (1 - guess.probability);
  return { probability: probability * factor, stateMatch: "mismatch" };
}
