import { area } from "../spoken.js";

const english = {
  brightened: (gain: string) => `Brightened ${gain}×`,
  noColours: "no colors",
  none: "No picture",
  enlarge: (what: string) => `Enlarge: ${what}`,
};

/** Of an evidence picture as it is shown. */
export const pictureWords = area("picture", english);
