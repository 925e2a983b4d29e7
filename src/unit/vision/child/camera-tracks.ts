import type { Judge } from "../../core/judgement/judge.js";
import { createTracker, type TrackStep } from "../../core/tracking/tracker.js";
import type { TrackerSettings } from "../../core/tracking/tracker-settings.js";
import type { TrackMoment } from "../../core/tracking/track.js";
import type { NewId } from "../../../shared/domain/ports.js";
import type { Frame, Reading, TrackEvent } from "../../../shared/domain/types.js";
import { takeSnapshot, type SnapshotSettings, type TrackPictures } from "./snapshot.js";

/** When a camera's tracks become reads, and how their pictures are kept. */
export interface CameraTracksSettings extends SnapshotSettings {
  readonly tracker: TrackerSettings;
}

/** A track event but for its camera. */
export type CameraTrackEvent = Omit<TrackEvent, "camera">;

/** Where events go, in the order of the frames. */
export interface CameraTracksDeps {
  readonly newId: NewId;
  readonly judge: Judge;
  onEvent(event: CameraTrackEvent): void;
  onError(error: unknown): void;
}

/** One camera's tracks with their pictures: readings in, events out. */
export interface CameraTracks {
  /** Frames must come in order; the frame's memory is not used after this returns. */
  update(frame: Frame, readings: readonly Reading[]): void;
  /** Ends all tracks and resolves when their events are delivered. */
  flush(monoNs: bigint): Promise<void>;
}

/** Events leave in the order of the frames, each once its pictures are made. */
export function createCameraTracks(settings: CameraTracksSettings, deps: CameraTracksDeps): CameraTracks {
  const tracker = createTracker(settings.tracker, deps.newId, deps.judge);
  const snapshots = new Map<string, TrackPictures>();
  // JPEGs are made beside the main thread; the chain keeps events in order.
  let delivered: Promise<void> = Promise.resolve();

  const deliver = async (moment: TrackMoment, snapshot: TrackPictures): Promise<void> => {
    const { plate, vehicle } = await snapshot.jpegs();
    deps.onEvent({ ...moment, plateJpeg: plate, vehicleJpeg: vehicle });
  };
  const follow = ({ moments, gone }: TrackStep): void => {
    for (const moment of moments) {
      const snapshot = snapshots.get(moment.trackId);
      if (!snapshot) throw new Error("a track has no picture");
      delivered = delivered
        .then(() => deliver(moment, snapshot))
        .catch((error: unknown) => deps.onError(error));
    }
    for (const id of gone) snapshots.delete(id);
  };
  return {
    update(frame, readings) {
      const { width, height, capturedMonoNs: monoNs } = frame;
      const step = tracker.update({ monoNs, width, height, readings });
      for (const { trackId, readingIndex } of step.improved) {
        const { box } = readings[readingIndex].detection;
        snapshots.set(trackId, takeSnapshot(frame, box, settings));
      }
      follow(step);
    },
    async flush(monoNs) {
      follow(tracker.flush(monoNs));
      await delivered;
    },
  };
}
