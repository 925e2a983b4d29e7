// A tour of duty on the wire: plain JSON, and never a plate.
import * as z from "zod";
import { faultParts, severities } from "../domain/closed-sets.js";
import { text, time, unit, uuid, version } from "./schema-fields.js";

const ms = z.number().min(0).describe("milliseconds, by a clock that cannot be set");
const count = z.int().min(0);

/** The report of a tour that ended. */
export const tourSchema = z.object({
  v: version,
  type: z.literal("tour"),
  id: uuid.describe("of the tour: the message id"),
  unit,
  person: text.describe("who signed on; empty where movement began it"),
  crew: z
    .object({ badge: z.string(), partner: z.string(), vehicle: z.string(), purpose: z.string() })
    .optional()
    .describe("what the person said at sign-on"),
  beganAt: time,
  endedAt: time,
  end: text.describe("sign-off, next sign-on, standstill, unit off or no sign-off"),
  lastedMs: ms,
  cameras: z.array(z.object({ id: text, watchedMs: ms, blindMs: ms })),
  reads: count,
  hits: count,
  verdicts: count,
  defects: z.array(
    z.object({
      faultId: text,
      part: z.enum(faultParts),
      code: text,
      subject: text,
      severity: z.enum(severities),
      ms: ms.describe("of the tour"),
    }),
  ),
});

/** The report of a tour, sent when it ends. */
export type TourMessage = z.output<typeof tourSchema>;
