import type { Translation } from "../spoken.js";

/** The Spanish words of the shared parts of pages. */
export const sharedSpanish: Translation = {};
