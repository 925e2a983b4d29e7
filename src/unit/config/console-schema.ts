import * as z from "zod";
import { orderPurposes, usualNotice } from "../../shared/domain/purposes.js";
import {
  idleActions,
  languages,
  secondFactorModes,
  verificationResults,
} from "../../shared/domain/closed-sets.js";
import { duration, secretFile } from "../../shared/platform/config-fields.js";
import { usualOutcomes } from "../../shared/domain/verification.js";

const word = z.string().trim().min(1).max(60);

const outcomeSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "write small letters, digits and dashes")
    .describe("stands in messages and exports; keep it when the label changes"),
  label: word.describe("what the button says"),
  after: z
    .array(z.enum(verificationResults))
    .min(1)
    .default(["confirmed"])
    .describe("results of a verification it is offered after"),
  reasons: z.array(word).max(12).default([]).describe("when there are any, one of them must be chosen"),
});

const usual = usualOutcomes.map((one): z.input<typeof outcomeSchema> => ({
  ...{ id: one.id, label: one.label },
  ...("after" in one ? { after: [...one.after] } : {}),
  ...("reasons" in one ? { reasons: [...one.reasons] } : {}),
}));

/** The officer's page: where it listens, when it locks and when it signs people out. */
export const consoleSchema = z.strictObject({
  enabled: z.boolean().default(true),
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("address to listen on; another than loopback needs tls"),
  port: z.int().min(0).max(65_535).default(8443),
  tls: z
    .strictObject({
      certificate: z.string().min(1).describe("PEM file with the certificate and its chain"),
      key: secretFile,
    })
    .optional(),
  map: z
    .string()
    .min(1)
    .optional()
    .describe(
      "PMTiles file with the agency's part of the Protomaps basemap (docs/operator/console.md, Map); without it the map shows county lines and where this unit read plates",
    ),
  sessionIdle: duration("1m", "24h")
    .prefault("30m")
    .describe("the page locks, or signs out, after so long without a touch (CJIS AC-11)"),
  atIdle: z
    .enum(["auto", ...idleActions])
    .default("auto")
    .describe(
      "lock: alerts go on sounding, with category, priority and plate alone, until the person unlocks; sign-out: nothing is shown; auto: lock in a vehicle, sign-out on a pole",
    ),
  sessionMax: duration("5m", "24h")
    .prefault("12h")
    .describe("sign out after so long in any case, so that each shift signs in anew"),
  language: z
    .enum(languages)
    .default(languages[0])
    .describe(
      "of the page on a screen where none was chosen under Light and sound: English or Spanish; records, messages, sheets and the trail stay English",
    ),
  purposes: z
    .array(word)
    .min(1)
    .max(16)
    .prefault([...orderPurposes])
    .describe("offered at sign-in; one is taken as it is, or with a case number, or another is written"),
  notice: z
    .string()
    .trim()
    .min(20)
    .max(1_000)
    .default(usualNotice)
    .describe("system use notification, agreed to at each sign-in (CJIS AC-8)"),
  secondFactor: z
    .enum(secondFactorModes)
    .default("remote")
    .describe(
      "six digits of an authenticator app at sign-in (CJIS IA-2). remote: from other machines than the unit itself; always; off. Who has none yet is led through it at the next sign-in",
    ),
  outcomes: z
    .array(outcomeSchema)
    .max(16)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, "each id only once")
    .prefault(usual)
    .describe("what an officer may say became of a hit, in the order of the buttons"),
});

/** One outcome of a hit as configured. */
export type OutcomeChoice = z.output<typeof outcomeSchema>;
