// Messages that have a second version.
import * as z from "zod";
import { confirmAnswers, confirmMethods, verificationResults } from "../domain/closed-sets.js";
import { time, unit, uuid } from "./schema-fields.js";

const dispositionV2Schema = z.object({
  v: z.literal(2).describe("version of this message; the others are at 1"),
  type: z.literal("disposition"),
  id: uuid,
  unit,
  hitId: uuid,
  result: z.enum(verificationResults).describe("how the verification ended; table in docs/messages.md"),
  compared: z
    .object({
      characters: z.boolean().optional(),
      state: z.boolean().optional(),
      vehicle: z.boolean().optional(),
    })
    .describe("what the officer compared: true when it agrees; absent when nothing was said of it"),
  rightText: z
    .object({ plate: z.string().regex(/^[0-9A-Z]{0,16}$/), state: z.string().optional() })
    .optional()
    .describe("of a misread: what stands on the plate"),
  confirmation: z
    .object({
      method: z.enum(confirmMethods),
      askedAt: time,
      askedBy: z.string(),
      answer: z.enum(confirmAnswers).nullable().describe("null: none had come"),
      answeredAt: time.nullable(),
      answeredBy: z.string().describe("dispatcher; empty when not written down"),
      reference: z.string().describe("number of the call or case; empty when not written down"),
    })
    .optional()
    .describe("the question to dispatch"),
  outcome: z
    .object({ id: z.string(), label: z.string(), reason: z.string() })
    .optional()
    .describe("what became of it: console.outcomes of the unit's configuration"),
  note: z.string(),
  actor: z.string(),
  at: time,
});

/** Messages with a second version, by the name of their schema file. */
export const messageSchemasV2 = { disposition: dispositionV2Schema } as const;

/** An officer's verdict with every step of the verification. `withdrawn` takes the one before back. */
export type DispositionMessageV2 = z.output<typeof dispositionV2Schema>;
