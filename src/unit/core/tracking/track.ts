// One vehicle's plate over many frames: what it is believed to say, where it is, and its best picture.
import type { ScoredReading } from "./associate.js";
import { moveTo, startMotion, type Motion } from "./motion.js";
import type { Judge, Judgement } from "../judgement/judge.js";
import { createDesignVote, type DesignVote } from "./design-vote.js";
import type { Candidate, Matrix, TrackEvent } from "../../../shared/domain/types.js";
import { createVote, votedCharacters, type Vote, type VoteSettings } from "./vote.js";
import { type FrameSize, type Shot, edgeWeight, touchesEdge } from "./shot.js";

/** A moment of a track; the vision process adds the camera and the two pictures. */
export type TrackMoment = Omit<TrackEvent, "camera" | "plateJpeg" | "vehicleJpeg">;

/** What was asserted when the track settled. */
interface Assertion {
  readonly text: string;
  readonly state: string | null;
  readonly shot: Shot;
  readonly incomplete: boolean;
  readonly corrected: boolean;
}

/** Changed in place by the tracker, frame by frame; pixels are the camera's. `asserted` is null until it is a read. */
export interface Track {
  readonly id: string;
  readonly firstSeenMonoNs: bigint;
  /** Born where another track was expected that says something else: perhaps only a bad misread. */
  readonly doubtful: boolean;
  readonly vote: Vote;
  readonly design: DesignVote;
  readonly judge: Judge;
  /** What its sightings say together; null until asked for after a new one. */
  opinion: Judgement | null;
  /** How many whole frames read this text as their best. */
  readonly supporters: Map<string, number>;
  motion: Motion;
  lastSeenMonoNs: bigint;
  frames: number;
  /** Updates since it was last seen. */
  missed: number;
  /** Detector's scores of whole sightings, summed by weight. */
  detected: { readonly scoreSum: number; readonly weightSum: number };
  /** Weight of whole sightings, and of those that showed letters which are not in the text. */
  inked: { readonly weight: number; readonly of: number };
  /** Widest sighting that was wholly in the picture, pixels. */
  widestPx: number;
  shot: Shot | null;
  evidence: readonly { readonly quality: number; readonly matrix: Matrix }[];
  asserted: Assertion | null;
}

/** Plates wider than this gain nothing more in legibility. */
const fullWidthPx = 120;
/** A picture is changed only for one this much better, which saves cutting one at every frame of an approach. */
const betterShot = 1.05;
const keptMatrices = 3;
const maxSupported = 64;

/** A track without a sighting yet; its box means nothing before the first is taken in. */
export function startTrack(
  { id, monoNs, doubtful }: { readonly id: string; readonly monoNs: bigint; readonly doubtful: boolean },
  settings: VoteSettings,
  judge: Judge,
): Track {
  return {
    id,
    firstSeenMonoNs: monoNs,
    doubtful,
    vote: createVote(settings),
    design: createDesignVote(),
    judge,
    opinion: null,
    supporters: new Map(),
    motion: startMotion({ x: 0, y: 0, w: 1, h: 1 }),
    lastSeenMonoNs: monoNs,
    frames: 0,
    missed: 0,
    detected: { scoreSum: 0, weightSum: 0 },
    inked: { weight: 0, of: 0 },
    widestPx: 0,
    shot: null,
    evidence: [],
    asserted: null,
  };
}

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

/** From far away stacked letters cannot be told from dirt, so a minority of sightings is enough. */
const inkedShare = 0.3;

/** True when the plate carries letters that are not in the text. */
export function isIncomplete({ inked }: Track): boolean {
  return inked.weight > 0 && inked.weight >= inkedShare * inked.of;
}

/** What the frames say together of text and state. */
export function opinionOf(track: Track): Judgement {
  if (track.opinion) return track.opinion;
  const { candidates, other } = track.vote.posterior();
  const texts = candidates.map(({ text, probability }) => ({ text, log: Math.log(probability) }));
  track.opinion = track.judge.judge({ texts, unnamedLog: Math.log(other), design: track.design.result() });
  return track.opinion;
}

/** The most probable text, or null while no frame named one. */
export function bestOf(track: Track): Candidate | null {
  return opinionOf(track).candidates[0] ?? null;
}

/** The track as it stands, as an event of `kind` caused by the frame at `causeMonoNs`. */
export function trackMoment(track: Track, kind: TrackMoment["kind"], causeMonoNs: bigint): TrackMoment {
  const opinion = opinionOf(track);
  const shot = track.shot!;
  return {
    kind,
    trackId: track.id,
    candidates: opinion.candidates.filter(({ probability }, i) => i === 0 || (i < 8 && probability > 1e-5)),
    characters: votedCharacters(opinion.candidates),
    matrices: track.evidence.map(({ matrix }) => matrix),
    state: opinion.state,
    firstSeenMonoNs: track.firstSeenMonoNs,
    lastSeenMonoNs: track.lastSeenMonoNs,
    bestMonoNs: shot.monoNs,
    causeMonoNs,
    frames: track.frames,
    widthPx: shot.widthPx,
    box: shot.box,
    ...(isIncomplete(track) ? { incomplete: true } : {}),
  };
}

/** How well a frame's picture shows the plate: wide, whole, found for certain and legible as what the track says. */
function shotScoreOf(track: Track, { reading, score }: ScoredReading, whole: boolean): number {
  const best = bestOf(track);
  const legible = best ? Math.exp(score(best.text)) : 0;
  const width = Math.min(reading.widthPx, 2 * fullWidthPx);
  return width * reading.detection.score * (0.4 + 0.6 * legible) * (whole ? 1 : 0.3);
}
