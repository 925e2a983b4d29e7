import { closeSync, openSync, writeSync } from "node:fs";
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { loadPlateTables } from "../config/plates.js";
import { createClock } from "../../shared/platform/clock.js";
import { loadPicture } from "../vision/plates/image.js";
import { shippedModels } from "../vision/plates/manifest.js";
import {
  isAsserted,
  openModels,
  readPlateCrop,
  readPlates,
  type Models,
} from "../vision/plates/read-plates.js";
import { openLabelledSets, type LabelledPicture, type LabelledSet } from "../vision/plates/labelled-set.js";
import { failuresOf, summaryLines } from "./eval/report.js";
import { scorePicture, type PictureScore } from "./eval/score.js";
import { summarise } from "./eval/summary.js";
import { scoreVideo } from "./eval/video.js";
import { summariseClips, videoLines, type ClipScore, type VideoSummary } from "./eval/video-score.js";
import { openClipSets, type ClipSet } from "../vision/plates/clip-set.js";
import type { Clock } from "../../shared/domain/ports.js";
import { parseProbability } from "./read.js";
import { msSince } from "../../shared/domain/elapsed.js";

interface EvalSettings {
  readonly data?: readonly string[];
  readonly video?: readonly string[];
  readonly split?: string;
  readonly json?: boolean;
  readonly failures?: string;
  readonly minProbability?: number;
  readonly models: string;
}

/** `tagwatch eval`: measures the shipped pipeline, the very code of `read` and the daemon, on labelled pictures. */
export function evalCommand(): Command {
  return new Command("eval")
    .description("measure finding and reading of plates on labelled pictures")
    .option("--data <dir...>", "folders with labels.jsonl and pictures, or folders of such folders")
    .option("--video <dir...>", "folders with expected.json and clips, or folders of such folders")
    .option("--split <name>", "only rows of this split, e.g. val; default: all")
    .option("--json", "print one JSON object")
    .option("--failures <file>", "write everything that went wrong as JSON lines, for looking at it")
    .option(
      "--min-probability <p>",
      "asserted from this probability on; default: the manifest's",
      parseProbability,
    )
    .option("--models <dir>", "folder with manifest.json", shippedModels)
    .addHelpText(
      "after",
      `
labels.jsonl holds one picture per line, either whole pictures:
  {"image": "images/1.jpg", "split": "val", "plates": [{"box": [x1,y1,x2,y2], "text": "ABC123", "state": "KS"}]}
or pictures that are one plate each:
  {"image": "images/1.jpg", "split": "val", "text": "ABC123", "state": "KS"}
text and state may be null. Rows with "unlabelled": true are left out.

expected.json lists clips with the plates of the vehicles in them, each of which should be read once:
  {"clips": [{"video": "1.mp4", "fps": 15, "plates": ["ABC123", "KLM456"], "moving": true}]}
legible: [{"plate": "ABC123", "frames": [12, 40]}] says from which frame on a person can read a plate.`,
    )
    .action(runEval);
}

async function runEval(settings: EvalSettings): Promise<void> {
  if (!settings.data && !settings.video)
    throw new TagwatchError("USAGE", "nothing to measure", { hint: "name --data or --video" });
  const sets = (settings.data ?? []).flatMap((dir) => openLabelledSets(dir, settings.split));
  const clipSets = (settings.video ?? []).flatMap(openClipSets);
  const clock = createClock();
  const models = await openModels(settings.models, {
    threads: 1,
    tables: loadPlateTables(),
    monoNs: () => clock.monoNs(),
  });
  const failures = settings.failures === undefined ? null : openSync(settings.failures, "w");
  const scored: { set: LabelledSet; scores: PictureScore[] }[] = [];
  for (const set of sets) {
    const scores = await scoreSet(set, models, settings);
    scored.push({ set, scores });
    if (!settings.json) console.log(summaryLines(summarise(set.name, scores, set.unlabelled)).join("\n"));
    if (failures === null) continue;
    const lines = scores.flatMap((score) => failuresOf(set.name, score));
    for (const line of lines) writeSync(failures, `${JSON.stringify(line)}\n`);
  }
  if (failures !== null) closeSync(failures);
  const videos = await scoreClips(clipSets, models, { json: settings.json ?? false, clock });
  await models.close();
  if (settings.json) printJson(scored, videos, models);
  else printTotals(scored);
}

async function scoreClips(
  sets: readonly ClipSet[],
  models: Models,
  { json, clock }: { readonly json: boolean; readonly clock: Clock },
): Promise<VideoSummary[]> {
  const summaries: VideoSummary[] = [];
  const all: ClipScore[] = [];
  for (const { name, clips } of sets) {
    const scores: ClipScore[] = [];
    for (const clip of clips) {
      await orTold(async () => void scores.push(await scoreVideo(clip, models, clock)));
    }
    summaries.push(summariseClips(name, scores));
    all.push(...scores);
  }
  if (sets.length > 1) summaries.push(summariseClips("all clips", all));
  if (!json) for (const summary of summaries) console.log(videoLines(summary).join("\n"));
  return summaries;
}

/** A file that cannot be read is named, and the rest goes on. */
async function orTold(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TagwatchError)) throw error;
    process.exitCode = 1;
    console.error(`tagwatch: ${error.message}`);
  }
}

function printJson(
  scored: readonly { set: LabelledSet; scores: PictureScore[] }[],
  videos: readonly VideoSummary[],
  models: Models,
): void {
  const { detector, reader, state } = models.manifest;
  const sets = scored.map(({ set, scores }) => summarise(set.name, scores, set.unlabelled));
  console.log(
    JSON.stringify({
      models: [detector.name, reader.name, state?.name ?? null],
      sets,
      totals: totals(scored),
      videos,
    }),
  );
}

function printTotals(scored: readonly { set: LabelledSet; scores: PictureScore[] }[]): void {
  if (scored.length < 2) return;
  for (const total of totals(scored)) console.log(summaryLines(total).join("\n"));
}

/** Sums over all sets of whole pictures and over all sets of crops. */
function totals(scored: readonly { set: LabelledSet; scores: PictureScore[] }[]) {
  return (["scene", "crop"] as const).flatMap((kind) => {
    const scores = scored.flatMap((one) => one.scores).filter((score) => score.kind === kind);
    const unlabelled = scored.reduce((sum, { set }) => sum + set.unlabelled, 0);
    const name = kind === "scene" ? "all whole pictures" : "all crops";
    return scores.length === 0 ? [] : [summarise(name, scores, kind === "scene" ? unlabelled : 0)];
  });
}

async function scoreSet(set: LabelledSet, models: Models, settings: EvalSettings): Promise<PictureScore[]> {
  const scores: PictureScore[] = [];
  for (const picture of set.pictures) {
    await orTold(async () => void scores.push(await scoreOne(picture, models, settings)));
  }
  return scores;
}

async function scoreOne(
  labelled: LabelledPicture,
  models: Models,
  { minProbability = models.manifest.reader.minProbability }: EvalSettings,
): Promise<PictureScore> {
  const start = models.monoNs();
  const picture = await loadPicture(labelled.image);
  const decode = msSince(models, start);
  const { readings, ms } = await (labelled.kind === "crop" ? readPlateCrop : readPlates)(models, picture);
  const score = scorePicture(labelled, readings, (reading) =>
    isAsserted(reading, models.manifest, minProbability),
  );
  const detect = ms.scale + ms.inferDetect;
  return { ...score, ms: { decode, detect, read: ms.cut + ms.inferRead + ms.search + ms.inferState } };
}
