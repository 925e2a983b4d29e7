// What is sent of cases and of what is handed out: checked here and nowhere else.
import * as z from "zod";
import { lineOfText, momentField } from "../../shared/access/typed-fields.js";
import { caseNumber, sitePurpose } from "./input.js";

const ticket = z.string().max(64);
const reason = lineOfText(200).refine((value) => value.length >= 3, "say why in at least three characters");
const legalBasis = lineOfText(200)
  .transform((value) => (value === "" ? undefined : value))
  .optional();
const readIds = z.array(z.uuid()).min(1).max(500).optional();
const recipient = lineOfText(200).refine((value) => value.length >= 3, "say who receives it");

/** Body of `POST /api/cases`. */
export const caseInput = z.strictObject({ purpose: sitePurpose, caseNumber });

/**
 * Body of `POST /api/holds`: `ticket` of the search or case that showed what is to be held. Without reads and plate:
 * everything that it found.
 */
export const holdInput = z
  .strictObject({
    ticket,
    caseNumber: caseNumber.optional(),
    reason,
    legalBasis,
    until: momentField,
    plate: lineOfText(16)
      .regex(/^[^*?]*$/, "a whole plate")
      .transform((value) => value.toUpperCase().replace(/[^0-9A-Z]/g, ""))
      .refine((value) => value.length >= 2, "a whole plate")
      .optional(),
    from: momentField.optional(),
    to: momentField.optional(),
    readIds,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ["from"],
    message: "lies after the end",
  });

/** Path of a hold. */
export const holdPath = z.object({ id: z.uuid() });
/** Body of `POST /api/holds/:id/extend`. */
export const extendInput = z.strictObject({ reason, legalBasis, until: momentField });
/** Body of `POST /api/holds/:id/release`. */
export const releaseInput = z.strictObject({ reason });

/** Body of `POST /api/packages`; without `readIds` everything that the ticket stands for. */
export const packageInput = z.strictObject({ ticket, recipient, readIds });

/** Query of `GET /api/sheet`; `reads` are ids with commas between them. `asking`: only whether it would be refused. */
export const siteSheetQuery = z.strictObject({
  search: ticket.optional(),
  recipient,
  asking: z.literal("true").optional(),
  reads: z
    .string()
    .max(2_000)
    .transform((ids) => ids.split(","))
    .pipe(z.array(z.uuid()).min(1).max(50, "at most 50 reads at once"))
    .optional(),
});
