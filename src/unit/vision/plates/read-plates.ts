// One picture through the models: scale > detect > cut > read > search > state. Used by the daemon's worker, `read` and `eval` alike.
import { distance } from "../../core/box.js";
import { characterConfidences } from "../../core/ctc/characters.js";
import { beamSearch } from "../../core/ctc/ctc.js";
import type { Detection, Picture, Quad, Reading, StateGuess } from "../../../shared/domain/types.js";
import { plateQuad, wholeQuad } from "./crop.js";
import { openDetector, type Detector } from "./detector.js";
import { findPlates } from "./find-plates.js";
import { loadModelFiles, type ModelManifest } from "./manifest.js";
import { hasStackedInk } from "./ink.js";
import { openReader, type Reader } from "./reader.js";
import { lookAgain, search, type Look } from "./look-again.js";
import { openStateClassifier, type StateClassifier } from "./state.js";
import { type StageTimes, type Stopwatch, stopwatch } from "./stopwatch.js";

/** What single pictures get and the daemon's frames go without. */
export interface ReadDetail {
  /** Confidence of each character of the best text; left empty otherwise. */
  readonly characters: boolean;
  /** See `Search.still`. */
  readonly still: boolean;
}

const allDetail: ReadDetail = { characters: true, still: true };

/** All models of a manifest, warm; `state` null when it has none. */
export interface Models {
  readonly manifest: ModelManifest;
  readonly detector: Detector;
  readonly reader: Reader;
  readonly state: StateClassifier | null;
  /** The time stages are measured with, nanoseconds. */
  readonly monoNs: () => bigint;
  close(): Promise<void>;
}

/** What one picture said, and the milliseconds each stage took. */
export interface PlatesRead {
  readonly readings: readonly Reading[];
  readonly ms: StageTimes;
}

/** Verifies and loads the models of a folder and runs each once, so that the first frame is not slow. Throws MODEL_*. */
export async function openModels(
  dir: string,
  options: { readonly threads: number; readonly monoNs: () => bigint },
): Promise<Models> {
  const files = loadModelFiles(dir);
  const { manifest } = files;
  const detector = await openDetector(manifest.detector, files.detector, options.threads);
  const reader = await openReader(manifest.reader, files.reader, options.threads);
  const state =
    manifest.state && files.state
      ? await openStateClassifier(manifest.state, files.state, options.threads)
      : null;
  const close = async () => {
    await Promise.all([detector.close(), reader.close(), state?.close()]);
  };
  const models: Models = { manifest, detector, reader, state, monoNs: options.monoNs, close };
  await warmUp(models);
  return models;
}

/** Finds and reads every plate in a picture; also improbable ones: whether to assert is the caller's decision. */
export async function readPlates(
  models: Models,
  picture: Picture,
  detail: ReadDetail = allDetail,
): Promise<PlatesRead> {
  const watch = stopwatch(models.monoNs);
  const looking = { manifest: models.manifest.detector, still: detail.still, lap: watch.lap };
  const detections = await findPlates(models.detector, picture, looking);
  const cuts = cutsOf(models.manifest, detections);
  const readings = await readCuts(models, picture, { detections, cuts, watch, detail });
  return { readings, ms: watch.laps };
}

/** Reads a picture that is a plate and nothing else, without detection. */
export async function readPlateCrop(models: Models, picture: Picture): Promise<PlatesRead> {
  const watch = stopwatch(models.monoNs);
  const corners = wholeQuad(picture);
  const box = { x: 0, y: 0, w: picture.width, h: picture.height };
  const cuts = { reader: [corners], state: [corners] };
  const readings = await readCuts(models, picture, {
    detections: [{ box, corners, score: 1 }],
    cuts,
    watch,
    detail: allDetail,
  });
  return { readings, ms: watch.laps };
}

/** A plate is asserted from one picture when it is surely a plate, and its best text is probable enough and of a plate's length. */
export function isAsserted(
  { candidates, detection }: Reading,
  { detector, reader }: ModelManifest,
  minProbability: number,
): boolean {
  const best = candidates[0];
  return (
    best !== undefined &&
    detection.score >= detector.assertScore &&
    best.probability >= minProbability &&
    best.text.length >= reader.minCharacters &&
    best.text.length <= reader.maxCharacters
  );
}

function cutsOf({ reader, state }: ModelManifest, detections: readonly Detection[]): Work["cuts"] {
  return {
    reader: detections.map((detection) => plateQuad(detection, reader)),
    state: state ? detections.map((detection) => plateQuad(detection, state)) : [],
  };
}

interface Work {
  readonly detections: readonly Detection[];
  readonly cuts: { readonly reader: readonly Quad[]; readonly state: readonly Quad[] };
  readonly watch: Stopwatch;
  readonly detail: ReadDetail;
}

async function readCuts(
  models: Models,
  picture: Picture,
  { detections, cuts, watch, detail }: Work,
): Promise<Reading[]> {
  if (detections.length === 0) return [];
  const batch = models.reader.prepare(picture, cuts.reader);
  watch.lap("cut");
  const matrices = await models.reader.read(batch);
  watch.lap("inferRead");
  const firstLooks = matrices.map((matrix) => ({ matrix, candidates: beamSearch(matrix, search) }));
  const { width, height } = models.manifest.reader.input;
  const area = width * height;
  const stacked = matrices.map((matrix, i) =>
    hasStackedInk(batch.subarray(i * area, (i + 1) * area), { width, height }, matrix),
  );
  const looks = await lookAgain(models, picture, cuts.reader, firstLooks);
  watch.lap("search");
  const states: readonly (StateGuess | null)[] = models.state
    ? await models.state.classify(picture, cuts.state)
    : [];
  watch.lap("inferState");
  return detections.map((detection, i) => ({
    detection,
    logProbs: looks[i].matrix,
    candidates: looks[i].candidates,
    characters: charactersOf(looks[i], detail),
    state: states[i] ?? null,
    widthPx: detection.corners ? distance(detection.corners[0], detection.corners[1]) : detection.box.w,
    ...(stacked[i] ? { incomplete: true as const } : {}),
  }));
}

function charactersOf({ matrix, candidates }: Look, detail: ReadDetail): Reading["characters"] {
  return detail.characters ? characterConfidences(matrix, candidates[0]?.text ?? "") : [];
}

async function warmUp(models: Models): Promise<void> {
  const picture: Picture = { width: 640, height: 360, y: new Uint8Array(640 * 360).fill(114), colour: null };
  await readPlates(models, picture);
  await readPlateCrop(models, picture);
}
