// What the width of a plate in a camera's picture means.
import type { AimedPlateJson, AimJson } from "../../../../../shared/web/aim-types.js";
import { aimWords } from "../../words/en/aim.js";

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
  if (sharpness === 0) return aimWords().noContrast;
  return sharpness < 0.4 ? aimWords().unsharp(percent) : percent;
}
