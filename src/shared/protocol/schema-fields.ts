// Fields that many messages have.
import * as z from "zod";
import { unitKinds } from "../domain/closed-sets.js";

/** Id of an event. */
export const uuid = z.uuid({ version: "v7" }).describe("UUIDv7 (RFC 9562)");
/** A moment. */
export const time = z.iso.datetime({ precision: 3 }).describe("UTC, RFC 3339, milliseconds");
/** Any text. */
export const text = z.string();
/** Version of a message that never changed its form. */
export const version = z.literal(1).describe("version of the message format; a breaking change raises it");

/** Which unit says it. */
export const unit = z.object({
  id: z.string().describe("name of the unit, as in the topic"),
  kind: z.enum(unitKinds),
  name: text.describe("vehicle number or site"),
  assignedTo: text.optional().describe("officer or team"),
});
