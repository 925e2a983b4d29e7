// What one picture by itself says of its camera.
import type { FrameMeasure } from "./frame-measure.js";

/** Luma that still counts as black (limited range black is 16), and as something lit. */
const darkMean = 26;
const litLuma = 60;
/** Luma that nine tenths of a picture reach that is nothing but light. */
const whiteLuma = 215;
const dullEdge = 5;
/** A mean of a plane of color so far from grey is no street, whatever the lamps. */
const tintedBy = 36;

/** There is nothing but light in it. */
export const isWhite = ({ darkest }: FrameMeasure): boolean => darkest >= whiteLuma;

/** Not one sharp edge. A few lit things on a black road have few edges; focus cannot be told from them. */
export const isBlurred = ({ mean, edge }: FrameMeasure): boolean => mean >= darkMean && edge < dullEdge;

/** Nothing in it is lit. */
export function isBlack({ mean, brightest }: FrameMeasure): boolean {
  return mean < darkMean && brightest < litLuma;
}

/** The whole picture has one color. */
export function isTinted({ chroma, mean }: FrameMeasure): boolean {
  if (!chroma || mean < darkMean) return false;
  return Math.max(Math.abs(chroma.blue - 128), Math.abs(chroma.red - 128)) > tintedBy;
}

/** What was measured, for a technician. */
export function proofOf({ mean, brightest, edge, chroma }: FrameMeasure): string {
  const colour = chroma ? `, color ${chroma.blue.toFixed(0)}/${chroma.red.toFixed(0)} (grey is 128)` : "";
  return `brightness ${mean.toFixed(0)} of 255, brightest ${String(brightest)}, sharpest edge ${String(edge)}${colour}`;
}
