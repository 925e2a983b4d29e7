// What is sent to hold reads or hand them out.
import * as z from "zod";
import { momentField } from "../../shared/access/typed-fields.js";
import { purpose, recordId, plainText } from "./input.js";
import { inputTexts } from "../../shared/domain/said/inputs.js";

const caseId = z
  .string()
  .trim()
  .regex(/^[\w .:/-]{1,64}$/, inputTexts["is-case"]);
const someReads = z.array(recordId).min(1).max(200, inputTexts["most-reads"]);

/** Body of `POST /api/holds`. */
export const readHoldInput = z.strictObject({
  caseId,
  why: purpose,
  until: momentField,
  legalBasis: plainText(200).default(""),
  readIds: someReads,
});
/** Body of `POST /api/packages`. */
export const packInput = z.strictObject({
  caseId,
  recipient: purpose,
  purpose,
  readIds: someReads,
});
/** Query of `GET /api/sheet`; `reads` are ids with commas between them. `asking`: only whether it would be refused. */
export const sheetQuery = z.strictObject({
  asking: z.literal("true").optional(),
  caseId,
  recipient: purpose,
  purpose,
  reads: z
    .string()
    .max(4_000)
    .transform((ids) => ids.split(","))
    .pipe(z.array(recordId).min(1).max(50, inputTexts["most-printed"])),
});
