import { createConfusions, keyOf } from "../../../src/shared/domain/confusables.js";
import type { MatchSettings } from "../../../src/unit/core/matching/match.js";
import type { HotlistIndex } from "../../../src/unit/core/ports.js";
import { voteDefaults } from "../../../src/unit/core/tracking/vote.js";
import { mayHold } from "../../../src/unit/core/when.js";
import type { HotlistEntry } from "../../../src/shared/domain/types.js";

/** An index over a few entries in memory: the contract of HotlistIndex without a file. */
export function memoryIndex(entries: readonly HotlistEntry[], size = 1_000_000): HotlistIndex {
  const isPattern = (entry: HotlistEntry): boolean => /[*?]/.test(entry.plate);
  return {
    lookup: (keys, when) =>
      entries.filter((e) => !isPattern(e) && keys.includes(keyOf(e.plate)) && mayHold(e, when)),
    patterns: (when) => entries.filter((e) => isPattern(e) && mayHold(e, when)),
    size,
  };
}

export const testConfusions = createConfusions({
  "0O": 0.1,
  "8B": 0.02,
  "1I": 0.03,
  "5S": 0.02,
  MN: 0.01,
  UV: 0.01,
});

export const testMatchSettings: MatchSettings = {
  thresholds: { high: 0.3, medium: 0.5, low: 0.7 },
  confusions: testConfusions,
  correlation: voteDefaults.correlation,
  frameFloor: voteDefaults.frameFloor,
  hitPrior: 0.002,
  plausiblePlates: 5e8,
  mostPriorOdds: 10,
  mismatchFactor: 0.6,
  mostStateOdds: 3,
  typeFactor: 0.8,
};
