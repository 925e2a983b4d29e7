// One picture through the models: scale > detect > cut > read > state > judge. Used by the daemon's worker, `read` and `eval` alike.
import { distance } from "../../core/box.js";
import { characterConfidences } from "../../core/ctc/characters.js";
import {
  assertionProbability,
  isPlate,
  shippedAssertion,
  type PlateFound,
} from "../../core/judgement/assertion.js";
import { createJudge, type Judge } from "../../core/judgement/judge.js";
import { judgeLooks, lookOf } from "../../core/judgement/looks.js";
import type { PlateTables } from "../../../shared/domain/plate-tables.js";
import type {
  Box,
  Candidate,
  Detection,
  Matrix,
  Picture,
  Quad,
  Reading,
} from "../../../shared/domain/types.js";
import { isWatched, type View } from "../../core/view.js";
import { plateQuad, wholeQuad } from "./crop.js";
import { openDetector, type Detector } from "./detector.js";
import { findPlates } from "./find-plates.js";
import { loadModelFiles, type ModelManifest } from "./manifest.js";
import { hasStackedInk } from "./ink.js";
import { openReader, type Reader } from "./reader.js";
import { lookAgain } from "./look-again.js";
import { openStateClassifier, type StateClassifier } from "./state.js";
import { mayHaveTwoRows, readTwoRows } from "./two-rows.js";
import { type StageTimes, type Stopwatch, stopwatch } from "./stopwatch.js";

/** What single pictures get and the daemon's frames go without. */
export interface ReadDetail {
  /** Confidence of each character of the best text; left empty otherwise. */
  readonly characters: boolean;
  /** See `Search.still`. */
  readonly still: boolean;
  /** Only plates here are read; left out: all. */
  readonly view?: View;
}

/** Texts a reading keeps at most. */
const keptCandidates = 8;
const allDetail: ReadDetail = { characters: true, still: true };

/** All models of a manifest, warm; `state` null when it has none. */
export interface Models {
  readonly manifest: ModelManifest;
  readonly detector: Detector;
  readonly reader: Reader;
  readonly state: StateClassifier | null;
  readonly judge: Judge;
  /** The time stages are measured with, nanoseconds. */
  readonly monoNs: () => bigint;
  close(): Promise<void>;
}

/** What one picture said, and the milliseconds each stage took. */
export interface PlatesRead {
  readonly readings: readonly Reading[];
  /** Plates that were found and not read, because they lie outside the view; left out: none. */
  readonly elsewhere?: readonly Box[];
  readonly ms: StageTimes;
}

/** How models are opened; without `tables` texts and designs are taken as they look. */
export interface ModelsDeps {
  readonly threads: number;
  readonly monoNs: () => bigint;
  readonly tables: PlateTables | null;
}

/** Verifies and loads the models of a folder and runs each once, so that the first frame is not slow. Throws MODEL_*. */
export async function openModels(dir: string, deps: ModelsDeps): Promise<Models> {
  const files = loadModelFiles(dir);
  const { manifest } = files;
  const detector = await openDetector(manifest.detector, files.detector, deps.threads);
  const reader = await openReader(manifest.reader, files.reader, deps.threads);
  const state =
    manifest.state && files.state
      ? await openStateClassifier(manifest.state, files.state, deps.threads)
      : null;
  const close = async () => {
    await Promise.all([detector.close(), reader.close(), state?.close()]);
  };
  const judge = judgeOf(manifest, deps.tables);
  const models: Models = { manifest, detector, reader, state, judge, monoNs: deps.monoNs, close };
  await warmUp(models);
  return models;
}

/** The judge of readings and tracks that these models make. */
export function judgeOf({ state }: ModelManifest, tables: PlateTables | null): Judge {
  return createJudge(tables, state ?? { labels: ["other"], threshold: 1 });
}

/** Finds and reads every plate in a picture; also improbable ones: whether to assert is the caller's decision. */
export async function readPlates(
  models: Models,
  picture: Picture,
  detail: ReadDetail = allDetail,
): Promise<PlatesRead> {
  const watch = stopwatch(models.monoNs);
  const looking = { manifest: models.manifest.detector, still: detail.still, lap: watch.lap };
  const found = await findPlates(models.detector, picture, looking);
  const { view } = detail;
  const [detections, elsewhere]: Detection[][] = [[], []];
  for (const one of found) (!view || isWatched(one.box, picture, view) ? detections : elsewhere).push(one);
  const cuts = cutsOf(models.manifest, detections);
  const readings = await readCuts(models, picture, { detections, cuts, watch, detail });
  return { readings, elsewhere: elsewhere.map(({ box }) => box), ms: watch.laps };
}

/** Reads plates whose places are known. */
export async function readDetections(
  models: Models,
  picture: Picture,
  detections: readonly Detection[],
): Promise<PlatesRead> {
  const watch = stopwatch(models.monoNs);
  const cuts = cutsOf(models.manifest, detections);
  const detail = { characters: false, still: false };
  return { readings: await readCuts(models, picture, { detections, cuts, watch, detail }), ms: watch.laps };
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

/** Probability that a reading is a plate and its best text is right; 0 without a text. */
export function plateProbability(reading: Reading, { asserting = shippedAssertion }: ModelManifest): number {
  const best = reading.candidates[0];
  return best ? assertionProbability(foundOf(reading, best), asserting.weights) : 0;
}

/** A plate is asserted from one picture when it is surely one (`plateProbability`), and its best text of a plate's length. */
export function isAsserted(reading: Reading, manifest: ModelManifest, minProbability: number): boolean {
  const best = reading.candidates[0];
  const { minCharacters, maxCharacters } = manifest.reader;
  return (
    best !== undefined &&
    best.probability >= minProbability &&
    isPlate(foundOf(reading, best), manifest.asserting ?? shippedAssertion) &&
    best.text.length >= minCharacters &&
    best.text.length <= maxCharacters
  );
}

function foundOf({ detection, widthPx }: Reading, { text, probability }: Candidate): PlateFound {
  return { text, probability, score: detection.score, widthPx };
}

/** A text as probable as any, and of a kind that speaks for a plate: what is not asserted with it never is. */
const bestCase = { text: "ABC1234", probability: 1 };

/** Whether the detector was sure enough that a plate could be asserted, however well it reads. */
function canBeAsserted(
  { score }: Detection,
  widthPx: number,
  { asserting = shippedAssertion }: ModelManifest,
): boolean {
  return isPlate({ ...bestCase, score, widthPx }, asserting);
}

function widthOf({ corners, box }: Detection): number {
  return corners ? distance(corners[0], corners[1]) : box.w;
}

function cutsOf({ reader, state }: ModelManifest, detections: readonly Detection[]): Work["cuts"] {
  return {
    reader: detections.map((detection) => plateQuad(detection, reader)),
    state: detections.map((detection) => plateQuad(detection, state ?? reader)),
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
  const { width, height } = models.manifest.reader.input;
  const area = width * height;
  const stacked = matrices.map((matrix, i) =>
    hasStackedInk(batch.subarray(i * area, (i + 1) * area), { width, height }, matrix),
  );
  watch.lap("search");
  // In a still, design and second looks are for what can be asserted; in a frame for all, the frames add up.
  const worth = detections.map((one) => !detail.still || canBeAsserted(one, widthOf(one), models.manifest));
  const designs = await designsOf(models, picture, cuts.state, worth);
  watch.lap("inferState");
  const judged = await judgeAll(models, picture, { matrices, designs, cuts, worth });
  watch.lap("search");
  return detections.map((detection, i) => ({
    detection,
    logProbs: judged[i].matrix,
    candidates: judged[i].candidates.slice(0, keptCandidates),
    characters: detail.characters
      ? characterConfidences(judged[i].matrix, judged[i].candidates[0]?.text ?? "")
      : [],
    state: judged[i].state,
    withState: judged[i].withState.slice(0, keptCandidates),
    design: designs[i],
    widthPx: widthOf(detection),
    ...(stacked[i] && !judged[i].isTwoRows ? { incomplete: true as const } : {}),
  }));
}

/** What the design of each plate says; null of one not worth it, and where the models have no state network. */
async function designsOf(
  { state, judge }: Models,
  picture: Picture,
  quads: readonly Quad[],
  worth: readonly boolean[],
): Promise<(Float64Array | null)[]> {
  const designs: (Float64Array | null)[] = [];
  for (const [i, quad] of quads.entries()) {
    designs.push(state && worth[i] ? judge.evidence(await state.classify(picture, quad)) : null);
  }
  return designs;
}

interface Seen {
  readonly matrices: readonly Matrix[];
  readonly designs: readonly (Float64Array | null)[];
  readonly cuts: Work["cuts"];
  /** Which plates are worth a second look. */
  readonly worth: readonly boolean[];
}

interface Judged extends ReturnType<typeof judgeLooks> {
  readonly isTwoRows?: true;
}

/** Judges every plate, and looks again at those that are still in doubt. */
async function judgeAll(models: Models, picture: Picture, { matrices, designs, cuts, worth }: Seen) {
  const { judge, reader, manifest } = models;
  const { retry } = manifest.reader;
  const first = matrices.map(lookOf);
  const judged: Judged[] = first.map((look, i) => judgeLooks(judge, [look], designs[i]));
  if (!retry) return judged;
  const unsure = judged.flatMap((one, i) => (worth[i] && sureness(one) < retry.below ? [i] : []));
  const quads = unsure.map((i) => cuts.reader[i]);
  const more = await lookAgain(reader, picture, quads, retry.margins);
  unsure.forEach((i, k) => {
    judged[i] = judgeLooks(judge, [first[i], ...more[k]], designs[i]);
  });
  const narrow = unsure.filter((i) => mayHaveTwoRows(cuts.reader[i]));
  const rows = await readTwoRows(
    reader,
    picture,
    narrow.map((i) => cuts.reader[i]),
  );
  for (const [k, i] of narrow.entries()) {
    const look = rows[k];
    const one = look && judgeLooks(judge, [look], designs[i]);
    if (one && sureness(one) > sureness(judged[i])) judged[i] = { ...one, isTwoRows: true };
  }
  return judged;
}

const sureness = ({ candidates: [best] }: Judged): number => best?.probability ?? 0;

async function warmUp(models: Models): Promise<void> {
  const picture: Picture = { width: 640, height: 360, y: new Uint8Array(640 * 360).fill(114), colour: null };
  await readPlates(models, picture);
  await readPlateCrop(models, picture);
}
