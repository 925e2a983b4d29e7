import { keysEs } from "./keys.js";
import type { Translation } from "../spoken.js";
import { cardEs } from "./card.js";
import { faultsEs } from "./faults/index.js";
import { formEs } from "./forms.js";
import { labelEs } from "./labels.js";
import { mapViewEs } from "./map-view.js";
import { peopleEs } from "./people.js";
import { pictureEs } from "./picture.js";
import { refusalEs } from "./refusals.js";
import { shippedEs } from "./shipped.js";
import { trailEs } from "./trail.js";

/** The Spanish words of the shared parts of pages. */
export const sharedSpanish: Translation = {
  card: cardEs,
  faults: faultsEs,
  forms: formEs,
  keys: keysEs,
  labels: labelEs,
  "map-view": mapViewEs,
  people: peopleEs,
  picture: pictureEs,
  refusals: refusalEs,
  shipped: shippedEs,
  trail: trailEs,
};
