// A camera may send frames and yet see nothing: lens covered, lost focus, encoder stuck. Looked at once a second.
import type { Picture } from "../core/types.js";

/** What is wrong with a picture, or null. */
export type Blindness = "dark" | "blurred" | "frozen";

/** Rough measure of a picture on a grid of points. */
export interface Glimpse {
  readonly mean: number;
  /** Standard deviation of the luma. */
  readonly spread: number;
  /** Strongest steps between neighbouring pixels (99th percentile): low without any sharp edge. */
  readonly edge: number;
  readonly points: Uint8Array;
}

const columns = 96;
const rows = 54;

export function glimpse({ y, width, height }: Picture): Glimpse {
  const points = new Uint8Array(columns * rows);
  const steps = new Uint8Array(columns * rows);
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < points.length; k++) {
    const x = 1 + Math.floor((((k % columns) + 0.5) * (width - 2)) / columns);
    const row = Math.floor(((Math.floor(k / columns) + 0.5) * height) / rows);
    const at = row * width + x;
    points[k] = y[at];
    steps[k] = Math.abs(y[at + 1] - y[at - 1]);
    sum += y[at];
    squares += y[at] * y[at];
  }
  const mean = sum / points.length;
  const edge = steps.sort()[Math.floor(0.99 * steps.length)];
  return { mean, spread: Math.sqrt(Math.max(0, squares / points.length - mean * mean)), edge, points };
}

/** Luma that still counts as black (limited range black is 16), and a spread and edge with nothing in them. */
const darkMean = 26;
const darkSpread = 3;
const dullEdge = 5;

function blindnessOf(now: Glimpse, before: Glimpse | null): Blindness | null {
  // A living sensor has noise: the very same points twice mean the very same frame.
  if (before?.points.every((value, i) => value === now.points[i])) return "frozen";
  if (now.mean < darkMean && now.spread < darkSpread) return "dark";
  return now.edge < dullEdge ? "blurred" : null;
}

/** Judges a camera's sight over time; what lasts shorter than `patienceMs` (a tunnel, a wiper) is nothing. */
export interface Sight {
  /** Looks at most once a second. Returns what has been wrong for long enough, else null. */
  look(picture: Picture, monoNs: bigint): Blindness | null;
}

const lookEveryNs = 1_000_000_000n;

export function createSight(patienceMs: number): Sight {
  let last: { readonly glimpse: Glimpse; readonly atNs: bigint } | null = null;
  let ill: { readonly kind: Blindness; readonly sinceNs: bigint } | null = null;
  let verdict: Blindness | null = null;
  return {
    look(picture, monoNs) {
      if (last && monoNs - last.atNs < lookEveryNs) return verdict;
      const now = glimpse(picture);
      const kind = blindnessOf(now, last?.glimpse ?? null);
      last = { glimpse: now, atNs: monoNs };
      if (kind === null) ill = null;
      else if (ill?.kind !== kind) ill = { kind, sinceNs: monoNs };
      verdict = ill && Number(monoNs - ill.sinceNs) / 1e6 >= patienceMs ? ill.kind : null;
      return verdict;
    },
  };
}
