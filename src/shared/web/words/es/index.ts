import { labelEs } from "./labels.js";
import type { Translation } from "../spoken.js";
import { mapViewEs } from "./map-view.js";
import { peopleEs } from "./people.js";
import { pictureEs } from "./picture.js";
import { trailEs } from "./trail.js";

/** The Spanish words of the shared parts of pages. */
export const sharedSpanish: Translation = {
  labels: labelEs,
  "map-view": mapViewEs,
  people: peopleEs,
  picture: pictureEs,
  trail: trailEs,
};
