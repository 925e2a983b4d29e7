// Everything that comes from outside is checked here and nowhere else.
import * as z from "zod";
import { secondFactorFields } from "../../shared/access/factor-input.js";
import { lineOfText, momentField } from "../../shared/access/typed-fields.js";
import { ApiError } from "../../shared/access/api-error.js";
import { soughtVerdicts } from "../../shared/domain/closed-sets.js";
import { orderPurposes } from "../../shared/domain/purposes.js";

/** Why records are looked at: the purposes of the department's order (II.B), and the ones that keep the system itself right. */
export const purposes = [...orderPurposes, "audit or training"] as const;

/** One of them. */
export const sitePurpose = z.enum(purposes);
/** A case or complaint number. */
export const caseNumber = lineOfText(64).refine(
  (value) => value.length >= 2,
  "write the case or complaint number",
);

/** Body of `POST /api/session`. */
export const siteSignIn = z.strictObject({
  name: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
  ...secondFactorFields,
});

const degrees = (most: number) => z.number().min(-most).max(most);

const dayMs = 86_400_000;
const siteBox = z
  .strictObject({ south: degrees(90), west: degrees(180), north: degrees(90), east: degrees(180) })
  .refine(
    ({ south, north, west, east }) => south < north && west < east,
    "its corners are the wrong way round",
  );

/**
 * A plate as it is looked for. Of wildcards in a row the `?` come first and one `*` is left: it means the same, and no
 * pattern can keep the site busy.
 */
const platePattern = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z*?]/g, "")
    .replace(/[*?]{2,}/g, (run) => run.replaceAll("*", "") + (run.includes("*") ? "*" : ""));

/** Body of `POST /api/search`. */
export const searchInput = z
  .strictObject({
    purpose: sitePurpose,
    caseNumber,
    plate: lineOfText(16).transform(platePattern).optional(),
    from: momentField.optional(),
    to: momentField.optional(),
    unit: lineOfText(64).optional(),
    camera: lineOfText(64).optional(),
    state: z
      .string()
      .regex(/^[A-Za-z]{2,3}$/, "is a postal code")
      .transform((value) => value.toUpperCase())
      .optional(),
    box: siteBox.optional(),
    near: z
      .strictObject({ lat: degrees(90), lon: degrees(180), metres: z.number().min(10).max(50_000) })
      .optional(),
    similar: z.boolean().optional(),
    hitsOnly: z.boolean().optional(),
    list: lineOfText(64).optional(),
    verdict: z.enum(soughtVerdicts).optional(),
    limit: z.int().min(1).max(500).default(100),
  })
  .superRefine((input, issues) => {
    const fault = (path: string, message: string): void =>
      issues.addIssue({ code: "custom", path: [path], message });
    if (input.from !== undefined && input.to !== undefined && input.from > input.to)
      fault("from", "lies after the end");
    const letters = (input.plate ?? "").replace(/[*?]/g, "").length;
    const hasPlate = input.plate !== undefined && input.plate !== "";
    if (hasPlate && letters < 2) fault("plate", "at least two letters or digits must be known");
    if (hasPlate) return;
    if (input.from === undefined || input.to === undefined)
      fault("from", "without a plate, a span of time is needed");
    else if (input.to - input.from > 31 * dayMs) fault("from", "without a plate, at most 31 days");
  })
  .transform((input) => ({ ...input, plate: input.plate === "" ? undefined : input.plate }));

/** Body of `POST /api/search/density`: around what was found, within the search's time. */
export const densityInput = z
  .strictObject({ search: z.string().max(64).optional(), from: momentField, to: momentField, box: siteBox })
  .refine(
    ({ from, to }) => from <= to && to - from <= 31 * dayMs,
    "at most 31 days, from the earlier to the later",
  );

/** Path and query of a picture. */
export const picturePath = z.object({ id: z.string().regex(/^[0-9a-f-]{36}\.\d{1,4}\.(plate|vehicle)$/) });
/** Which search a record is opened from. */
export const ticketQuery = z.strictObject({ search: z.string().max(64).optional() });

/** Checks what a client sent. Throws a 400 that names the field and never repeats the value. */
export function siteInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  const isPurpose = field === "purpose" || field === "caseNumber";
  throw new ApiError(
    400,
    isPurpose ? "no-purpose" : "bad-input",
    `${field || "request"}: ${issue?.message ?? "not valid"}`,
  );
}
