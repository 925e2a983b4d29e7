// What is asked of the trail and of the statistics.
import * as z from "zod";
import {
  isTrailGroup,
  isTrailKind,
  type TrailGroup,
  type TrailKind,
} from "../../../../shared/domain/trail/kinds.js";
import { statisticsSpans } from "../../../../shared/domain/closed-sets.js";
import { isTimeZone } from "../../../../shared/domain/local-day.js";
import { plainText, purpose } from "../../input.js";

const millis = z.coerce.number().int().min(0).max(8.64e15);
const about = z
  .string()
  .max(40)
  .refine(
    (word): word is TrailGroup | TrailKind => isTrailGroup(word) || isTrailKind(word),
    "is no kind of line",
  );
const filter = {
  from: millis.optional(),
  to: millis.optional(),
  person: plainText(64).optional(),
  about: about.optional(),
  text: plainText(100).optional(),
};

/** Query of `GET /api/audit`: lines for which all that is given holds; `before` is the `next` of the page before. */
export const auditQuery = z.strictObject({
  ...filter,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .regex(/^-?\d{1,16}\.\d{1,16}$/)
    .optional(),
});

/** Body of `POST /api/audit/package`. */
export const trailPackageInput = z.strictObject({ ...filter, recipient: purpose, purpose });

/** Query of `GET /api/statistics`: whole days or hours, by clocks in `zone` (an IANA name). */
export const statisticsQuery = z.strictObject({
  span: z.enum(statisticsSpans).default("week"),
  zone: z.string().max(64).refine(isTimeZone, "is no time zone").default("UTC"),
});
