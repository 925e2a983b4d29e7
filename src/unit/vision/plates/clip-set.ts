import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { normalisePlate } from "../../../shared/domain/plate.js";

const clipSchema = z.object({
  video: z.string().min(1),
  fps: z.number().positive().max(240),
  plates: z.array(z.string().min(1)),
  /** The camera moves; true when left out. */
  moving: z.boolean().default(true),
  /** Where a plate can be read by a person: first and last frame, counted from 0. */
  legible: z
    .array(z.object({ plate: z.string(), frames: z.tuple([z.int().min(0), z.int().min(0)]) }))
    .default([]),
});
const setSchema = z.object({ clips: z.array(clipSchema).min(1) });

/** A clip and the plates of the vehicles in it, in the order they come; `legibleFrom` by plate, frames from 0. */
export interface LabelledClip {
  readonly file: string;
  readonly fps: number;
  readonly moving: boolean;
  readonly plates: readonly string[];
  readonly legibleFrom: ReadonlyMap<string, number>;
}

/** Clips of one folder. */
export interface ClipSet {
  readonly name: string;
  readonly clips: readonly LabelledClip[];
}

/** The sets in a folder: itself when it has expected.json, else the folders in it that do. Throws INPUT_MISSING or USAGE. */
export function openClipSets(dir: string): ClipSet[] {
  const inner = existsSync(dir) ? readdirSync(dir).sort() : [];
  const sets = [dir, ...inner.map((name) => join(dir, name))].filter((folder) =>
    existsSync(join(folder, "expected.json")),
  );
  if (sets.length > 0) return sets.map(openClipSet);
  throw new TagwatchError("INPUT_MISSING", `${dir} has no expected.json`, {
    hint: "name a folder with expected.json and its clips, or a folder of such folders",
  });
}

function openClipSet(dir: string): ClipSet {
  const file = join(dir, "expected.json");
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new TagwatchError("USAGE", `${file} is not JSON`, { cause });
  }
  const parsed = setSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new TagwatchError("USAGE", `${file} ${issue.path.map(String).join(".")}: ${issue.message}`, {
      hint: '{"clips": [{"video": "1.mp4", "fps": 15, "plates": ["ABC123"], "moving"?: true, "legible"?: [{"plate": "ABC123", "frames": [0, 40]}]}]}',
    });
  }
  return {
    name: basename(dir),
    clips: parsed.data.clips.map(({ video, fps, moving, plates, legible }) => ({
      file: join(dir, video),
      fps,
      moving,
      plates: plates.map(normalisePlate),
      legibleFrom: new Map(legible.map(({ plate, frames }) => [normalisePlate(plate), frames[0]])),
    })),
  };
}
