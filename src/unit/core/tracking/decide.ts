// When a track is asserted, when it is corrected, and when its vehicle was asserted already.
import { isPlate } from "../judgement/assertion.js";
import type { Asserted, SeenBefore } from "./seen-before.js";
import { overlapShare } from "../box.js";
import { msOf } from "../../../shared/domain/elapsed.js";
import {
  assertRead,
  bestOf,
  correctRead,
  opinionOf,
  seemedWhole,
  type Track,
  type TrackMoment,
} from "./track.js";
import type { FullTrackerSettings } from "./tracker-settings.js";
import type { Candidate } from "../../../shared/domain/types.js";

/** A new picture alone is worth a revision when the one asserted is hard to read for a person (narrower than this, pixels) and the new one is this much better. */
const hardToReadPx = 80;
const clearlyBetter = 1.5;
/** A track that never became sure is asserted only if its doubt lies between texts it can name, as with O and 0; lettering that is no plate leaves more than this to unnamed ones. */
const maxUnnamed = 0.25;
/** A part of a plate, found as a plate of its own, lies so far in the whole one's box, which was seen so lately. */
const partShare = 0.1;
const partMs = 1_000;
/** A doubtful track (see `Track`) needs this many frames. */
const doubtfulFrames = 3;

/** What a decision needs, and where its moments go. */
export interface DecideDeps {
  readonly settings: FullTrackerSettings;
  readonly seenBefore: SeenBefore;
  readonly monoNs: bigint;
  /** Moments are added here in order of happening. */
  readonly moments: TrackMoment[];
}

/** After a sighting: settles a track that is sure enough, and corrects at once one that has become sure of another text. */
export function decide(track: Track, all: readonly Track[], deps: DecideDeps): void {
  const { settings } = deps;
  const best = bestOf(track);
  if (!best || !isAssertable(track, best, settings) || best.probability < settings.settleProbability) return;
  const frames = track.supporters.get(best.text) ?? 0;
  const enough = track.doubtful ? doubtfulFrames : settings.settleFrames;
  const overwhelming = !track.doubtful && frames >= 1 && best.probability >= settings.overwhelming;
  if (frames < enough && !overwhelming) return;
  if (!track.asserted) assertIfNew(track, all, best, deps);
  else if (best.text !== track.asserted.text || seemedWhole(track)) correct(track, deps);
}

/** At the end: asserts a track that never settled but says something, or corrects one whose read can be bettered. */
export function decideAtEnd(track: Track, all: readonly Track[], deps: DecideDeps): void {
  const { settings, seenBefore } = deps;
  const best = bestOf(track);
  if (!best || !isAssertable(track, best, settings)) return;
  if (!track.asserted) {
    const frames = track.supporters.get(best.text) ?? 0;
    const needed = frames >= settings.settleFrames ? settings.minProbability : settings.settleProbability;
    const enough = track.doubtful ? doubtfulFrames : 1;
    const named = opinionOf(track).unnamed <= maxUnnamed;
    if (named && frames >= enough && best.probability >= needed) assertIfNew(track, all, best, deps);
  } else if (best.probability >= settings.minProbability && isWorthRevision(track, best)) {
    correct(track, deps);
  }
  if (track.asserted) seenBefore.remember(plateOf(track, track.asserted.text));
}

function assertIfNew(track: Track, all: readonly Track[], best: Candidate, deps: DecideDeps): void {
  const { seenBefore, moments, monoNs } = deps;
  const plate = plateOf(track, best.text);
  const twin = all.some((other) => other !== track && isTwin(other, track, best.text));
  const known = twin || seenBefore.knows(plate);
  seenBefore.remember(plate);
  if (!known) moments.push(assertRead(track, monoNs));
}

/** Asserted by another track: the same text, or a plate of which this is a part, seen beside it. */
function isTwin({ asserted, motion, lastSeenMonoNs }: Track, part: Track, text: string): boolean {
  if (!asserted) return false;
  if (asserted.text === text) return true;
  const together = msOf(part.lastSeenMonoNs - lastSeenMonoNs) < partMs;
  return together && asserted.text.includes(text) && overlapShare(part.motion.box, motion.box) > partShare;
}

function correct(track: Track, { seenBefore, moments, monoNs }: DecideDeps): void {
  const moment = correctRead(track, monoNs);
  if (!moment) return;
  seenBefore.remember(plateOf(track, moment.candidates[0].text));
  moments.push(moment);
}

/** The track's plate as one that says `text`, for later tracks of the same vehicle. */
const plateOf = ({ motion, lastSeenMonoNs }: Track, text: string): Asserted => ({
  text,
  box: motion.box,
  lastSeenMonoNs,
});

function isAssertable(track: Track, best: Candidate, settings: FullTrackerSettings): boolean {
  const { scoreSum, weightSum } = track.detected;
  return (
    best.text.length >= settings.characters.min &&
    best.text.length <= settings.characters.max &&
    track.widestPx >= settings.minPlateWidth &&
    weightSum > 0 &&
    isPlate({ ...best, score: scoreSum / weightSum, widthPx: track.widestPx }, settings.assertion)
  );
}

/** Another text, a state that was not known or is another one, or a clearly better picture. */
function isWorthRevision(track: Track, best: Candidate): boolean {
  const { text, state, shot } = track.asserted!;
  if (best.text !== text || seemedWhole(track)) return true;
  const now = opinionOf(track).state;
  if (now && now.code !== state) return true;
  return shot.widthPx < hardToReadPx && track.shot!.score >= clearlyBetter * shot.score;
}
