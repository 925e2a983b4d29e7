// What is asked of the trail and of the statistics.
import * as z from "zod";
import { trailFilterFields } from "../../../../shared/access/trail-input.js";
import { statisticsSpans } from "../../../../shared/domain/closed-sets.js";
import { isTimeZone } from "../../../../shared/domain/local-day.js";
import { purpose } from "../../input.js";

/** Query of `GET /api/audit`: lines for which all that is given holds; `before` is the `next` of the page before. */
export const auditQuery = z.strictObject({
  ...trailFilterFields,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .regex(/^-?\d{1,16}\.\d{1,16}$/)
    .optional(),
});

/** Body of `POST /api/audit/package`. */
export const trailPackageInput = z.strictObject({ ...trailFilterFields, recipient: purpose, purpose });

/** Query of `GET /api/statistics`: whole days or hours, by clocks in `zone` (an IANA name). */
export const statisticsQuery = z.strictObject({
  span: z.enum(statisticsSpans).default("week"),
  zone: z.string().max(64).refine(isTimeZone, "is no time zone").default("UTC"),
});
