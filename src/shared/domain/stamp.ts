import type { Millis } from "./types.js";

/** UTC in ISO 8601 with hundredths of a second (CJIS Security Policy AU-8). */
export function stamp(at: Millis): string {
  return new Date(at).toISOString().replace(/\d(?=Z$)/, "");
}
