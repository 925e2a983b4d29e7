// Sightings made by models/training/reader/sightings.py, read as the vision process reads: each look by itself, then as a track.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createScorer } from "../../src/unit/core/ctc/score.js";
import { addSighting } from "../../src/unit/core/tracking/sighting.js";
import { trackMoment, startTrack } from "../../src/unit/core/tracking/track.js";
import type { Picture, Quad, Reading } from "../../src/shared/domain/types.js";
import { voteDefaults } from "../../src/unit/core/tracking/vote.js";
import { readDetections, type Models } from "../../src/unit/vision/plates/read-plates.js";
import type { Judge } from "../../src/unit/core/judgement/judge.js";
import type { KnownRead } from "./match-study.js";

interface LookRow {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  readonly quad: readonly (readonly [number, number])[];
}

interface PlateRow {
  readonly text: string;
  readonly looks: readonly LookRow[];
}

/** One vehicle: what each look says by itself, and what all looks say as one track. */
export interface SightedVehicle {
  readonly single: readonly KnownRead[];
  /** Null when no text was found. */
  readonly track: KnownRead | null;
}

const training = new URL("../../models/training/", import.meta.url).pathname;

/** Has the Python renderer make sightings of these plates, unless the folder already holds some. */
export function makeSightings(
  dir: string,
  options: {
    readonly plates: readonly string[];
    readonly data: string;
    readonly seed: number;
    readonly frames: number;
  },
): void {
  if (existsSync(join(dir, "index.jsonl"))) return;
  mkdirSync(dir, { recursive: true });
  const plates = join(dir, "plates.txt");
  writeFileSync(plates, options.plates.join("\n") + "\n");
  const python = process.env["PYTHON"] ?? "/usr/bin/python3";
  const args = ["-m", "reader.sightings", "--data", options.data, "--plates", plates, "--out", dir];
  execFileSync(python, [...args, "--seed", String(options.seed), "--frames", String(options.frames)], {
    cwd: training,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Reads every look with the shipped reader. What no text is found of counts for no method. */
export async function* readSightings(models: Models, dir: string): AsyncGenerator<SightedVehicle> {
  for await (const { text, readings } of readLooks(models, dir)) {
    yield vehicleOf({ truth: text, readings }, models.manifest.reader.minCharacters, models.judge);
  }
}

interface PlateRead {
  readonly text: string;
  readonly readings: readonly Reading[];
}

/** Reading takes minutes, matching seconds: what was read is kept beside the crops, by the reader's hash; remove it when reading itself has changed. */
async function* readLooks(models: Models, dir: string): AsyncGenerator<PlateRead> {
  const kept = join(dir, `reads-${models.manifest.reader.sha256.slice(0, 12)}.jsonl`);
  if (!existsSync(kept)) {
    const lines = readFileSync(join(dir, "index.jsonl"), "utf8").split("\n");
    await keepReads(models, dir, { lines, kept });
  }
  for await (const line of createInterface({ input: createReadStream(kept) })) yield unpackRead(line);
}

/** Reads the plates of some lines of the index and writes what was read to `kept`. */
export async function keepReads(
  models: Models,
  dir: string,
  { lines, kept }: { readonly lines: readonly string[]; readonly kept: string },
): Promise<void> {
  const crops = openSync(join(dir, "crops.bin"), "r");
  const out = openSync(`${kept}.part`, "w");
  try {
    for (const line of lines) {
      if (line === "") continue;
      const { text, looks } = JSON.parse(line) as PlateRow;
      const readings: Reading[] = [];
      for (const look of looks) readings.push(await readLook(models, pictureOf(crops, look), look));
      writeSync(out, packRead({ text, readings }) + "\n");
    }
  } finally {
    closeSync(crops);
    closeSync(out);
  }
  renameSync(`${kept}.part`, kept);
}

interface KeptLook {
  readonly candidates: Reading["candidates"];
  readonly widthPx: number;
  readonly steps: number;
  readonly symbols: number;
  readonly data: string;
}

function packRead({ text, readings }: PlateRead): string {
  const looks = readings.map(({ candidates, widthPx, logProbs: { steps, symbols, data } }): KeptLook => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return { candidates, widthPx, steps, symbols, data: bytes.toString("base64") };
  });
  return JSON.stringify({ text, looks });
}

// Where the plate stood in its crop no longer matters: it lay well inside the frame. At the edge is another matter.
const placed: Reading["detection"] = { box: { x: 900, y: 500, w: 100, h: 50 }, corners: null, score: 0.8 };

function unpackRead(line: string): PlateRead {
  const { text, looks } = JSON.parse(line) as { readonly text: string; readonly looks: readonly KeptLook[] };
  const readings = looks.map(({ candidates, widthPx, steps, symbols, data }): Reading => {
    const bytes = Uint8Array.from(Buffer.from(data, "base64"));
    const logProbs = { steps, symbols, data: new Float32Array(bytes.buffer) };
    return { detection: placed, logProbs, candidates, characters: [], state: null, design: null, widthPx };
  });
  return { text, readings };
}

function pictureOf(file: number, { at, width, height }: LookRow): Picture {
  const y = new Uint8Array(width * height);
  if (readSync(file, y, 0, y.length, at) !== y.length) throw new Error("crops.bin is cut off");
  return { width, height, y, colour: null };
}

/** The vision process's way from a detection's corners to a reading. */
async function readLook(models: Models, picture: Picture, { quad }: LookRow): Promise<Reading> {
  const corners = quad.map(([x, y]) => ({ x, y })) as unknown as Quad;
  const { readings } = await readDetections(models, picture, [{ ...placed, corners }]);
  // No state is given to any method of the study.
  return { ...readings[0], detection: placed, state: null, design: null };
}

/** Every look by itself, and the track the vision process makes of all looks. */
function vehicleOf(
  { truth, readings }: { readonly truth: string; readonly readings: readonly Reading[] },
  least: number,
  judge: Judge,
): SightedVehicle {
  const track = startTrack({ id: "study", monoNs: 0n, doubtful: false }, voteDefaults, judge);
  const frame = { width: 1920, height: 1080 };
  readings.forEach((reading, i) => {
    const score = createScorer(reading.logProbs);
    addSighting(track, { reading, score }, { ...frame, monoNs: BigInt(i) * 66_000_000n });
  });
  const moment = trackMoment(track, "ended", 0n);
  const isText = ({ candidates }: Pick<Reading, "candidates">): boolean =>
    (candidates[0]?.text ?? "").length >= least;
  const whole = { truth, candidates: moment.candidates, matrices: moment.matrices };
  return {
    single: readings
      .filter(isText)
      .map(({ candidates, logProbs }) => ({ truth, candidates, matrices: [logProbs] })),
    track: isText(whole) ? whole : null,
  };
}
