// How a sighting changes its track: where it is, what it says, and which frame is its best picture.
import type { ScoredReading } from "./associate.js";
import { moveTo, startMotion } from "./motion.js";
import { type FrameSize, edgeWeight, touchesEdge } from "./shot.js";
import { bestOf, type Track } from "./track.js";

/** Plates wider than this gain nothing more in legibility. */
const fullWidthPx = 120;
/** A picture is changed only for one this much better, which saves cutting one at every frame of an approach. */
const betterShot = 1.05;
const keptMatrices = 3;
const maxSupported = 64;

/** Takes a sighting in. Returns whether the track's best picture is now in this frame. */
export function addSighting(track: Track, { reading, score }: ScoredReading, frame: FrameSize): boolean {
  const { detection, widthPx } = reading;
  const seconds = Number(frame.monoNs - track.lastSeenMonoNs) / 1e9;
  track.motion =
    track.frames === 0 ? startMotion(detection.box) : moveTo(track.motion, detection.box, seconds);
  track.lastSeenMonoNs = frame.monoNs;
  track.frames++;
  track.missed = 0;
  const whole = !touchesEdge(detection.box, frame);
  const own = reading.candidates[0];
  const weight =
    Math.max(1e-4, Math.min(1, widthPx / fullWidthPx) ** 2) *
    (0.2 + 0.8 * (own?.probability ?? 0)) *
    (whole ? 1 : edgeWeight);
  track.vote.add({ candidates: reading.candidates, score, weight });
  if (reading.design) track.design.add(reading.design, weight);
  track.opinion = null;
  if (whole) {
    const { scoreSum, weightSum } = track.detected;
    track.detected = { scoreSum: scoreSum + weight * detection.score, weightSum: weightSum + weight };
    const { weight: inked, of } = track.inked;
    track.inked = { weight: inked + (reading.incomplete ? weight : 0), of: of + weight };
    track.widestPx = Math.max(track.widestPx, widthPx);
  }
  if (whole && own && (track.supporters.has(own.text) || track.supporters.size < maxSupported)) {
    track.supporters.set(own.text, (track.supporters.get(own.text) ?? 0) + 1);
  }
  track.evidence = [...track.evidence, { quality: weight, matrix: reading.logProbs }]
    .sort((a, b) => b.quality - a.quality)
    .slice(0, keptMatrices);
  const shotScore = shotScoreOf(track, { reading, score }, whole);
  if (track.shot && shotScore < track.shot.score * betterShot) return false;
  track.shot = { score: shotScore, monoNs: frame.monoNs, box: detection.box, widthPx };
  return true;
}

/** How well a frame's picture shows the plate: wide, whole, found for certain and legible as what the track says. */
function shotScoreOf(track: Track, { reading, score }: ScoredReading, whole: boolean): number {
  const best = bestOf(track);
  const legible = best ? Math.exp(score(best.text)) : 0;
  const width = Math.min(reading.widthPx, 2 * fullWidthPx);
  return width * reading.detection.score * (0.4 + 0.6 * legible) * (whole ? 1 : 0.3);
}
