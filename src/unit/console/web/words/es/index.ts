import { sharedSpanish } from "../../../../../shared/web/words/es/index.js";
import type { Translation } from "../../../../../shared/web/words/spoken.js";
import { drawEs } from "./draw.js";
import { frameEs } from "./frame.js";

/** All Spanish words of the page, by area: one part, loaded when Spanish is chosen. */
export const spanish: Translation = { ...sharedSpanish, draw: drawEs, frame: frameEs };
