// What the unit answers, as schemas: the types of the page say the same, and the compiler holds the two together.
import * as z from "zod";
import { categories, priorities } from "../../../shared/domain/categories.js";
import * as sets from "../../../shared/domain/closed-sets.js";
import type * as api from "../../../shared/web/api-types.js";
import type { FaultRecordJson, FaultsJson } from "../../../shared/web/upkeep-types.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import { dispatchCheck, position, stamped, unitRef, unitStatus, verification } from "./parts.js";

const millis = z.int().describe("UTC milliseconds");
const counts = z.strictObject({ high: z.int(), medium: z.int(), low: z.int() });

const read = z.strictObject({
  id: z.string(),
  revision: z.int(),
  text: z.string().describe("as read, without spaces"),
  probability: z.number().describe("that the text is right, 0 to 1"),
  state: z
    .strictObject({ code: z.string(), probability: z.number(), design: z.number().exactOptional() })
    .nullable(),
  camera: z.string(),
  capturedAt: stamped,
  timeAwaited: z
    .boolean()
    .describe("only where the clock was not set: the time may still become known; else it never will")
    .exactOptional(),
  incomplete: z.boolean().describe("letters stand on the plate that are not in the text"),
  frames: z.int(),
  position: position.nullable(),
  plate: z.string().describe("address of the JPEG"),
  vehicle: z.string().describe("address of the JPEG"),
  hits: z.array(
    z.strictObject({
      id: z.string(),
      priority: z.enum(priorities),
      category: z.enum(categories),
      covert: z.literal(true).exactOptional(),
    }),
  ),
}) satisfies z.ZodType<api.ReadJson>;

const entry = z.strictObject({
  plate: z.string(),
  state: z.string().nullable(),
  source: z.string().describe("the list"),
  category: z.enum(categories),
  priority: z.enum(priorities),
  restricted: z.boolean(),
  covert: z.literal(true).exactOptional(),
  caution: z.array(z.string()),
  record: z
    .array(z.tuple([z.string(), z.string()]))
    .nullable()
    .describe("null while masked: POST /api/hits/{id}/record opens it"),
  local: z.strictObject({ by: z.string(), until: millis.nullable() }).exactOptional(),
}) satisfies z.ZodType<api.EntryJson>;

const disposition = z.strictObject({
  verdict: z.enum(sets.verdicts),
  note: z.string(),
  actor: z.string(),
  at: millis,
  steps: verification.exactOptional(),
}) satisfies z.ZodType<api.DispositionJson>;

const hit = z.strictObject({
  id: z.string(),
  encounterId: z.string().describe("the same for one vehicle that passes several cameras, or is read again"),
  kind: z.enum(sets.alertKinds),
  recorded: z.boolean().describe("false: the unit could not write it down, and forgets it when it ends"),
  historical: z.boolean().describe("the read is older than its entry came"),
  raisedAt: millis,
  match: z.enum(sets.matchKinds),
  probability: z.number().describe("that the plate is the listed one, 0 to 1"),
  stateMatch: z.enum(sets.stateMatches),
  differs: z.array(z.int()).describe("positions in the listed plate that differ from the read"),
  datesNotChecked: z.boolean(),
  notInForce: z
    .literal(true)
    .describe(
      "cancelled: the entry was not in force when the plate was read, as was found once the time was known",
    )
    .exactOptional(),
  entry,
  read,
  disposition: disposition.nullable().describe("the verdict in force; null: unverified"),
  check: dispatchCheck.nullable(),
}) satisfies z.ZodType<api.HitJson>;

const acknowledged = z.strictObject({
  by: z.string(),
  at: millis,
  way: z.enum(sets.acknowledgeWays),
  severity: z
    .enum(sets.severities)
    .describe("the weight that the fault had then; absent: as it has now")
    .exactOptional(),
});
const faultFields = {
  id: z.string(),
  part: z.enum(sets.faultParts),
  code: z.string(),
  subject: z.string(),
  severity: z.enum(sets.severities),
  text: z.string(),
  hint: z.string(),
  since: millis,
  proof: z.string().exactOptional(),
  acknowledged: acknowledged.nullable(),
  knownAsWarning: acknowledged
    .describe("who knew of it as a warning, where it became critical since")
    .exactOptional(),
};
const fault = z.strictObject(faultFields) satisfies z.ZodType<Fault>;
const report = z.strictObject({
  by: z.string(),
  note: z.string(),
  repaired: z.strictObject({ by: z.string(), note: z.string() }).exactOptional(),
});
const faultRecord = z.strictObject({
  ...faultFields,
  clearedAt: millis.nullable(),
  toldAt: millis.nullable(),
  escalatedAt: millis.nullable(),
  report: report.nullable(),
}) satisfies z.ZodType<FaultRecordJson>;

const watch = z.strictObject({ watching: z.boolean(), seeing: z.int(), total: z.int() });
const snapshot = z.strictObject({
  at: millis,
  unit: unitRef,
  cameras: z.record(z.string(), z.string()),
  position: position.nullable(),
  hits: z.array(hit),
  open: counts.nullable(),
  watch,
  reads: z.array(read),
  faults: z.array(fault),
}) satisfies z.ZodType<api.LiveSnapshot>;

/** The answers by the names that the document gives them. */
export const answerSchemas = {
  Error: z.looseObject({
    error: z.string().describe("for programs"),
    message: z.string().describe("for people, in English"),
    said: z.string().describe("which sentence the message is").optional(),
    values: z.array(z.string()).describe("what stands in that sentence").optional(),
  }),
  Read: read,
  Hit: hit,
  Fault: fault,
  Snapshot: snapshot,
  Hits: z.strictObject({ hits: z.array(hit), nextBeforeId: z.string().nullable() }),
  Encounters: z.strictObject({
    hits: z.array(hit),
    next: z.string().nullable(),
  }) satisfies z.ZodType<api.EncountersJson>,
  Reads: z.strictObject({
    reads: z.array(read),
    next: z.string().nullable(),
    ended: z.enum(sets.searchEnds),
    searchedTo: millis.nullable(),
  }) satisfies z.ZodType<api.ReadsJson>,
  Record: z.strictObject({ record: z.array(z.tuple([z.string(), z.string()])) }),
  Status: z.strictObject({
    at: millis,
    status: unitStatus,
    faults: z.array(fault),
  }) satisfies z.ZodType<api.StatusJson>,
  Faults: z.strictObject({
    standing: z.array(faultRecord),
    history: z.array(faultRecord),
  }) satisfies z.ZodType<FaultsJson>,
  Welcome: z.strictObject({
    language: z.enum(sets.languages).describe("of a screen where none was chosen"),
    purposes: z.array(z.string()),
    notice: z.string(),
  }) satisfies z.ZodType<api.WelcomeJson>,
};
/** The name of an answer in the document. */
export type AnswerName = keyof typeof answerSchemas;
