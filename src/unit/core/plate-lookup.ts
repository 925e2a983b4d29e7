// A plate asked for by hand, against the lists in force.
import type { StateMatch } from "../../shared/domain/closed-sets.js";
import type { HotlistEntry } from "../../shared/domain/types.js";

/** An entry that the plate meets, or may be confused with. */
export interface FoundEntry {
  readonly entry: HotlistEntry;
  readonly exact: boolean;
  readonly stateMatch: StateMatch;
  /** Places of the listed plate that differ from the one asked for. */
  readonly differs: readonly number[];
}

/** What the lists say of a plate; "on no list" is an answer about `lists` alone. */
export interface PlateAnswer {
  readonly found: readonly FoundEntry[];
  /** Sources that were looked at. */
  readonly lists: readonly string[];
  /** Lists that answer nothing now, and old ones, each in a sentence. */
  readonly notLookedAt: readonly string[];
}

/** Looks a plate (0-9A-Z) up in the lists in force; `state` is a postal code. */
export type PlateLookup = (plate: string, state: string | undefined) => PlateAnswer;
