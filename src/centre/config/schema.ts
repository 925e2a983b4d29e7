import * as z from "zod";
import { logLevels, secondFactorModes } from "../../shared/domain/closed-sets.js";
import { duration, identifier, legalMandate } from "../../shared/platform/config-fields.js";

const port = z.int().min(1).max(65_535);

const placeSchema = z.strictObject({
  name: z.string().min(1).max(100).describe("the agency's name, as pages and certificates show it"),
  dir: z
    .string()
    .regex(/^\//, "write a path that begins with /")
    .describe("folder of everything the centre keeps"),
  address: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, "write a host name or an address, without a port")
    .describe("host name by which units and browsers reach this machine"),
});

const archiveSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .optional()
    .describe(
      "PostgreSQL elsewhere: its host name, or the folder of its socket; default: the cluster that init made",
    ),
  port: port.default(5432),
  database: identifier.default("tagwatch"),
});

const brokerSchema = z.strictObject({
  url: z
    .string()
    .regex(/^mqtts:\/\/[^@/]+$/, "write mqtts://host:port")
    .optional()
    .describe("a broker elsewhere; default: the one whose files init wrote, on this machine"),
  port: port.default(8883).describe("where units reach the broker"),
  prefix: z
    .string()
    .regex(/^[^#+/\0]+(\/[^#+/\0]+)*$/, "write a topic without wildcards")
    .default("tagwatch")
    .describe("first level of every topic, as upload.prefix of the units"),
});

const collectSchema = z.strictObject({
  name: identifier
    .default("centre-1")
    .describe("each collector of a broker needs a name of its own, which stays"),
});

const siteSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("address to listen on; 0.0.0.0 for all"),
  port: z.int().min(0).max(65_535).default(8443),
  sessionIdle: duration("1m", "12h").prefault("30m").describe("nothing done for so long ends a session"),
  sessionMax: duration("5m", "24h").prefault("12h"),
  secondFactor: z
    .enum(secondFactorModes)
    .default("remote")
    .describe(
      "six digits of an authenticator app at sign-in (CJIS IA-2). remote: from other machines than the centre itself; always; off. Who has none yet is led through it at the next sign-in",
    ),
});

const keepSchema = z.strictObject({
  reads: duration("1d", "100y")
    .prefault("30d")
    .describe("reads without a hit, with their pictures; state law caps it"),
  hits: duration("1d", "100y")
    .prefault("1y")
    .describe("reads with a hit, their pictures, hits, alerts and verdicts; never shorter than reads"),
  receipts: z
    .int()
    .min(1)
    .max(400)
    .default(8)
    .describe(
      "days of receipts written down beside the database: more than the age of the oldest backup that you would restore",
    ),
  legalMandate,
});

/** The configuration of a centre. */
export const centreSchema = z.strictObject({
  centre: placeSchema,
  archive: archiveSchema.prefault({}),
  broker: brokerSchema.prefault({}),
  collect: collectSchema.prefault({}),
  site: siteSchema.prefault({}),
  keep: keepSchema.prefault({}),
  log: z.strictObject({ level: z.enum(logLevels).default("info") }).prefault({}),
});

/** A centre's configuration, spans in milliseconds. */
export type CentreConfig = z.output<typeof centreSchema>;
