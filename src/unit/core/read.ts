import { incompleteFactor } from "./incomplete.js";
import type {
  Fix,
  Millis,
  Read,
  ReadPosition,
  StampedTime,
  TrackEvent,
  UnitRef,
} from "../../shared/domain/types.js";
import { msOf } from "../../shared/domain/elapsed.js";

/** What a read needs besides the track's own opinion. */
export interface ReadDeps {
  readonly unit: UnitRef;
  readonly revision: number;
  readonly stamp: (monoNs: bigint) => StampedTime;
  /** The unit's position nearest to the best frame, or null when none is known. */
  readonly fix: Fix | null;
}

/** A fix as it stood at a moment of the monotonic clock, with its age then: how far the two are apart. */
export function positionAt(fix: Fix, monoNs: bigint): ReadPosition {
  const ageMs = Math.abs(Math.round(msOf(monoNs - fix.monoNs)));
  return {
    lat: fix.lat,
    lon: fix.lon,
    quality: fix.quality,
    ageMs: fix.quality === "fixed" ? 0 : ageMs,
    ...(fix.speedMps === undefined ? {} : { speedMps: fix.speedMps }),
    ...(fix.courseDeg === undefined ? {} : { courseDeg: fix.courseDeg }),
    ...(fix.hdop === undefined ? {} : { hdop: fix.hdop }),
  };
}

/** Asserts what a track says as a read: its text, when and where the best picture was taken, and by which unit. */
export function buildRead(event: TrackEvent, deps: ReadDeps): Read {
  const best = event.candidates[0] ?? { text: "", probability: 0 };
  const utc = (monoNs: bigint): Millis => deps.stamp(monoNs).at;
  return {
    id: event.trackId,
    revision: deps.revision,
    unit: deps.unit,
    camera: event.camera,
    text: best.text,
    probability: best.probability * (event.incomplete ? incompleteFactor : 1),
    characters: event.characters,
    candidates: event.candidates,
    state: event.state,
    capturedAt: deps.stamp(event.bestMonoNs),
    firstSeenAt: utc(event.firstSeenMonoNs),
    lastSeenAt: utc(event.lastSeenMonoNs),
    ...(event.incomplete ? { incomplete: true as const } : {}),
    frames: event.frames,
    widthPx: event.widthPx,
    position: deps.fix ? positionAt(deps.fix, event.bestMonoNs) : null,
  };
}
