import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { pathIn, shownPath, type FilePath } from "../../../shared/domain/file-name.js";
import { normalisePlate } from "../../../shared/domain/plate.js";
import type { Box } from "../../../shared/domain/types.js";

const plateSchema = z.object({
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  text: z.string().nullish(),
  state: z.string().nullish(),
});

const rowSchema = z.object({
  image: z.string().min(1),
  split: z.string().optional(),
  plates: z.array(plateSchema).optional(),
  unlabelled: z.boolean().optional(),
  text: z.string().nullish(),
  state: z.string().nullish(),
});

/** A plate as labelled; `text` and `state` are null where they are not known. */
export interface LabelledPlate {
  readonly box: Box;
  readonly text: string | null;
  readonly state: string | null;
}

/** One labelled picture. `crop`: the picture is one plate; `scene`: plates are somewhere in it. */
export interface LabelledPicture {
  readonly image: string;
  readonly kind: "crop" | "scene";
  readonly plates: readonly LabelledPlate[];
}

/** Pictures of which somebody wrote down what stands in them. */
export interface LabelledSet {
  readonly name: string;
  readonly pictures: readonly LabelledPicture[];
  /** Rows left out because no box was labelled for their plates: they prove nothing. */
  readonly unlabelled: number;
}

/** The sets in a folder: itself when it has labels.jsonl, else the folders in it that do. Throws INPUT_MISSING. */
export function openLabelledSets(dir: string, split: string | undefined): LabelledSet[] {
  if (existsSync(join(dir, "labels.jsonl"))) return [openLabelledSet(dir, split)];
  const inner = existsSync(dir)
    ? readdirSync(dir, { encoding: "buffer" })
        .map((name) => namable(pathIn(dir, name)))
        .sort()
    : [];
  const sets = inner.filter((folder) => existsSync(join(folder, "labels.jsonl")));
  if (sets.length > 0) return sets.map((folder) => openLabelledSet(folder, split));
  throw new TagwatchError("INPUT_MISSING", `${dir} has no labels.jsonl`, {
    hint: "name a folder with labels.jsonl and its pictures, or a folder of such folders",
  });
}

/** Labels name their pictures in text, so the folder must have a name in text too. */
function namable(folder: FilePath): string {
  if (typeof folder === "string") return folder;
  throw new TagwatchError("USAGE", `${shownPath(folder)}: the name is not UTF-8`, { hint: "rename it" });
}

function openLabelledSet(dir: string, split: string | undefined): LabelledSet {
  const file = join(dir, "labels.jsonl");
  const lines = readFileSync(file, "utf8").split("\n");
  const rows = lines.flatMap((line, i) => (line.trim() === "" ? [] : [parseRow(line, `${file}:${i + 1}`)]));
  const chosen = rows.filter((row) => split === undefined || row.split === split);
  const known = chosen.filter((row) => row.unlabelled !== true);
  const name = `${basename(dirname(dir))}/${basename(dir)}`;
  return {
    name,
    pictures: known.map((row) => toPicture(row, dir)),
    unlabelled: chosen.length - known.length,
  };
}

type Row = z.output<typeof rowSchema>;

function parseRow(line: string, where: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new TagwatchError("USAGE", `${where} is not JSON`, { cause });
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TagwatchError("USAGE", `${where} ${issue.path.join(".")}: ${issue.message}`, {
    hint: "rows are {image, split?, plates: [{box: [x1,y1,x2,y2], text?, state?}]} or {image, split?, text?, state?}",
  });
}

function toPicture(row: Row, dir: string): LabelledPicture {
  const image = join(dir, row.image);
  if (row.plates === undefined) {
    return { image, kind: "crop", plates: [labelled({ ...row, box: [0, 0, 0, 0] })] };
  }
  return { image, kind: "scene", plates: row.plates.map(labelled) };
}

function labelled({ box: [x1, y1, x2, y2], text, state }: z.output<typeof plateSchema>): LabelledPlate {
  const plain = normalisePlate(text ?? "");
  return {
    box: { x: x1, y: y1, w: x2 - x1, h: y2 - y1 },
    text: plain === "" ? null : plain,
    state: state ?? null,
  };
}
