// One vehicle's plate over many frames: what it is believed to say, where it is, and its best picture.
import { startMotion, type Motion } from "./motion.js";
import type { Judge, Judgement } from "../judgement/judge.js";
import { createDesignVote, type DesignVote } from "./design-vote.js";
import type { Candidate, Matrix, TrackEvent } from "../../../shared/domain/types.js";
import { createVote, votedCharacters, type Vote, type VoteSettings } from "./vote.js";
import type { Shot } from "./shot.js";

/** A moment of a track; the vision process adds the camera and the two pictures. */
export type TrackMoment = Omit<TrackEvent, "camera" | "plateJpeg" | "vehicleJpeg">;

/** What was asserted when the track settled, or was corrected. */
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

/** From far away stacked letters look like dirt, so a minority of sightings is enough. */
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

/** Makes the track a read that says its best text. Returns the moment. */
export function assertRead(track: Track, causeMonoNs: bigint): TrackMoment {
  return take(track, "settled", causeMonoNs);
}

/** Lets the read of the track say its best text from now on. Returns the moment, or null: a read is corrected once. */
export function correctRead(track: Track, causeMonoNs: bigint): TrackMoment | null {
  return track.asserted?.corrected ? null : take(track, "corrected", causeMonoNs);
}

function take(track: Track, kind: "settled" | "corrected", causeMonoNs: bigint): TrackMoment {
  const moment = trackMoment(track, kind, causeMonoNs);
  track.asserted = {
    text: moment.candidates[0].text,
    state: moment.state?.code ?? null,
    shot: track.shot!,
    incomplete: isIncomplete(track),
    corrected: kind === "corrected",
  };
  return moment;
}

/** Asserted as whole, and letters were seen since that are not in the text: an exact hit must be taken back at once. */
export function seemedWhole(track: Track): boolean {
  return track.asserted !== null && !track.asserted.incomplete && isIncomplete(track);
}
