// All cameras of the vision process before one set of models.
import type { VisionConfig } from "../../config/schema.js";
import { msOf } from "../../../shared/domain/elapsed.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { CameraSetup, VisionProcessStatus } from "../messages.js";
import { isLossless, openPipeline, type Pipeline, type PipelineDeps } from "../pipeline.js";
import type { AimWish } from "../../core/aim.js";
import type { View } from "../../core/view.js";
import { shippedAssertion } from "../../core/judgement/assertion.js";
import type { ModelManifest } from "../plates/manifest.js";
import { createAiming } from "./aiming.js";
import type { CameraTracksSettings } from "./camera-tracks.js";
import { createScheduler } from "./scheduler.js";
import { createStageSums } from "./stage-sums.js";
import type { Inference } from "./worker-pool.js";

/** What the cameras are opened with. */
export interface PipelinesDeps extends Omit<PipelineDeps, "scheduler" | "capacity"> {
  readonly vision: VisionConfig;
  readonly inference: Inference;
}

/** All cameras, opened. */
export interface Pipelines {
  /** Runs the cameras until all have ended or `signal` aborts, and every frame they gave is read and reported. */
  run(signal: AbortSignal): Promise<void>;
  /** Somebody aims a camera. */
  aim(wish: AimWish): void;
  status(): VisionProcessStatus;
}

/** Opens a pipeline for each camera. */
export function openPipelines(setups: readonly CameraSetup[], deps: PipelinesDeps): Pipelines {
  const { vision, inference, ...shared } = deps;
  const { clock, log } = shared;
  const { capacity } = inference;
  const stages = createStageSums();
  const byId = new Map<string, Pipeline>();
  let lastFrameMonoNs: bigint | null = null;
  const lanes = setups.map((setup) => ({ id: setup.id, lossless: isLossless(setup) }));
  const views = new Map(setups.map((setup) => [setup.id, viewOf(setup)]));
  const aiming = createAiming({
    about: (camera) => ({
      // Half of what the reader takes: below, a plate is blown up more than twofold to be read.
      neededPx: Math.round(inference.manifest.reader.input.width / 2),
      leastPx: setups.find(({ id }) => id === camera)?.minPlateWidth ?? 0,
      view: views.get(camera) ?? everywhere,
    }),
    onPicture: (picture) => shared.send({ kind: "aimed", picture }),
    onError: (camera, error) =>
      log.child({ camera }).warn("a picture for aiming cannot be made", { reason: errorText(error) }),
  });
  const scheduler = createScheduler(lanes, {
    capacity,
    read: (frame) => inference.read(frame, views.get(frame.camera) ?? everywhere),
    onRead(frame, { readings, elsewhere, ms }) {
      const begun = clock.monoNs();
      byId.get(frame.camera)?.follow(frame, readings);
      lastFrameMonoNs = clock.monoNs();
      // After the tracks: an alert is on its way before a picture for the aim is made.
      aiming.saw(frame, { readings, elsewhere });
      stages.add({ ...ms, track: msOf(lastFrameMonoNs - begun) });
    },
    onError: (frame, error) =>
      log.child({ camera: frame.camera }).error("the models failed on a frame", { reason: errorText(error) }),
  });
  for (const setup of setups) {
    const tracking = tracksSettings(setup, vision, inference.manifest);
    byId.set(setup.id, openPipeline(setup, tracking, { ...shared, scheduler, capacity }));
  }
  const pipelines = [...byId.values()];
  return {
    async run(signal) {
      await Promise.all(pipelines.map((pipeline) => pipeline.run(signal)));
    },
    aim: (wish) => aiming.want(wish, clock.monoNs()),
    status: () => ({
      cameras: pipelines.map((pipeline) => pipeline.status()),
      lastFrameMonoNs,
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
      oldestJobMs: inference.oldestJobMs(),
      stageMs: stages.sums(),
    }),
  };
}

const everywhere: View = { region: null, masks: [] };

/** Where a camera's plates are read. */
function viewOf({ region, masks }: CameraSetup): View {
  return { region: region?.map(([x, y]) => ({ x, y })) ?? null, masks };
}

/** What the camera, the configuration and the models' manifest say of tracks. */
export function tracksSettings(
  { moving, minPlateWidth, masks }: Pick<CameraSetup, "moving" | "minPlateWidth" | "masks">,
  vision: VisionConfig,
  { reader, asserting }: ModelManifest,
): CameraTracksSettings {
  return {
    tracker: {
      moving,
      minPlateWidth,
      settleProbability: vision.settleProbability,
      minProbability: vision.minProbability ?? reader.minProbability,
      characters: { min: reader.minCharacters, max: reader.maxCharacters },
      assertion: asserting ?? shippedAssertion,
    },
    vehicleJpegWidth: vision.vehicleJpegWidth,
    masks,
  };
}
