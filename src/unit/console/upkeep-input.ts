// What comes from outside about faults, damage, tours and assignments, checked as in input.ts.
import * as z from "zod";
import { lineOfText, momentInQuery } from "../../shared/access/typed-fields.js";
import { assigneeKinds, faultParts, severities } from "../../shared/domain/closed-sets.js";
import { inputTexts } from "../../shared/domain/said/inputs.js";

/** Path of one fault, tour or assignment. */
export const idPath = z.object({ id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) });

/** Path of one camera. */
export const cameraPath = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,63}$/) });

/** Query of `GET /api/faults`: when they began, UTC milliseconds. */
export const faultsQuery = z.strictObject({
  from: momentInQuery.optional(),
  to: momentInQuery.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Body of `POST /api/damage`; `subject` says which one, e.g. a camera's id. */
export const damageInput = z.strictObject({
  part: z.enum(faultParts),
  subject: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,63}$/, inputTexts["is-camera"])
    .default(""),
  severity: z.enum(severities).default("warning"),
  note: lineOfText(500).refine((text) => text.length >= 3, inputTexts["say-damage"]),
});

/** Body of `POST /api/damage/:id/repaired`. */
export const repairInput = z.strictObject({ note: lineOfText(500).default("") });

/** Body of `POST /api/tour/begin`. */
export const tourBeginInput = z.strictObject({
  badge: lineOfText(20).default(""),
  partner: lineOfText(60).default(""),
  vehicle: lineOfText(40).default(""),
});

/** Body of `POST /api/tour/end`. */
export const tourEndInput = z.strictObject({ note: lineOfText(500).default("") });

/** Query of `GET /api/tours`: when they began, UTC milliseconds. */
export const toursQuery = faultsQuery;

/** Body of `POST /api/assignments`: `to` null until another row says otherwise. */
export const assignmentInput = z
  .strictObject({
    assignedTo: lineOfText(64).refine((text) => text.length > 0, inputTexts["name-somebody"]),
    kind: z.enum(assigneeKinds),
    from: momentInQuery,
    to: momentInQuery.nullable().default(null),
  })
  .refine(({ from, to }) => to === null || to > from, inputTexts["ends-after"]);
