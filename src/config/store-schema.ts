import * as z from "zod";
import { duration, secretFile } from "./fields.js";

/** Where and how long evidence is kept. */
export const storeSchema = z.strictObject({
  dir: z.string().min(1).default("/var/lib/tagwatch"),
  key: secretFile
    .default("credential:unit.key")
    .describe("32 random bytes: the unit key, which wraps all others"),
  retention: z
    .strictObject({
      read: duration.default(30 * 86_400_000),
      hit: duration.default(365 * 86_400_000),
      audit: duration.default(2 * 365 * 86_400_000),
    })
    .prefault({}),
});
