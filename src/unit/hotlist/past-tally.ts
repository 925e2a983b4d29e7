// How many earlier reads one entry may hit: a pattern such as `ABC*` fits thousands, and each hit is a record, a message and
// a question to the officer. Reads come newest first, so the newest are those that are written.
import type { HotlistEntry } from "../../shared/domain/types.js";
import type { EarlierReads } from "../core/lookouts.js";

/** Counts what was found of each entry, and says what is to be written. */
export interface PastTally {
  /** Counts a read that the entry matches; true where a hit is to be written. `isKnown`: it has that hit already. */
  take(entry: HotlistEntry, isKnown: boolean): boolean;
  /** By the entry's id. */
  readonly ofEntries: ReadonlyMap<string, EarlierReads>;
}

const wildcards = /[*?]/;
/** All patterns of a list together may hit so many times what one entry may. */
const timesOfPatterns = 10;

/** `most` hits of one entry; those it has already count. */
export function createPastTally(most: number): PastTally {
  const ofEntries = new Map<string, EarlierReads>();
  let ofPatterns = 0;
  return {
    ofEntries,
    take(entry, isKnown) {
      const { found, written } = ofEntries.get(entry.id) ?? { found: 0, written: 0 };
      const isPattern = wildcards.test(entry.plate);
      const hasRoom = written < most && !(isPattern && ofPatterns >= most * timesOfPatterns);
      const stands = isKnown || hasRoom;
      if (stands && isPattern) ofPatterns++;
      ofEntries.set(entry.id, { found: found + 1, written: written + (stands ? 1 : 0) });
      return hasRoom && !isKnown;
    },
  };
}

/** Of all entries together, and the ids of those that matched more reads than were written. */
export function sumOf({ ofEntries }: PastTally): EarlierReads & { readonly cut: readonly string[] } {
  const all = [...ofEntries];
  return {
    found: all.reduce((sum, [, { found }]) => sum + found, 0),
    written: all.reduce((sum, [, { written }]) => sum + written, 0),
    cut: all.flatMap(([id, { found, written }]) => (found > written ? [id] : [])),
  };
}
