// A watch for a plate on the wire. It names a plate, so it is compressed and protected as hits are.
import * as z from "zod";
import { categories, priorities } from "../domain/categories.js";
import { lookoutChanges } from "../domain/closed-sets.js";
import { text, time, unit, uuid, version } from "./schema-fields.js";

/** A watch was entered on a unit, changed, ended by a person, or is over. */
export const lookoutSchema = z.object({
  v: version,
  type: z.literal("lookout"),
  id: uuid.describe("of this change: the message id"),
  unit,
  lookoutId: text.describe("of the watch, as hits name it in entry.record.record"),
  change: z.enum(lookoutChanges),
  at: time,
  by: z.string().describe("who did it; empty where its time was over"),
  plate: z.string().describe("0-9A-Z, with * and ?"),
  state: z.string().nullable().describe("postal code; null for any"),
  category: text.describe(`why; known words: ${categories.join(", ")}`),
  priority: z.enum(priorities),
  reason: z.string(),
  origin: z.string().describe("who asked for it, as written"),
  vehicle: z.string().describe("in words; may be empty"),
  expiresAt: time.nullable().describe("null until the unit's clock is set"),
});

/** A change of a watch, sent when it is in force. */
export type LookoutMessage = z.output<typeof lookoutSchema>;
