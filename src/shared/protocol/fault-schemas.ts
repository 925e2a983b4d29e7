// Faults on the wire, and the answer to them. Plain JSON, and never a plate, a record or a picture.
import * as z from "zod";
import { acknowledgeWays, faultChanges, faultParts, severities } from "../domain/closed-sets.js";
import { text, time, unit, uuid } from "./schema-fields.js";

/** What became of a fault. `id` is of this message, `faultId` of the fault from its beginning to its end. */
export const faultSchema = z.object({
  v: z.literal(2).describe("version of the message format; a breaking change raises it"),
  type: z.literal("fault"),
  id: uuid,
  faultId: uuid.describe("the same from the beginning of the fault to its end"),
  unit,
  change: z.enum(faultChanges).describe("escalated: nobody acknowledged it in time"),
  part: z.enum(faultParts),
  code: text.describe("see docs/operator/errors.md"),
  subject: text.describe("camera, source or part"),
  severity: z.enum(severities),
  text: text,
  hint: text.describe("what to do"),
  proof: text.optional().describe("what was measured or seen that shows it"),
  since: time,
  at: time,
  acknowledged: z
    .object({ by: text, at: time, way: z.enum(acknowledgeWays) })
    .nullable()
    .describe("who knows of it"),
});

/** To the unit: somebody knows of a fault. */
export const faultAcknowledgeSchema = z.object({
  v: z.literal(1),
  type: z.literal("fault-acknowledge"),
  faultId: uuid,
  by: z.string().trim().min(1).max(64).describe("who; it stands in the unit's audit trail"),
  at: time.optional().describe("when, by the sender's clock; the unit writes down its own time"),
});

/** What became of a fault; `since` is when it began, `at` when this was said. */
export type FaultMessage = z.output<typeof faultSchema>;
