// Everything that comes from outside (request bodies and queries) is checked here and nowhere else.
import * as z from "zod";
import { categories, priorities } from "../../shared/domain/categories.js";
import {
  soughtVerdicts,
  confirmAnswers,
  confirmMethods,
  verdicts,
  verificationResults,
} from "../../shared/domain/closed-sets.js";
import { parseGroundBox } from "../../shared/domain/ground-box.js";
import { parseNear } from "../core/near.js";
import { secondFactorFields } from "../../shared/access/factor-input.js";
import { lineOfText, momentInQuery } from "../../shared/access/typed-fields.js";
import { refusal } from "../../shared/access/api-error.js";
import { inputTexts } from "../../shared/domain/said/inputs.js";

/** Text without control characters. */
export const plainText = (max: number): z.ZodType<string> => lineOfText(max);

/** Why something is looked at, or done. */
export const purpose = plainText(200).refine((value) => value.length >= 3, inputTexts["say-why"]);

/** Body of `POST /api/session`; `purpose` stands in the audit trail beside what the person looks at. */
export const signInInput = z.strictObject({
  name: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
  purpose,
  ...secondFactorFields,
});

/** Body of `POST /api/session/renew`. */
export const renewInput = z.strictObject({ password: z.string().min(1).max(128) });
/** Body of `POST /api/session/end`; the route asks for a reason while hits wait for a verdict. */
export const endInput = z.strictObject({ reason: purpose.optional() });

const plateText = plainText(16)
  .transform((value) => value.toUpperCase().replace(/[\s-]/g, ""))
  .refine((value) => /^[0-9A-Z]+$/.test(value), inputTexts["is-plate"]);
const stateCode = z
  .string()
  .regex(/^[A-Za-z]{2,3}$/, inputTexts["is-state"])
  .transform((code) => code.toUpperCase());

/** Body of `POST /api/check`: a plate asked for by hand. */
export const checkInput = z.strictObject({ plate: plateText, state: stateCode.optional() });

/** Body of `POST /api/lookouts` and `POST /api/lookouts/:id`: what a plate may be, `lookout-rules.ts` says. */
export const lookoutInput = z.strictObject({
  plate: plainText(24).refine((value) => value.length > 0, inputTexts["which-plate"]),
  state: stateCode.nullable().default(null),
  category: z.enum(categories),
  reason: plainText(300).refine((value) => value.length >= 3, inputTexts["say-why"]),
  origin: plainText(100).refine((value) => value.length >= 2, inputTexts["who-asked"]),
  vehicle: plainText(100).default(""),
  hours: z.number().min(1).max(2_160),
});
/** Body of `POST /api/lookouts/:id/end`. */
export const lookoutEndInput = z.strictObject({ reason: plainText(200).default("") });
/** Path of one watch. */
export const lookoutPath = z.object({ id: z.string().regex(/^LW-[0-9A-Z]{6}$/) });

/** Body of `POST /api/hits/:id/ask`. */
export const askInput = z.strictObject({ method: z.enum(confirmMethods) });
/** Body of `POST /api/hits/:id/answer`: `by` a dispatcher, `reference` a number of the call or case. */
export const answerInput = z.strictObject({
  answer: z.enum(confirmAnswers),
  by: plainText(60).default(""),
  reference: plainText(60).default(""),
  note: plainText(500).default(""),
});
/** Body of `POST /api/hits/:id/disposition`; a `result` that rests on dispatch needs its answer before. */
export const dispositionInput = z.strictObject({
  result: z.enum(verificationResults),
  note: plainText(500).default(""),
  rightText: z.strictObject({ plate: plateText, state: stateCode.optional() }).optional(),
  outcome: z.strictObject({ id: plainText(40), reason: plainText(100).default("") }).optional(),
});

/** An id of a read or a hit. */
export const recordId = z.string().regex(/^[0-9a-zA-Z-]{1,64}$/);

/** Query of `GET /api/hits`; `beforeId` goes on after that hit, towards older ones. */
export const hitsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  beforeId: recordId.optional(),
  purpose: purpose.optional(),
});

/** Query of `GET /api/encounters`; `before` is the `next` of the page before, `since` UTC milliseconds. */
export const encountersQuery = z.strictObject({
  show: z.enum(["unverified", "mine", "all"]).default("unverified"),
  since: momentInQuery.optional(),
  priority: z.enum(priorities).optional(),
  category: z.enum(categories).optional(),
  verdict: z.enum(verdicts).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z
    .string()
    .regex(/^[0-2]\.[0-9a-zA-Z-]{1,64}$/)
    .optional(),
});

const place = z
  .string()
  .max(60)
  .transform((value) => parseNear(value))
  .refine((near) => near !== null, inputTexts["is-near"]);

/** A box of degrees, `south,west,north,east`. */
const groundBox = z
  .string()
  .max(80)
  .transform((value) => parseGroundBox(value))
  .refine((box) => box !== null, inputTexts["is-box"]);

/**
 * Query of `GET /api/reads`; `plate` may hold * and ?, times are UTC milliseconds, `near` is `latitude,longitude,metres`,
 * `box` `south,west,north,east`, `before` is a read's cursor.
 */
export const readsQuery = z.strictObject({
  from: momentInQuery.optional(),
  to: momentInQuery.optional(),
  plate: plainText(16).optional(),
  similar: z.stringbool().optional(),
  camera: plainText(64).optional(),
  state: stateCode.optional(),
  near: place.optional(),
  box: groundBox.optional(),
  hitsOnly: z.stringbool().optional(),
  list: plainText(64).optional(),
  category: z.enum(categories).optional(),
  verdict: z.enum(soughtVerdicts).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^-?\d{1,16}\.\d{1,16}$/)
    .optional(),
  purpose: purpose.optional(),
});

/** Query of `GET /api/map/density`: where the map opens. */
export const densityQuery = z.strictObject({
  lat: z.coerce.number().min(-85).max(85),
  lon: z.coerce.number().min(-180).max(180),
  purpose: purpose.optional(),
});

/** Path of everything below one hit. */
export const idParams = z.object({ id: recordId });
/** Path of a picture, `<readId>.<revision>.<kind>`: nothing that could leave the folder of pictures passes. */
export const pictureParams = z.object({
  id: z.string().regex(/^[0-9a-zA-Z-]{1,64}\.\d{1,4}\.(plate|vehicle)$/),
});

/** Checks what a client sent. Throws a 400 that names the field and never repeats the value. */
export function checkedInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw refusal(400, "bad-input", "bad-field", field || "request", issue?.message ?? "not valid");
}
