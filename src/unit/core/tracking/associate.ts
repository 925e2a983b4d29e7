// Which reading of this frame belongs to which track: by place, and by what the plate says.
import { editDistance } from "../../../shared/domain/differences.js";
import { centreOf, distance, iou } from "../box.js";
import type { Scorer } from "../ctc/score.js";
import type { Box, Candidate, Reading } from "../../../shared/domain/types.js";

/** A track as association sees it. */
export interface Expected {
  /** Where its plate should be now. */
  readonly box: Box;
  /** Seconds since it was last seen. */
  readonly unseen: number;
  /** Its best text so far, if any. */
  readonly best: Candidate | null;
}

/** A reading with the means to score texts under it. */
export interface ScoredReading {
  readonly reading: Reading;
  readonly score: Scorer;
}

/** Which sighting of a frame each track took; both count from 0 in the order they were given. */
export interface Association {
  /** Index of the sighting for each track, or -1. */
  readonly byTrack: readonly number[];
  /** Sightings whose place belongs to a track that says something quite different: another vehicle, or a bad misread. */
  readonly contradicted: ReadonlySet<number>;
}

/** Gate for texts that disagree, in plate widths: such a sighting must be where the track is expected. */
const narrowGate = 0.5;
/** Gate for equal texts: a lateral pass at 15 m/s and 15 fps moves a plate over three widths per frame. */
const wideGate = 4;
/** How much the wide gate grows per second unseen: after a second, equal text anywhere is the same vehicle. */
const gateGrowth = 20;
/** Size change that is still one plate: factor e^0.6 = 1.8. */
const maxSizeChange = 0.6;
/** Log-likelihood ratio that halves agreement, roughly. */
const agreementScale = 6;
/** Log-likelihood ratio from which a sighting rules a text out. */
const contradiction = 10;
/** Agreement of a sighting that says nothing. */
const neutral = 0.3;

/** Pairs tracks and sightings, nearest first; each is used once. */
export function associate(tracks: readonly Expected[], sightings: readonly ScoredReading[]): Association {
  const pairs: { readonly track: number; readonly sighting: number; readonly cost: number }[] = [];
  const contradicted = new Set<number>();
  tracks.forEach((track, t) =>
    sightings.forEach((sighting, s) => {
      const cost = costOf(track, sighting);
      if (cost === "contradiction") contradicted.add(s);
      else if (cost <= 1) pairs.push({ track: t, sighting: s, cost });
    }),
  );
  pairs.sort((a, b) => a.cost - b.cost);
  const byTrack = tracks.map(() => -1);
  const taken = new Set<number>();
  for (const { track, sighting } of pairs) {
    if (byTrack[track] !== -1 || taken.has(sighting)) continue;
    byTrack[track] = sighting;
    taken.add(sighting);
  }
  for (const s of taken) contradicted.delete(s);
  return { byTrack, contradicted };
}

/** Distance in gates (1 is the edge), smaller where the boxes overlap. Infinity when impossible. */
function costOf(track: Expected, sighting: ScoredReading): number | "contradiction" {
  const box = sighting.reading.detection.box;
  if (Math.abs(Math.log(box.w / track.box.w)) > maxSizeChange + track.unseen) return Infinity;
  const apart = distance(centreOf(box), centreOf(track.box)) / ((box.w + track.box.w) / 2);
  const wide = wideGate + gateGrowth * track.unseen;
  if (apart > wide) return Infinity;
  if (contradicts(track.best, sighting)) return apart < narrowGate ? "contradiction" : Infinity;
  const agreement = agreementOf(track.best, sighting);
  return apart / (narrowGate + (wide - narrowGate) * agreement ** 2) - 0.2 * iou(box, track.box);
}

/** How well a sighting goes with a track's text, 0..1: by the likelihood ratio of its own best text to the track's. */
function agreementOf(best: Candidate | null, { reading, score }: ScoredReading): number {
  const seen = reading.candidates[0];
  if (!best || !seen || seen.text.length < 2) return neutral;
  if (seen.text === best.text) return 1;
  return Math.exp(Math.min(0, score(best.text) - score(seen.text)) / agreementScale);
}

/**
 * Another plate altogether: the track is firm, the sighting all but rules its text out, and its own text differs in at
 * least three characters without being a part of it (a plate half hidden reads as a part of itself).
 */
function contradicts(best: Candidate | null, { reading, score }: ScoredReading): boolean {
  const seen = reading.candidates[0];
  if (!best || !seen || best.probability < 0.8 || seen.probability < 0.3 || best.text === seen.text)
    return false;
  if (best.text.includes(seen.text) || seen.text.includes(best.text)) return false;
  if (score(seen.text) - score(best.text) < contradiction) return false;
  return editDistance(best.text, seen.text) >= 3;
}
