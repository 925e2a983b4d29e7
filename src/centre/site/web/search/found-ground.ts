// What lies below the reads that a search found: county lines, and where all units read plates on those days.
import { dateTime } from "../../../../shared/web/format.js";
import type { DensityJson, Ground } from "../../../../shared/web/map/map-types.js";
import type { ArchiveRead } from "../../../core/questions.js";
import { densityAround, type SiteSession } from "../api.js";

/** Where nothing was searched for yet. */
export const countyGround: Ground = {
  streets: null,
  density: null,
  words: "County lines (US Census, 2017).",
};

/** Degrees around what was found, and the widest box that is asked for. */
const [margin, widest] = [0.05, 0.6];
const dayMs = 86_400_000;
const longestMs = 31 * dayMs;
const dayOf = (at: number): number => Math.floor(at / dayMs) * dayMs;

/** Around the reads with a place, on their days (UTC): of the newest month where they are of more. */
export function densityAsked(reads: readonly ArchiveRead[]) {
  const placed = reads.filter(({ lat, lon }) => lat !== null && lon !== null);
  const [first] = placed;
  if (!first) return null;
  const at = placed.map(({ isUndated, capturedAt, receivedAt }) => (isUndated ? receivedAt : capturedAt));
  const to = dayOf(Math.max(...at)) + dayMs - 1;
  const span = (of: "lat" | "lon"): readonly [number, number] => {
    const all = placed.map((read) => read[of] ?? 0);
    const [low, high] = [Math.min(...all) - margin, Math.max(...all) + margin];
    // Far apart: around the newest of them.
    const middle = high - low > widest ? (first[of] ?? 0) : (low + high) / 2;
    const half = Math.min(high - low, widest) / 2;
    return [middle - half, middle + half];
  };
  const [[south, north], [west, east]] = [span("lat"), span("lon")];
  const box = {
    ...{ south: Math.max(-90, south), north: Math.min(90, north) },
    ...{ west: Math.max(-180, west), east: Math.min(180, east) },
  };
  return { box, from: Math.max(dayOf(Math.min(...at)), to - longestMs), to };
}

/** What the shades mean, and what was not counted. */
export function shadesWords({ cells, countedTo, isCut }: DensityJson, from: number, to: number): string {
  if (countedTo !== null && countedTo > to)
    return "Where units read plates was not counted: these are too many reads.";
  const since = countedTo === null ? "" : `, counted back to ${dateTime(countedTo)} only`;
  if (cells.length === 0) return `No read lies here on these days${since}.`;
  return `Shades: where units read plates from ${dateTime(from)} to ${dateTime(to)}${since}${isCut ? ", the most read places alone" : ""}.`;
}

/** Below reads that were found: county lines, and where all units read plates there on those days. */
export async function foundGround(
  session: SiteSession,
  reads: readonly ArchiveRead[],
  ticket: string,
): Promise<Ground> {
  const asked = densityAsked(reads);
  if (!asked) return countyGround;
  try {
    const density = await densityAround(session, { search: ticket, ...asked });
    return {
      streets: null,
      density,
      words: `${countyGround.words} ${shadesWords(density, asked.from, asked.to)}`,
    };
  } catch {
    return {
      streets: null,
      density: null,
      words: `${countyGround.words} Where units read plates is not shown.`,
    };
  }
}
