// npm run -s bench -- match [--sightings DIR [--datasets DIR]] [--data DIR ...] [--crops N] [--list 1000000] [--seed 1]
// [--confusions] [--json]: the wrong-hit study. Reads plates with the shipped reader and matches the reads against a list
// of plausible plates in four ways. Without --sightings it draws plates itself; with it, it takes those of
// models/training/reader/sightings.py from the folder, made there first when --datasets is given. docs/matching.md holds the table.
import { packageDir } from "../../src/unit/cli/paths.js";
import { loadConfusions, loadPlateTables } from "../../src/unit/config/plates.js";
import { configSchema } from "../../src/unit/config/schema.js";
import type { MatchSettings } from "../../src/unit/core/matching/match.js";
import { matchSettings } from "../../src/unit/hotlist/settings.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { openModels, readPlateCrop, type Models } from "../../src/unit/vision/plates/read-plates.js";
import { createRandom } from "../../test/kit/samples/list-rows.js";
import { confusionTable } from "./match-confusions.js";
import { realCrops, renderCrop, type Crop } from "./match-crops.js";
import { listedPlates, passingPlates } from "./match-plates.js";
import { makeSightings, readSightings } from "./match-sightings.js";
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
  readonly sightings: string | null;
  readonly datasets: string | null;
  readonly data: readonly string[];
  readonly confusions: boolean;
  readonly json: boolean;
}

const [fullSize, drawnSize] = [20_000, 2_000];

function optionsOf(args: readonly string[]): Options {
  const texts = (name: string): readonly string[] =>
    args.flatMap((arg, i) => (arg === `--${name}` ? [args[i + 1] ?? ""] : []));
  const number = (name: string, otherwise: number): number => {
    const [text] = texts(name);
    const value = text === undefined ? otherwise : Number(text);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number`);
    return value;
  };
  const sightings = texts("sightings")[0] ?? null;
  return {
    crops: number("crops", sightings ? fullSize : drawnSize),
    list: number("list", 1_000_000),
    seed: number("seed", 1),
    sightings,
    datasets: texts("datasets")[0] ?? null,
    data: texts("data"),
    confusions: args.includes("--confusions"),
    json: args.includes("--json"),
  };
}

async function* drawn(plates: readonly string[], seed: number): AsyncGenerator<Crop> {
  const random = createRandom(seed);
  for (const plate of plates) yield await renderCrop(plate, random);
}

/** Everything the reader makes a text of. An empty answer is no read, and counts for no method. */
async function readAll(models: Models, crops: AsyncIterable<Crop>): Promise<readonly KnownRead[]> {
  const reads: KnownRead[] = [];
  for await (const { text, picture } of crops) {
    const [reading] = (await readPlateCrop(models, picture)).readings;
    const best = reading?.candidates[0];
    if (!reading || !best || best.text.length < models.manifest.reader.minCharacters) continue;
    reads.push({ truth: text, candidates: reading.candidates, matrices: [reading.logProbs] });
  }
  return reads;
}

/** What is matched: reads of one look each, and of whole tracks where there are several looks. */
interface Reads {
  readonly single: readonly KnownRead[];
  readonly tracks: readonly KnownRead[];
}

async function readPassing(models: Models, plates: readonly string[], options: Options): Promise<Reads> {
  const { sightings, datasets, seed } = options;
  const frames = options.confusions ? 1 : 3;
  if (!sightings) return { single: await readAll(models, drawn(plates, seed)), tracks: [] };
  if (datasets) makeSightings(sightings, { plates, data: datasets, seed: 9_100 + seed, frames });
  const [single, tracks]: [KnownRead[], KnownRead[]] = [[], []];
  for await (const vehicle of readSightings(models, sightings)) {
    single.push(...vehicle.single);
    if (vehicle.track) tracks.push(vehicle.track);
  }
  return { single, tracks };
}

function study(reads: readonly KnownRead[], listed: ReadonlySet<string>, merged: boolean) {
  const thresholds = { high: 0, medium: 0, low: 0 };
  const config = configSchema.shape.hotlist.parse({});
  const settings: MatchSettings = { ...matchSettings(config, loadConfusions()), thresholds };
  const plain = (text: string): string => (merged ? text.replaceAll("O", "0") : text);
  const list = studyList([...listed].map(plain), new Set(reads.map((read) => plain(read.truth))));
  const scores = emptyScores();
  for (const read of reads) scoreRead(read, { list, settings, merged }, scores);
  const perThousand = curve(scores);
  const comparisons = compare(scores, perThousand);
  return {
    reads: reads.length,
    readRight: reads.filter((read) => plain(read.candidates[0]?.text ?? "") === plain(read.truth)).length,
    listed: list.plates.size,
    perThousand: withIntervals(perThousand, reads.length),
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

async function realStudies(models: Models, options: Options) {
  const listed = listedPlates(options.list, [], options.seed + 1_000);
  const studies = [];
  for (const dir of options.data) {
    const parts = dir.split("/").filter((part) => part !== "");
    // Labels of real sets write O as 0.
    const own = study(await readAll(models, realCrops(dir)), listed, true);
    studies.push({ set: parts.at(-1), ...own });
  }
  return studies;
}

/** Entry of `npm run -s bench -- match`. */
export async function run(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  const clock = createClock();
  const models = await openModels(`${packageDir}models`, {
    threads: 1,
    tables: loadPlateTables(),
    monoNs: () => clock.monoNs(),
  });
  try {
    const plates = passingPlates(options.crops, options.seed);
    const { single, tracks } = await readPassing(models, plates, options);
    if (options.confusions) return console.log(confusionTable(single));
    const listed = listedPlates(options.list, plates, options.seed + 1_000);
    const report = {
      reader: models.manifest.reader.name,
      plates: options.sightings ? "rendered" : "drawn",
      ...study(single, listed, false),
      ...(tracks.length > 0 ? { tracks: study(tracks, listed, false) } : {}),
      real: await realStudies(models, options),
    };
    if (options.json) console.log(JSON.stringify(report));
    else {
      console.table(report.perThousand);
      console.table(report.atEqualMisses);
    }
  } finally {
    await models.close();
  }
}
