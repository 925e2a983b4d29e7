// npm run -s bench -- match [--crops 20000] [--list 1000000] [--seed 1] [--data DIR ...] [--confusions] [--json]:
// the wrong-hit study. Reads drawn and spoilt plates, and real crops of labelled sets apart, with the shipped reader, and
// matches them against a list of plausible plates. docs/matching.md holds the table.
import { packageDir } from "../../src/cli/paths.js";
import { loadConfusions } from "../../src/config/plates.js";
import { configSchema } from "../../src/config/schema.js";
import type { MatchSettings } from "../../src/core/match.js";
import { matchSettings } from "../../src/hotlist/settings.js";
import { createClock } from "../../src/os/clock.js";
import { openModels, readPlateCrop, type Models } from "../../src/vision/read-plates.js";
import { createRandom } from "../make-fixtures/hotlists-random.js";
import { confusionTable } from "./match-confusions.js";
import { plausiblePlate, realCrops, renderCrop, type Crop } from "./match-crops.js";
import {
  compare,
  curve,
  emptyScores,
  scoreRead,
  studyList,
  type KnownRead,
  type Point,
} from "./match-study.js";

interface Options {
  readonly crops: number;
  readonly list: number;
  readonly seed: number;
  readonly data: readonly string[];
  readonly confusions: boolean;
  readonly json: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const number = (name: string, otherwise: number): number => {
    const at = args.indexOf(`--${name}`);
    const value = at < 0 ? otherwise : Number(args[at + 1]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number`);
    return value;
  };
  return {
    crops: number("crops", 20_000),
    list: number("list", 1_000_000),
    seed: number("seed", 1),
    data: args.flatMap((arg, i) => (arg === "--data" ? [args[i + 1] ?? ""] : [])),
    confusions: args.includes("--confusions"),
    json: args.includes("--json"),
  };
}

async function* rendered(count: number, seed: number): AsyncGenerator<Crop> {
  const random = createRandom(seed);
  for (let i = 0; i < count; i++) yield await renderCrop(plausiblePlate(random), random);
}

/** Everything the reader makes a text of. An empty answer is no read, and counts for no method. */
async function readAll(models: Models, crops: AsyncIterable<Crop>): Promise<readonly KnownRead[]> {
  const reads: KnownRead[] = [];
  for await (const { text, picture } of crops) {
    const [reading] = (await readPlateCrop(models, picture)).readings;
    const best = reading?.candidates[0];
    if (!reading || !best || best.text.length < models.manifest.reader.minCharacters) continue;
    reads.push({ truth: text, candidates: reading.candidates, matrix: reading.logProbs });
  }
  return reads;
}

function* plates(count: number, seed: number): Generator<string> {
  const random = createRandom(seed);
  for (let i = 0; i < count; i++) yield plausiblePlate(random);
}

function study(reads: readonly KnownRead[], options: Options, merged: boolean) {
  const thresholds = { high: 0, medium: 0, low: 0 };
  const config = configSchema.shape.hotlist.parse({});
  const settings: MatchSettings = { ...matchSettings(config, loadConfusions()), thresholds };
  const plain = (text: string): string => (merged ? text.replaceAll("O", "0") : text);
  const truths = new Set(reads.map((read) => plain(read.truth)));
  const listed = [...plates(options.list, options.seed + 1_000)].map(plain);
  const list = studyList(listed, truths);
  const scores = emptyScores();
  for (const read of reads) scoreRead(read, { list, settings, merged }, scores);
  const perThousand = curve(scores);
  const comparisons = compare(scores, perThousand);
  return {
    reads: reads.length,
    readRight: reads.filter((read) => plain(read.candidates[0]?.text ?? "") === plain(read.truth)).length,
    listed: list.plates.size,
    perThousand,
    dominates: comparisons.every(({ ours, falseAlerts }) => ours !== null && ours <= falseAlerts),
    atEqualMisses: comparisons,
  };
}

/** 95 % interval of a share, per 1,000 (Wilson 1927). */
function interval(count: number, of: number): readonly [number, number] {
  const [z, n] = [1.96, Math.max(1, of)];
  const p = Math.min(1, count / n);
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Number(((middle - half) * 1000).toFixed(1)), Number(((middle + half) * 1000).toFixed(1))];
}

const withIntervals = (points: readonly Point[], reads: number) =>
  points.map((point) => ({
    ...point,
    falseInterval: interval(point.falseCount, reads),
    missedInterval: interval(point.missedCount, reads),
  }));

/** Entry of `npm run -s bench -- match`. */
export async function run(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  const clock = createClock();
  const models = await openModels(`${packageDir}models`, { threads: 1, monoNs: () => clock.monoNs() });
  try {
    const drawn = await readAll(models, rendered(options.crops, options.seed));
    if (options.confusions) return console.log(confusionTable(drawn));
    const result = study(drawn, options, false);
    const real: Record<string, unknown>[] = [];
    for (const dir of options.data) {
      // Labels of real sets write O as 0.
      const own = study(await readAll(models, realCrops(dir)), options, true);
      const set = dir
        .split("/")
        .filter((part) => part !== "")
        .at(-1);
      real.push({ set, ...own, perThousand: withIntervals(own.perThousand, own.reads) });
    }
    const report = { crops: options.crops, reader: models.manifest.reader.name, ...result, real };
    if (options.json) console.log(JSON.stringify(report));
    else {
      console.table(report.perThousand);
      console.table(report.atEqualMisses);
    }
  } finally {
    await models.close();
  }
}
