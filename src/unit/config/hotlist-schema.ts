import * as z from "zod";
import { categories, priorities } from "../../shared/domain/categories.js";
import { lookoutSource } from "../../shared/domain/lookout.js";
import { templateSchema } from "../../shared/hotlist/formats/csv-template.js";
import { formatNames } from "../../shared/hotlist/formats/index.js";
import { duration, identifier, secretFile, size, timeZone } from "../../shared/platform/config-fields.js";
import { repeatSchema } from "./repeat-schema.js";

/** Priorities, loudest first. */
export const prioritySchema = z.enum(priorities);

/** Categories an entry may have. */
export const categorySchema = z.enum(categories);

const downloadSchema = z.strictObject({
  url: z.string().regex(/^https:\/\/[^@]+$/, "write https://… without user and password"),
  every: duration("1m", "7d").prefault("1h"),
  within: duration("10s", "7d")
    .prefault("1h")
    .describe("a download that takes longer is broken off; what came stays for the next try"),
  ca: z.string().min(1).optional().describe("PEM file of the authority; default: the system's"),
  certificate: z.string().min(1).optional().describe("PEM file of the client certificate"),
  key: secretFile.optional().describe("PEM file of the client key"),
});

const sourceSchema = z.strictObject({
  id: identifier.refine((id) => id !== lookoutSource, "is the list of plates watched for by hand"),
  format: z.enum(formatNames),
  template: templateSchema.optional().describe("csv only: how a vendor's file is laid out"),
  category: categorySchema.optional().describe("category of rows that name none"),
  priority: prioritySchema.default("medium").describe("priority of rows and categories that name none"),
  priorities: z
    .partialRecord(categorySchema, prioritySchema)
    .default({})
    .describe("priority by category, before the source's own"),
  timeZone: timeZone
    .optional()
    .describe("where its dates are days and activeHours are hours; default: unit.timeZone"),
  staleAfter: duration("5m", "1y").prefault("1d").describe("a list older than this is a fault"),
  lettersOAsZero: z
    .boolean()
    .optional()
    .describe("the source writes the letter O as digit 0 (NCIC habit); default: by format"),
  patterns: z.boolean().default(false).describe("plates may hold * and ?; only for short local lists"),
  covert: z.boolean().default(false).describe("no alert on the unit; hits are uploaded at once"),
  activeHours: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, "write local hours like 06:00-22:00")
    .refine(
      (hours) => hours.slice(0, 5) !== hours.slice(6),
      "begins and ends at once, so the list would never hold: leave activeHours out for the whole day",
    )
    .optional()
    .describe("the list is in force only between these local hours"),
  shrinkGuard: z
    .number()
    .min(0)
    .max(100)
    .default(20)
    .describe("percent of entries a list may lose, by a full list or by changes, before it is refused"),
  maxSize: size.prefault("4G").describe("largest file taken, unpacked"),
  signatureKey: z
    .string()
    .min(1)
    .optional()
    .describe(
      "PEM file of an Ed25519 public key; then every list needs a signed manifest (FILE.manifest, FILE.manifest.sig), " +
        "a full list at least a signature (FILE.sig)",
    ),
  download: downloadSchema.optional(),
  pastReads: z
    .boolean()
    .default(true)
    .describe("match earlier reads on the unit against new entries of this source"),
});

const thresholds = z.strictObject({
  high: z.number().min(0).max(1).default(0.3),
  medium: z.number().min(0).max(1).default(0.5),
  low: z.number().min(0).max(1).default(0.7),
});

const matchSchema = z.strictObject({
  hitPrior: z
    .number()
    .min(1e-6)
    .max(0.5)
    .default(0.002)
    .describe("share of all vehicles passed that are on some list"),
  plausiblePlates: z.number().min(1e3).max(1e12).default(5e8).describe("plates in use that could be seen"),
  mismatchFactor: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe("factor of the probability when another state was read"),
});

const pastSchema = z.strictObject({
  within: duration("1h", "2y").prefault("7d").describe("how far back reads are matched against new entries"),
  most: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("earlier reads, the newest, that one new entry hits; all patterns of a list ten times as many"),
  alert: z.boolean().default(false).describe("historical hits sound like live ones"),
});

const lookoutsSchema = z.strictObject({
  priority: prioritySchema.default("medium").describe("priority of a watch whose category has none below"),
  priorities: z
    .partialRecord(categorySchema, prioritySchema)
    .default({ "amber-alert": "high", "felony-vehicle": "high", "violent-person": "high" })
    .describe("priority by category"),
  longest: duration("1h", "90d")
    .prefault("30d")
    .describe("how long a watch may hold before it is entered anew"),
  most: z.int().min(1).max(500).default(100).describe("watches in force at once"),
});

/** Hotlist sources, how they arrive, matching thresholds and repeat rules. */
export const hotlistSchema = z.strictObject({
  sources: z.array(sourceSchema).max(64).default([]),
  dropDir: z
    .string()
    .min(1)
    .optional()
    .describe("folder with one folder per source id; files laid there are imported"),
  settle: duration("1s", "5m")
    .prefault("5s")
    .describe("a dropped file is taken when it did not change for so long"),
  plates: z
    .string()
    .min(1)
    .optional()
    .describe("confusion rates, and whose plates pass here; default: the shipped plates.yaml (Kansas City)"),
  thresholds: thresholds.prefault({}).describe("least probability of a hit, by priority of the entry"),
  match: matchSchema.prefault({}),
  repeat: repeatSchema.prefault({}),
  past: pastSchema.prefault({}),
  lookouts: lookoutsSchema.prefault({}).describe("plates watched for by hand, from the page"),
});

/** One source of a hotlist with all defaults filled in; spans in milliseconds, sizes in bytes. */
export type HotlistSourceConfig = z.output<typeof sourceSchema>;
