// What a search is narrowed to: from the form to the unit, and in words above its results.
import type { Category } from "../../../../shared/domain/categories.js";
import type { GroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadsJson } from "../../../../shared/web/api-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";

/** Query fields by name, as the API takes them; an empty one is not sent. */
export type Filters = Readonly<Record<string, string>>;

/** A box as the form and the unit take it, to some metres. */
export const boxText = ({ south, west, north, east }: GroundBox): string =>
  [south, west, north, east].map((degrees) => degrees.toFixed(4)).join(", ");

const hourMs = 3_600_000;

/** Spans of time up to now, in milliseconds; `pick` has two fields of its own. */
export const spans: readonly (readonly [id: string, text: string, ms: number])[] = [
  ["hour", "Last hour", hourMs],
  ["day", "Last 24 hours", 24 * hourMs],
  ["week", "Last 7 days", 7 * 24 * hourMs],
  ["month", "Last 30 days", 30 * 24 * hourMs],
  ["pick", "From, to ...", 0],
];

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
    from: span && span[2] > 0 ? String(now - span[2]) : time("from"),
    to: time("to"),
    near: middle === "" ? "" : `${middle},${text("metres") || "500"}`,
    limit: "50",
  };
}

/** `Plate 41*, similar letters · camera Front · since Jan 15, 2026 12:00`. */
export function searchWords(filters: Filters, cameras: Readonly<Record<string, string>>): string {
  const of = (name: string): string => filters[name] ?? "";
  const when = (name: string): string => dateTime(Number(of(name))).slice(0, -3);
  const words = [
    of("plate") && `plate ${of("plate").toUpperCase()}${of("similar") && ", similar letters too"}`,
    of("state") && `state ${of("state").toUpperCase()}`,
    of("camera") && `camera ${cameras[of("camera")] ?? of("camera")}`,
    of("from") && `since ${when("from")}`,
    of("to") && `until ${when("to")}`,
    of("near") && `near ${of("near").replace(/,([^,]*)$/, " within $1 m")}`,
    of("box") && `in the box ${of("box").replace(/,\s*/g, ", ")}`,
    of("hitsOnly") && "hits only",
    of("list") && `list ${of("list")}`,
    of("category") && labelWords().category[of("category") as Category],
    of("verdict") && `verdict ${of("verdict")}`,
  ].filter((one) => one !== "");
  const all = words.length > 0 ? words.join(" · ") : "all reads";
  return all.charAt(0).toUpperCase() + all.slice(1);
}

/** How many were found; while there may be more, at least so many. */
export function foundWords(page: ReadsJson): string {
  const count = page.reads.length;
  if (count > 0) return `${String(count)}${page.next ? "+" : ""} found`;
  return page.ended === "all" ? "No read fits" : "None found so far";
}

/** What was not searched: an empty list must not pass for "never seen". Null when everything was. */
export function unsearchedWords(page: ReadsJson): string | null {
  if (page.ended === "page" || page.ended === "all") return null;
  const reached =
    page.searchedTo === null ? "Nothing was searched yet" : `Searched back to ${dateTime(page.searchedTo)}`;
  const why =
    page.ended === "part" ? " They are being made searchable after an update: search again later." : "";
  return `${reached}; older reads were not searched.${why}`;
}
