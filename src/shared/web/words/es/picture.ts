import { translationOf } from "../translation.js";
import type { pictureWords } from "../en/picture.js";

/** `pictureWords` in Spanish. */
export const pictureEs = translationOf<typeof pictureWords>()({
  brightened: (gain: string) => `Aclarada ${gain}×`,
  noColours: "sin colores",
  none: "Sin foto",
  enlarge: (what: string) => `Ampliar: ${what}`,
});
