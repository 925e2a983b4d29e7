// Readings of one camera become tracks, and tracks become moments: settled, corrected, ended.
import { associate, type ScoredReading } from "./associate.js";
import { centreOf } from "../box.js";
import type { Judge } from "../judgement/judge.js";
import { createScorer } from "../ctc/score.js";
import { predictBox } from "./motion.js";
import type { NewId } from "../../../shared/domain/ports.js";
import { decide, decideAtEnd } from "./decide.js";
import { createSeenBefore } from "./seen-before.js";
import { addSighting } from "./sighting.js";
import { bestOf, trackMoment, startTrack, type Track, type TrackMoment } from "./track.js";
import type { FrameSize } from "./shot.js";
import { trackerDefaults, type FullTrackerSettings, type TrackerSettings } from "./tracker-settings.js";
import type { Reading } from "../../../shared/domain/types.js";
import { msOf } from "../../../shared/domain/elapsed.js";

/** What one frame changed. */
export interface TrackStep {
  /** Tracks whose best picture is now in this frame: cut plate and vehicle at once, the frame is not kept. */
  readonly improved: readonly { readonly trackId: string; readonly readingIndex: number }[];
  /** In order of happening. Every settled track ends with exactly one `ended`, after at most one `corrected`. */
  readonly moments: readonly TrackMoment[];
  /** Tracks that are over, asserted or not: their pictures may be dropped after the moments were delivered. */
  readonly gone: readonly string[];
}

/** The tracks of one camera. Moments of the monotonic clock, nanoseconds. */
export interface Tracker {
  /** Takes one frame's readings, also when there are none; frames must come in order of time. */
  update(frame: FrameSize & { readonly readings: readonly Reading[] }): TrackStep;
  /** Ends all tracks, as at the end of a recording or of the program. */
  flush(monoNs: bigint): TrackStep;
}

const leftPictureMs = 300;

interface Drafts {
  readonly improved: { trackId: string; readingIndex: number }[];
  readonly moments: TrackMoment[];
  readonly gone: string[];
}

/** A tracker for one camera. Ids of tracks become ids of reads. */
export function createTracker(given: TrackerSettings, newId: NewId, judge: Judge): Tracker {
  const settings: FullTrackerSettings = { ...trackerDefaults, ...given };
  const seenBefore = createSeenBefore({ ...settings.seenBefore, moving: settings.moving });
  let tracks: Track[] = [];

  function end(track: Track, monoNs: bigint, step: Drafts): void {
    decideAtEnd(track, tracks, { settings, seenBefore, monoNs, moments: step.moments });
    if (track.asserted) step.moments.push(trackMoment(track, "ended", monoNs));
    step.gone.push(track.id);
    tracks = tracks.filter((other) => other !== track);
  }

  function see(frame: FrameSize, readings: readonly Reading[], step: Drafts): Track[] {
    const sightings = readings.map((reading) => ({ reading, score: createScorer(reading.logProbs) }));
    const expected = tracks.map((track) => {
      const unseen = Number(frame.monoNs - track.lastSeenMonoNs) / 1e9;
      return { box: predictBox(track.motion, unseen), unseen, best: bestOf(track) };
    });
    const { byTrack, contradicted } = associate(expected, sightings);
    const trackOf = new Map(byTrack.map((sighting, t) => [sighting, tracks[t]]));
    for (const track of tracks) track.missed++;
    return sightings.map((sighting: ScoredReading, index) => {
      let track = trackOf.get(index);
      if (!track) {
        const doubtful = contradicted.has(index);
        track = startTrack({ id: newId(), monoNs: frame.monoNs, doubtful }, settings.vote, judge);
        tracks.push(track);
      }
      if (addSighting(track, sighting, frame)) step.improved.push({ trackId: track.id, readingIndex: index });
      return track;
    });
  }

  return {
    update({ readings, ...frame }) {
      const step: Drafts = { improved: [], moments: [], gone: [] };
      const decision = { settings, seenBefore, monoNs: frame.monoNs, moments: step.moments };
      for (const track of see(frame, readings, step)) decide(track, tracks, decision);
      for (const track of tracks.filter((candidate) => isOver(candidate, frame, settings))) {
        end(track, frame.monoNs, step);
      }
      while (tracks.length > settings.maxTracks) end(leastWorth(tracks), frame.monoNs, step);
      return step;
    },
    flush(monoNs) {
      const step: Drafts = { improved: [], moments: [], gone: [] };
      for (const track of tracks) end(track, monoNs, step);
      return step;
    },
  };
}

/** Not seen for long enough, or on its way out of the picture. */
function isOver(track: Track, frame: FrameSize, settings: FullTrackerSettings): boolean {
  const silentMs = msOf(frame.monoNs - track.lastSeenMonoNs);
  if (track.missed >= 3 && silentMs > settings.endAfterMs) return true;
  if (track.missed < 2 || silentMs < leftPictureMs) return false;
  const { x, y } = centreOf(predictBox(track.motion, silentMs / 1_000));
  return x < 0 || y < 0 || x > frame.width || y > frame.height;
}

/** The track to give up when there are too many: first those that asserted nothing, then the one seen longest ago. */
function leastWorth(tracks: readonly Track[]): Track {
  const rank = (track: Track): number => Number(track.lastSeenMonoNs) + (track.asserted ? 1e18 : 0);
  return tracks.reduce((least, track) => (rank(track) < rank(least) ? track : least));
}
