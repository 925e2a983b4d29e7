// The options that choose reads, of `tagwatch reads search` and `tagwatch hold add`.
import { Option, type Command } from "commander";
import { categories, type Category } from "../../shared/domain/categories.js";
import { soughtVerdicts, type SoughtVerdict } from "../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { parseGroundBox, type GroundBox } from "../../shared/domain/ground-box.js";
import type { UnitConfig } from "../config/schema.js";
import type { ReadQuery } from "../core/evidence-queries.js";
import { parseNear, type Near } from "../core/near.js";
import { parseTime } from "./store.js";

/** Options that choose reads; shared by search and hold. */
export interface ReadChoice {
  readonly plate?: string;
  readonly similar?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly camera?: string;
  readonly state?: string;
  readonly near?: string;
  readonly box?: string;
  readonly hits?: boolean;
  readonly list?: string;
  readonly category?: Category;
  readonly verdict?: SoughtVerdict;
  readonly limit: string;
}

/** Adds the options that choose reads. */
export function withReadChoice(command: Command, limit: number): Command {
  return command
    .option("--plate <text>", "plate; O and 0 are alike, * and ? stand for any characters")
    .option("--similar", "with --plate: characters taken for each other (8 and B, 5 and S) are alike too")
    .option("--from <time>", "captured from this time (UTC) or day on")
    .option("--to <time>", "captured before this time (UTC), or to the end of this day")
    .option("--camera <id>", "camera")
    .option("--state <code>", "state as read, a postal code")
    .option("--near <lat,lon,metres>", "taken within so many metres of a place")
    .option("--box <south,west,north,east>", "taken in a box, in degrees")
    .option("--hits", "only reads that met a hotlist")
    .option("--list <id>", "only hits of this list")
    .addOption(new Option("--category <name>", "only hits of this category").choices(categories))
    .addOption(new Option("--verdict <name>", "only hits with this verdict").choices(soughtVerdicts))
    .option("--limit <n>", "at most so many", String(limit));
}

/** True when nothing but the number of reads was chosen. */
export function choosesNothing(choice: ReadChoice): boolean {
  const { plate, from, to, camera, state, near, box, list, category, verdict } = choice;
  return [plate, from, to, camera, state, near, box, list, category, verdict].every(
    (one) => one === undefined,
  );
}

function placeOf(text: string): Near {
  const near = parseNear(text);
  if (near) return near;
  throw new TagwatchError("USAGE", `--near ${text} is no place`, {
    hint: "write latitude,longitude,metres: --near 39.0473,-95.6752,500, at most 50000 metres",
  });
}

function boxOf(text: string): GroundBox {
  const box = parseGroundBox(text);
  if (box) return box;
  throw new TagwatchError("USAGE", `--box ${text} is no box`, {
    hint: "write south,west,north,east in degrees: --box 38.95,-94.75,39.05,-94.60",
  });
}

/** Turns the options into a query. Throws USAGE for a bad number, time or place. */
export function queryOf(choice: ReadChoice, unit: UnitConfig): ReadQuery {
  const limit = Number(choice.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new TagwatchError("USAGE", "--limit takes a whole number");
  const { similar, list, category, verdict } = choice;
  return {
    limit,
    ...(similar ? { similar } : {}),
    ...(choice.state === undefined ? {} : { state: choice.state.toUpperCase() }),
    ...(choice.near === undefined ? {} : { near: placeOf(choice.near) }),
    ...(choice.box === undefined ? {} : { box: boxOf(choice.box) }),
    ...(list === undefined ? {} : { list }),
    ...(category === undefined ? {} : { category }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(choice.plate === undefined ? {} : { plate: choice.plate }),
    ...(choice.from === undefined ? {} : { from: parseTime(choice.from, unit).start }),
    ...(choice.to === undefined ? {} : { to: parseTime(choice.to, unit).end }),
    ...(choice.camera === undefined ? {} : { camera: choice.camera }),
    ...(choice.hits ? { hitsOnly: true } : {}),
  };
}
