import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  back: "Back to Unit",
  title: (camera: string) => `Aim: ${camera}`,
  noPicture:
    "No picture yet. It comes with the next frame that is read; Unit says what is wrong with a camera that gives none.",
  waiting: "Waiting for the picture.",
  noAnswer: "The unit does not answer.",
  noPlateIn: (camera: string) => `Live picture of ${camera}, no plate in it`,
  platesIn: (camera: string, count: number) =>
    `Live picture of ${camera}, ${count === 1 ? "one plate" : `${String(count)} plates`} in it`,
  covered: "plates are covered: your role sees none",
  measured: "Measured",
  picture: "Picture",
  sharpness: (value: string) => `Sharpness ${value}`,
  ofMost: (best: string) => `of 255, best since opened ${best}`,
  plates: "Plates",
  inThis: "In this picture",
  seen: (ago: string) => `Seen ${ago}`,
  noneSeen: "None seen yet. Let a vehicle stand where plates are to be read.",
  bounds: (needed: string, least: string) => `Green from ${needed} px on, red below ${least} px.`,
  wide: (width: string) => `${width} px wide`,
  fits: {
    narrow: "Too narrow: never read. Zoom in, or watch a nearer place.",
    doubtful: "Narrow: read with doubt. Zoom in, or watch a nearer place.",
    good: "Wide enough.",
    wide: "Too wide: it leaves the picture soon. Zoom out.",
    outside: "Outside the region, or in a private place: not read.",
  },
  noContrast: "no contrast",
  unsharp: (percent: string) => `${percent}: focus, or a shorter shutter`,
};

/** Of a camera's live picture, with what to do about the plates in it. */
export const aimWords = area("aim", english);
