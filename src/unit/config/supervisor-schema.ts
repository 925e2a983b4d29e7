import * as z from "zod";
import { severities } from "../../shared/domain/closed-sets.js";
import { duration, secretFile } from "../../shared/platform/config-fields.js";

const mailSchema = z
  .strictObject({
    host: z.string().min(1).describe("mail server"),
    port: z.int().min(1).max(65_535).optional().describe("default: 465 with tls, 587 with starttls"),
    security: z
      .enum(["tls", "starttls"])
      .default("tls")
      .describe("without TLS nothing is sent, whatever the server offers"),
    ca: z.string().min(1).optional().describe("PEM file of the server's authority; default: the usual ones"),
    user: z.string().min(1).optional(),
    password: secretFile.optional(),
    from: z.email("write an address like tagwatch@pd.example"),
    to: z.array(z.email("write an address like sergeant@pd.example")).min(1),
    escalateTo: z
      .array(z.email())
      .min(1)
      .optional()
      .describe("who is told of what nobody acknowledged; default: to"),
  })
  .refine((mail) => mail.password === undefined || mail.user !== undefined, "a password needs a user");

const webhookSchema = z.strictObject({
  url: z
    .string()
    .regex(/^https:\/\/[^@]+$|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/)[^@]*$/, {
      error: "write https://… without user and password (http:// only to this machine)",
    })
    .describe("takes a POST with JSON"),
  secret: secretFile
    .optional()
    .describe("signs each body: header X-Tagwatch-Signature, sha256=HMAC-SHA-256 in hexadecimal"),
  ca: z.string().min(1).optional().describe("PEM file of the server's authority; default: the usual ones"),
});

/** Who answers for this unit, and how that person hears of faults and damage. */
export const supervisorSchema = z.strictObject({
  name: z.string().min(1).max(64).describe("who is told of faults and damage; stands in the audit trail"),
  page: z
    .string()
    .regex(/^https?:\/\/[^@?#]+[^/@?#]$/, "write the address of the unit's page, without a slash at its end")
    .optional()
    .describe("address of the unit's page as the supervisor reaches it: notices carry links below it"),
  tell: z.enum(severities).default("warning").describe("least severity that is told"),
  after: duration("0s", "1h").prefault("10s").describe("a fault that is over sooner is not told"),
  escalateAfter: duration("1m", "7d")
    .prefault("30m")
    .describe("a fault that nobody acknowledged for so long is told again, to mail.escalateTo"),
  mail: mailSchema.optional(),
  webhook: webhookSchema.optional(),
});

/** What begins and ends a tour of duty. */
export const toursSchema = z.strictObject({
  by: z
    .enum(["person", "movement"])
    .default("person")
    .describe("movement: a vehicle that drives begins a tour by itself where nobody signed on"),
  standstill: duration("1m", "24h")
    .prefault("30m")
    .describe("by: movement only: standing for so long ends a tour that nobody signed on to"),
});
