// What is asked of the centre's trail.
import * as z from "zod";
import { trailFilterFields } from "../../shared/access/trail-input.js";
import { lineOfText } from "../../shared/access/typed-fields.js";

const who = lineOfText(200).refine((value) => value.length >= 3, "write at least three characters");
const fields = { ...trailFilterFields, case: lineOfText(64).optional() };

/** Query of `GET /api/audit`; `before`: lines with smaller numbers. */
export const siteTrailQuery = z.strictObject({
  ...fields,
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Body of `POST /api/audit/package`. */
export const siteTrailPackage = z.strictObject({ ...fields, recipient: who, purpose: who });
