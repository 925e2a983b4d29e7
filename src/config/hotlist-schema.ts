import * as z from "zod";
import { duration, identifier } from "./fields.js";

const priority = z.enum(["high", "medium", "low"]);

const sourceSchema = z.strictObject({
  id: identifier,
  format: z.enum(["csv", "ncic", "kbi", "ks-merged", "ca-fixed", "florida", "texas", "ohio"]),
  priority: priority.default("medium"),
  staleAfter: duration.default(24 * 3_600_000).describe("a list older than this is a fault"),
  lettersOAsZero: z
    .boolean()
    .default(false)
    .describe("the source writes the letter O as digit 0 (NCIC habit)"),
});

const thresholds = z.strictObject({
  high: z.number().min(0).max(1).default(0.3),
  medium: z.number().min(0).max(1).default(0.5),
  low: z.number().min(0).max(1).default(0.7),
});

/** Hotlist sources, matching thresholds and repeat rules. */
export const hotlistSchema = z.strictObject({
  sources: z.array(sourceSchema).max(64).default([]),
  thresholds: thresholds.prefault({}).describe("least probability of a hit, by priority of the entry"),
});
