import * as z from "zod";
import { duration } from "../../shared/platform/config-fields.js";

const realert = z.union([duration("1m", "1y"), z.literal("never").transform(() => null)]);

/** When a hit sounds again; becomes the EncounterSettings of the matcher. */
export const repeatSchema = z.strictObject({
  gap: duration("1s", "1d").prefault("10m").describe("seen again within this time is the same encounter"),
  parked: duration("1m", "30d")
    .prefault("12h")
    .describe("moving units: a parked vehicle passed again within this time ..."),
  radius: z
    .number()
    .min(10)
    .max(5_000)
    .default(150)
    .describe("... within so many metres is the same encounter"),
  realert: z
    .strictObject({
      high: realert.prefault("2h"),
      medium: realert.prefault("8h"),
      low: realert.prefault("never"),
    })
    .prefault({})
    .describe("an encounter sounds again after so long; never: not at all"),
});
