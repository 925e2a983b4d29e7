import { cameraSchema, configSchema } from "../../config/schema.js";
import { videoFrames } from "../../camera/video.js";
import { createTracker } from "../../core/tracking/tracker.js";
import type { TrackMoment } from "../../core/tracking/track.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { tracksSettings } from "../../vision/child/pipelines.js";
import { readPlates, type Models } from "../../vision/plates/read-plates.js";
import { scoreClip, type ClipRead, type ClipScore } from "./video-score.js";
import type { LabelledClip } from "../../vision/plates/clip-set.js";

const frameDetail = { characters: false, still: false };

/** Plays a clip through models and tracker as the daemon does, with the frames' times by the clip's rate. */
export async function scoreVideo(clip: LabelledClip, models: Models, clock: Clock): Promise<ClipScore> {
  const { minPlateWidth, masks } = cameraSchema.parse({ id: "clip", source: clip.file });
  const vision = configSchema.shape.vision.parse({});
  const { tracker: settings } = tracksSettings(
    { moving: clip.moving, minPlateWidth, masks },
    vision,
    models.manifest,
  );
  let ids = 0;
  const tracker = createTracker(settings, () => String(++ids), models.judge);
  const reads = new Map<string, ClipRead>();
  const legibleFrom = new Map(clip.legibleFrom);
  const take = (moments: readonly TrackMoment[], frame: number): void => {
    for (const { trackId, candidates } of moments) {
      const settledFrame = reads.get(trackId)?.settledFrame ?? frame;
      reads.set(trackId, { text: candidates[0].text, settledFrame });
    }
  };
  let frame = 0;
  for await (const { picture } of videoFrames(clip.file, clock)) {
    const { readings } = await readPlates(models, picture, frameDetail);
    for (const plate of clip.plates) {
      const isRead = readings.some(({ candidates }) => candidates[0]?.text === plate);
      if (isRead && !legibleFrom.has(plate)) legibleFrom.set(plate, frame);
    }
    const monoNs = monoNsOf(frame, clip.fps);
    const { width, height } = picture;
    take(tracker.update({ monoNs, width, height, readings }).moments, frame);
    frame++;
  }
  take(tracker.flush(monoNsOf(frame, clip.fps)).moments, frame);
  return scoreClip({ fps: clip.fps, plates: clip.plates, legibleFrom, reads: [...reads.values()] });
}

/** Not from 0: a monotonic clock never stands there. */
function monoNsOf(frame: number, fps: number): bigint {
  return BigInt(Math.round(1e9 + (frame * 1e9) / fps));
}
