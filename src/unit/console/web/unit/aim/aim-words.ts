// What the width of a plate in a camera's picture means.
import type { AimedPlateJson, AimJson } from "../../../../../shared/web/aim-types.js";

/** What a camera shows now. */
export type AimShown = NonNullable<AimJson["shown"]>;

/** How a plate's width is for the reader. */
export type Fit = "narrow" | "doubtful" | "good" | "wide" | "outside";

/** Wider than this share of the picture a plate is near the largest the detector was trained on, and soon leaves the picture. */
const widestShare = 1 / 3;

/** The fit of a plate. */
export function fitOf({ widthPx, watched }: AimedPlateJson, shown: AimShown): Fit {
  if (!watched) return "outside";
  if (widthPx < shown.leastPx) return "narrow";
  if (widthPx > shown.width * widestShare) return "wide";
  return widthPx < shown.neededPx ? "doubtful" : "good";
}

/** A fit in words, with what to do. */
export const fitWords: Readonly<Record<Fit, string>> = {
  narrow: "Too narrow: never read. Zoom in, or watch a nearer place.",
  doubtful: "Narrow: read with doubt. Zoom in, or watch a nearer place.",
  good: "Wide enough.",
  wide: "Too wide: it leaves the picture soon. Zoom out.",
  outside: "Outside the region, or in a private place: not read.",
};

/** Green, amber or red. */
export type FitLook = "good" | "doubt" | "bad";

/** How a fit looks. */
export const fitLooks: Readonly<Record<Fit, FitLook>> = {
  narrow: "bad",
  doubtful: "doubt",
  good: "good",
  wide: "doubt",
  outside: "doubt",
};

/** A sharpness of 0 to 1 in words. */
export function sharpWords(sharpness: number): string {
  const percent = `${String(Math.round(sharpness * 100))} %`;
  if (sharpness === 0) return "no contrast";
  return sharpness < 0.4 ? `${percent}: focus, or a shorter shutter` : percent;
}
