// What columns hold that a message does not say in so many words.
import type { Millis } from "../../shared/domain/types.js";

/** A UTC day as PostgreSQL writes it, `2026-01-15`. */
export type Day = string;

const dayMs = 86_400_000;
/** What comes in is nearly all of one day, and writing a date costs a fiftieth of what keeping a read does. */
let latest: { readonly number: number; readonly day: Day } = { number: 0, day: "1970-01-01" };

/** The UTC day of an instant. Throws RangeError for none that a calendar holds. */
export function dayOf(at: Millis): Day {
  const number = Math.floor(at / dayMs);
  if (number !== latest.number) latest = { number, day: new Date(at).toISOString().slice(0, 10) };
  return latest.day;
}

/** Degrees as whole millionths. */
export const micro = (degrees: number): number => Math.round(degrees * 1e6);

/** Cells of the grid in a degree. */
export const perDegree = 1_000;
const columns = 360 * perDegree;

/** Row and column of the grid at a position: cells of a thousandth of a degree, about 111 x 86 m at 39 degrees north. */
export function gridAt(lat: number, lon: number): { readonly row: number; readonly column: number } {
  return {
    row: Math.floor((lat + 90) * perDegree),
    column: Math.min(columns - 1, Math.floor((lon + 180) * perDegree)),
  };
}

/** The number of the cell at a place of the grid: neighbours in a row follow each other, so a box is one range a row. */
export const cellNumber = (row: number, column: number): number => row * columns + column;

/** The cell at a position. */
export function cellOf(lat: number, lon: number): number {
  const { row, column } = gridAt(lat, lon);
  return cellNumber(row, column);
}

/** When a UUIDv7 was made (RFC 9562, 5.7). */
export const timeOfId = (id: string): Millis => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
