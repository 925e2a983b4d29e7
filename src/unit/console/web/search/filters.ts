// What a search is narrowed to: from the form to the unit, and in words above its results.
import type { Category } from "../../../../shared/domain/categories.js";
import type { SoughtVerdict } from "../../../../shared/domain/closed-sets.js";
import type { GroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadsJson } from "../../../../shared/web/api-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import { soughtLabels } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { searchWords } from "../words/en/search.js";

/** Query fields by name, as the API takes them; an empty one is not sent. */
export type Filters = Readonly<Record<string, string>>;

/** A box as the form and the unit take it, to some metres. */
export const boxText = ({ south, west, north, east }: GroundBox): string =>
  [south, west, north, east].map((degrees) => degrees.toFixed(4)).join(", ");

const hourMs = 3_600_000;

/** Spans of time up to now, in milliseconds; `pick` has two fields of its own. */
export const spans = [
  ["hour", hourMs],
  ["day", 24 * hourMs],
  ["week", 7 * 24 * hourMs],
  ["month", 30 * 24 * hourMs],
  ["pick", 0],
] as const;

/** Reads the form; times of its fields are the screen's. */
export function filtersOf(data: Pick<FormData, "get">, now: number): Filters {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const time = (name: string): string => {
    const value = text(name);
    return value === "" ? "" : String(new Date(value).getTime());
  };
  const span = spans.find(([id]) => id === text("span"));
  const middle = text("middle").replace(/\s/g, "");
  const direct = ["plate", "camera", "state", "list", "category", "verdict", "hitsOnly", "box", "purpose"];
  return {
    ...Object.fromEntries(direct.map((name) => [name, text(name)])),
    similar: text("plate") === "" ? "" : text("similar"),
    from: span && span[1] > 0 ? String(now - span[1]) : time("from"),
    to: time("to"),
    near: middle === "" ? "" : `${middle},${text("metres") || "500"}`,
    limit: "50",
  };
}

/** `Plate 41*, similar letters too · camera Front · since Jan 15, 2026 12:00`. */
export function askedWords(filters: Filters, cameras: Readonly<Record<string, string>>): string {
  const words = searchWords().asked;
  const of = (name: string): string => filters[name] ?? "";
  const said = (name: string, say: (value: string) => string): string => (of(name) ? say(of(name)) : "");
  const when = (at: string): string => dateTime(Number(at)).slice(0, -3);
  const all = [
    said("plate", (plate) => (of("similar") ? words.similar : words.plate)(plate.toUpperCase())),
    said("state", (state) => words.state(state.toUpperCase())),
    said("camera", (camera) => words.camera(cameras[camera] ?? camera)),
    said("from", (at) => words.since(when(at))),
    said("to", (at) => words.until(when(at))),
    said("near", nearWords),
    said("box", (box) => words.box(box.replace(/,\s*/g, ", "))),
    said("hitsOnly", () => words.hitsOnly),
    said("list", words.list),
    said("category", (category) => labelWords().category[category as Category]),
    said("verdict", (verdict) => words.verdict(soughtLabels()[verdict as SoughtVerdict].toLowerCase())),
  ].filter((one) => one !== "");
  const line = all.length > 0 ? all.join(" · ") : words.all;
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** Of `37.69,-97.33,500`: a middle and metres around it. */
function nearWords(circle: string): string {
  const at = circle.lastIndexOf(",");
  return searchWords().asked.near(circle.slice(0, at), `${circle.slice(at + 1)} m`);
}

/** How many were found; while there may be more, at least so many. */
export function countWords(page: ReadsJson): string {
  const words = searchWords();
  const count = page.reads.length;
  if (count > 0) return page.next ? words.foundSoFar(count) : words.found(count);
  return page.ended === "all" ? words.noneFits : words.noneSoFar;
}

/** What was not searched: an empty list must not pass for "never seen". Null when everything was. */
export function unsearchedWords(page: ReadsJson): string | null {
  if (page.ended === "page" || page.ended === "all") return null;
  const words = searchWords();
  const reached =
    page.searchedTo === null ? words.nothingSearched : words.searchedTo(dateTime(page.searchedTo));
  return page.ended === "part" ? `${reached} ${words.searchLater}` : reached;
}
