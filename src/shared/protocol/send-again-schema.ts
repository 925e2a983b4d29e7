// To a unit: messages that its receiver had confirmed and does not have any more (restored from a backup).
import * as z from "zod";
import { againKinds } from "../domain/closed-sets.js";
import { time, version } from "./schema-fields.js";

/** Names in one message. */
export const mostAgain = 500;

/** Topic below `<prefix>/<unit>/`. */
export const againTopic = "again";

/** The request: names as receipts have them. */
export const sendAgainSchema = z.object({
  v: version,
  type: z.literal("send-again"),
  at: time.optional().describe("when it was asked, by the asker's clock"),
  kind: z.enum(againKinds),
  ids: z
    .array(z.string().max(64))
    .max(mostAgain)
    .describe(
      "as in receipts: <readId>.<revision>, <hitId> or <hitId>.<revision>, else the message's id; of alerts those that take one back",
    ),
});

/** Messages that are to be sent once more. */
export type SendAgain = z.output<typeof sendAgainSchema>;
