import type { SeenBeforeSettings } from "./seen-before.js";
import { shippedAssertion, type Assertion } from "../judgement/assertion.js";
import { voteDefaults, type VoteSettings } from "./vote.js";

/** When a track becomes a read, and when it ends; probabilities 0..1. What is left out has a default. */
export interface TrackerSettings {
  /** The camera moves: then a parked vehicle passes like any other. */
  readonly moving: boolean;
  /** Plates whose widest sighting is narrower (pixels) are never asserted. */
  readonly minPlateWidth: number;
  /** A track settles when its best text is this probable. */
  readonly settleProbability: number;
  /** A track that never settles is asserted at its end when its best text is this probable. */
  readonly minProbability: number;
  /** Shorter and longer texts are never asserted. */
  readonly characters?: { readonly min: number; readonly max: number };
  /** Lettering that is no plate is read in frame after frame too: how probable a plate must be, and by which weights. */
  readonly assertion?: Assertion;
  /** Frames that must name the text before a track settles. */
  readonly settleFrames?: number;
  /** A single frame is enough when its text is this probable. */
  readonly overwhelming?: number;
  /** A track not seen for this long, and in at least three frames, has ended. */
  readonly endAfterMs?: number;
  readonly seenBefore?: Omit<SeenBeforeSettings, "moving">;
  readonly maxTracks?: number;
  readonly vote?: VoteSettings;
}

/** What a tracker does where its settings are silent. */
export const trackerDefaults = {
  characters: { min: 2, max: 8 },
  assertion: shippedAssertion,
  settleFrames: 2,
  overwhelming: 0.995,
  endAfterMs: 1_200,
  seenBefore: { resumeMs: 4_000, parkedMs: 600_000 },
  maxTracks: 48,
  vote: voteDefaults,
} as const;

/** With all defaults filled in. */
export type FullTrackerSettings = Required<TrackerSettings>;
