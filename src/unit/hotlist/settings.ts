import type { HotlistConfig } from "../config/schema.js";
import type { Confusions } from "../../shared/domain/confusables.js";
import type { MatchSettings } from "../core/matching/match.js";
import type { EncounterSettings } from "../core/matching/encounters.js";
import { voteDefaults } from "../core/tracking/vote.js";

/** Settings of unit/core/matching/match.ts from the configuration and the confusion rates of plates.yaml. */
export function matchSettings(config: HotlistConfig, confusions: Confusions): MatchSettings {
  return {
    thresholds: config.thresholds,
    confusions,
    correlation: voteDefaults.correlation,
    frameFloor: voteDefaults.frameFloor,
    hitPrior: config.match.hitPrior,
    plausiblePlates: config.match.plausiblePlates,
    mismatchFactor: config.match.mismatchFactor,
    mostPriorOdds: 10,
    mostStateOdds: 3,
    typeFactor: 0.8,
  };
}

/** Settings of unit/core/matching/encounters.ts from the configuration. */
export function encounterSettings(config: HotlistConfig): EncounterSettings {
  const { gap, parked, radius, realert } = config.repeat;
  return { gapMs: gap, parkedMs: parked, radiusM: radius, realertMs: realert };
}
