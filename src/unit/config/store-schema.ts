import * as z from "zod";
import {
  duration,
  legalMandate,
  longestRetentionMs,
  secretFile,
  size,
} from "../../shared/platform/config-fields.js";

const dayMs = 86_400_000;

const retentionSchema = z
  .strictObject({
    read: duration("1h", "100y").prefault("30d").describe("reads that met no hotlist"),
    hit: duration("1d", "100y")
      .prefault("1y")
      .describe("reads that met a hotlist at once, with their verdicts"),
    historicalHit: duration("1d", "100y")
      .prefault("1y")
      .describe("reads that met a list loaded later; never shorter than read"),
    audit: duration("1d", "100y")
      .prefault("2y")
      .describe("audit trail and the links of the chain; at least one year (CJIS AU-11)"),
    legalMandate,
  })
  .superRefine((spans, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    for (const key of ["read", "hit", "historicalHit", "audit"] as const) {
      if (spans[key] > longestRetentionMs && !spans.legalMandate)
        fault(key, "longer than two years needs retention.legalMandate with a reason");
    }
    if (spans.audit < 365 * dayMs) fault("audit", "the audit trail is kept at least 365d (CJIS AU-11)");
    if (spans.historicalHit < spans.read) fault("historicalHit", "must not be shorter than read");
  });

const spaceSchema = z
  .strictObject({
    pictures: size
      .prefault("2G")
      .describe("free space below which uploaded pictures of reads without a hit are removed, oldest first"),
    reads: size
      .prefault("1G")
      .describe(
        "below this, reads without a hit are kept without pictures, and their waiting pictures go too",
      ),
    hits: size.prefault("256M").describe("below this only hits are recorded"),
  })
  .refine((floors) => floors.pictures >= floors.reads && floors.reads >= floors.hits, {
    message: "the floors must fall: pictures >= reads >= hits",
  });

/** Where and how long evidence is kept. */
export const storeSchema = z.strictObject({
  dir: z.string().min(1).default("/var/lib/tagwatch"),
  key: secretFile
    .default("credential:unit.key")
    .describe("32 random bytes: the unit key, which wraps all others"),
  retention: retentionSchema.prefault({}),
  nonHits: z
    .enum(["store", "memory"])
    .default("store")
    .describe("memory: reads without a hit never touch the disk nor the uplink (N.H. RSA 261:75-b)"),
  memoryFor: duration("10s", "24h")
    .prefault("3m")
    .describe("nonHits: memory only: how long reads without a hit are remembered"),
  space: spaceSchema.prefault({}).describe("floors of free space, by what is given up"),
});
