import { labelEs } from "./labels.js";
import type { Translation } from "../spoken.js";

/** The Spanish words of the shared parts of pages. */
export const sharedSpanish: Translation = { labels: labelEs };
