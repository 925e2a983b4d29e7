import { sharedSpanish } from "../../../../../shared/web/words/es/index.js";
import type { Translation } from "../../../../../shared/web/words/spoken.js";
import { assignEs } from "./assign.js";
import { drawEs } from "./draw.js";
import { frameEs } from "./frame.js";
import { aimEs } from "./aim.js";
import { defectsEs } from "./defects.js";
import { foundEs } from "./found.js";
import { handOutEs } from "./hand-out.js";
import { liveEs } from "./live.js";
import { mapEs } from "./map.js";
import { oversightEs } from "./oversight.js";
import { plateEs } from "./plate.js";
import { recordedEs } from "./recorded.js";
import { reportEs } from "./report.js";
import { searchEs } from "./search.js";
import { selfTestEs } from "./self-test.js";
import { shellEs } from "./shell.js";
import { tokenEs } from "./tokens.js";
import { tourEs } from "./tour.js";
import { unitEs } from "./unit.js";

/** All Spanish words of the page, by area: one part, loaded when Spanish is chosen. */
export const spanish: Translation = {
  ...sharedSpanish,
  shipped: { ...sharedSpanish["shipped"], ...recordedEs },
  aim: aimEs,
  assign: assignEs,
  defects: defectsEs,
  draw: drawEs,
  found: foundEs,
  frame: frameEs,
  "hand-out": handOutEs,
  live: liveEs,
  map: mapEs,
  oversight: oversightEs,
  plate: plateEs,
  report: reportEs,
  search: searchEs,
  "self-test": selfTestEs,
  shell: shellEs,
  tokens: tokenEs,
  tour: tourEs,
  unit: unitEs,
};
