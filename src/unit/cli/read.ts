import { Command, InvalidArgumentError } from "commander";
import { loadPlateTables } from "../config/plates.js";
import { createClock } from "../../shared/platform/clock.js";
import { shippedModels } from "../vision/plates/manifest.js";
import {
  isAsserted,
  openModels,
  plateProbability,
  readPlateCrop,
  readPlates,
  type Models,
} from "../vision/plates/read-plates.js";
import { openInputs, type Input } from "./read/inputs.js";
import { pictureReport, reportLines, type PictureReport } from "./read/report.js";

interface ReadSettings {
  readonly json?: boolean;
  readonly plateCrops?: boolean;
  readonly minProbability?: number;
  readonly models: string;
}

/** `tagwatch read`: reads the plates in pictures, folders and videos. Exit status 1 when any input failed. */
export function readCommand(): Command {
  return new Command("read")
    .description("read the plates in pictures, folders of pictures and videos")
    .argument("<path...>", "pictures, folders (with everything below them) or videos")
    .option("--json", "print one JSON object per picture or video frame, and nothing else")
    .option("--plate-crops", "each picture is a plate and nothing else: do not look for plates")
    .option(
      "--min-probability <p>",
      "list plates read with at least this probability (0 to 1; 0 lists everything found); default: as the daemon would assert them",
      parseProbability,
    )
    .option("--models <dir>", "folder with manifest.json", shippedModels)
    .addHelpText(
      "after",
      `
Examples:
  $ tagwatch read car.jpg
  $ tagwatch read --json pictures/ > plates.jsonl
  $ tagwatch read --plate-crops --min-probability 0 crops/

Inputs that cannot be read are named on stderr, the rest go on; the exit status is then 1.`,
    )
    .action(runRead);
}

/** A number from 0 to 1, or a usage error. */
export function parseProbability(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("give a number from 0 to 1");
}

async function runRead(paths: readonly string[], settings: ReadSettings): Promise<void> {
  const clock = createClock();
  const models = await openModels(settings.models, {
    threads: 1,
    tables: loadPlateTables(),
    monoNs: () => clock.monoNs(),
  });
  for await (const input of openInputs(paths, clock)) {
    if (input.ok) print(await readInput(models, input, settings), settings);
    else {
      process.exitCode = 1;
      console.error(`tagwatch: ${input.error.message}`);
    }
  }
  await models.close();
}

async function readInput(
  models: Models,
  input: Extract<Input, { readonly ok: true }>,
  { plateCrops, minProbability = models.manifest.reader.minProbability }: ReadSettings,
): Promise<PictureReport> {
  const { readings, ms } = await (plateCrops ? readPlateCrop : readPlates)(models, input.picture);
  const listed = readings.filter(
    (reading) => minProbability === 0 || isAsserted(reading, models.manifest, minProbability),
  );
  return pictureReport(input, listed, ms, (reading) => plateProbability(reading, models.manifest));
}

function print(report: PictureReport, { json }: ReadSettings): void {
  if (json) console.log(JSON.stringify(report));
  else for (const line of reportLines(report)) console.log(line);
}
