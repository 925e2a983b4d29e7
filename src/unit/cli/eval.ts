import { closeSync, openSync, writeSync } from "node:fs";
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/errors.js";
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
import { parseProbability } from "./read.js";
import { msSince } from "../../shared/domain/elapsed.js";

interface EvalOptions {
  readonly data: readonly string[];
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
    .requiredOption("--data <dir...>", "folders with labels.jsonl and pictures, or folders of such folders")
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
text and state may be null. Rows with "unlabelled": true are left out.`,
    )
    .action(runEval);
}

async function runEval(options: EvalOptions): Promise<void> {
  const sets = options.data.flatMap((dir) => openLabelledSets(dir, options.split));
  const clock = createClock();
  const models = await openModels(options.models, {
    threads: 1,
    tables: loadPlateTables(),
    monoNs: () => clock.monoNs(),
  });
  const failures = options.failures === undefined ? null : openSync(options.failures, "w");
  const scored: { set: LabelledSet; scores: PictureScore[] }[] = [];
  for (const set of sets) {
    const scores = await scoreSet(set, models, options);
    scored.push({ set, scores });
    if (!options.json) console.log(summaryLines(summarise(set.name, scores, set.unlabelled)).join("\n"));
    if (failures === null) continue;
    const lines = scores.flatMap((score) => failuresOf(set.name, score));
    for (const line of lines) writeSync(failures, `${JSON.stringify(line)}\n`);
  }
  if (failures !== null) closeSync(failures);
  await models.close();
  if (options.json) printJson(scored, models);
  else printTotals(scored);
}

function printJson(scored: readonly { set: LabelledSet; scores: PictureScore[] }[], models: Models): void {
  const { detector, reader, state } = models.manifest;
  const sets = scored.map(({ set, scores }) => summarise(set.name, scores, set.unlabelled));
  console.log(
    JSON.stringify({
      models: [detector.name, reader.name, state?.name ?? null],
      sets,
      totals: totals(scored),
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

async function scoreSet(set: LabelledSet, models: Models, options: EvalOptions): Promise<PictureScore[]> {
  const scores: PictureScore[] = [];
  for (const picture of set.pictures) {
    try {
      scores.push(await scoreOne(picture, models, options));
    } catch (error) {
      if (!(error instanceof TagwatchError)) throw error;
      process.exitCode = 1;
      console.error(`tagwatch: ${error.message}`);
    }
  }
  return scores;
}

async function scoreOne(
  labelled: LabelledPicture,
  models: Models,
  { minProbability = models.manifest.reader.minProbability }: EvalOptions,
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
