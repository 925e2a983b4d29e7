// Parts of answers that stand in several of them.
import * as z from "zod";
import * as sets from "../../../shared/domain/closed-sets.js";
import type { UnitStatus } from "../../../shared/domain/status.js";
import type { ReadPosition, StampedTime, UnitRef } from "../../../shared/domain/types.js";
import type { DispatchCheck, Verification } from "../../../shared/domain/verification.js";

const count = z.int();
const measure = z.number().nullable();

/** Where the unit is, or was. */
export const position = z.strictObject({
  lat: z.number(),
  lon: z.number(),
  quality: z.enum(sets.fixQualities),
  ageMs: z.number(),
  speedMps: z.number().exactOptional(),
  courseDeg: z.number().exactOptional(),
  hdop: z.number().exactOptional(),
}) satisfies z.ZodType<ReadPosition>;

/** A time with how far it may be off. */
export const stamped = z.strictObject({
  at: z.int(),
  uncertaintyMs: z.number(),
  source: z.enum(sets.stampSources),
  other: z.strictObject({ at: z.int(), source: z.enum(sets.clockNames) }).exactOptional(),
  first: z.int().describe("computed later; at capture the clock was not set and said this").exactOptional(),
  moment: z
    .strictObject({ boot: z.string(), monoMs: z.number() })
    .describe("by the monotonic clock of a boot, where no clock was set")
    .exactOptional(),
}) satisfies z.ZodType<StampedTime>;

/** The unit. */
export const unitRef = z.strictObject({
  id: z.string(),
  kind: z.enum(sets.unitKinds),
  name: z.string(),
  assignedTo: z.string().exactOptional(),
}) satisfies z.ZodType<UnitRef>;

/** A question to dispatch. */
export const dispatchCheck = z.strictObject({
  method: z.enum(sets.confirmMethods),
  askedAt: z.int(),
  askedBy: z.string(),
  answer: z.enum(sets.confirmAnswers).nullable(),
  answeredAt: z.int().nullable(),
  answeredBy: z.string(),
  reference: z.string(),
}) satisfies z.ZodType<DispatchCheck>;

const agrees = z.boolean().exactOptional();
/** The steps of a verdict. */
export const verification = z.strictObject({
  result: z.enum(sets.verificationResults),
  compared: z.strictObject({ characters: agrees, state: agrees, vehicle: agrees }),
  rightText: z.strictObject({ plate: z.string(), state: z.string().exactOptional() }).exactOptional(),
  confirmation: dispatchCheck.exactOptional(),
  outcome: z.strictObject({ id: z.string(), label: z.string(), reason: z.string() }).exactOptional(),
}) satisfies z.ZodType<Verification>;

const camera = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(sets.cameraStates),
  seeing: z.boolean(),
  fps: z.number(),
  dropped: count,
  lastFrameAgeMs: measure,
  decoding: z.strictObject({ by: z.enum(sets.decodings).exclude(["auto"]), why: z.string() }).exactOptional(),
});
const hotlist = z.strictObject({
  id: z.string(),
  entries: count,
  importedAt: z.int().nullable(),
  stale: z.boolean(),
  encrypted: z.boolean().nullable(),
});
const source = z.strictObject({
  source: z.string(),
  aheadMs: z.number(),
  steadyMs: z.number(),
  heardMsAgo: z.number(),
});
const upload = z.strictObject({
  connected: z.boolean(),
  waiting: count,
  hitsWaiting: count,
  parked: count,
  oldestAt: z.int().nullable(),
});
const machine = z.strictObject({
  temperatureC: measure,
  switchOffC: measure,
  throttled: z.boolean().nullable(),
  underVoltage: z.boolean().nullable(),
  memoryAvailableBytes: measure,
  memoryTotalBytes: measure,
  diskWearPercent: measure,
  eventLoopLagMs: measure,
  commitMs: measure,
  writesWaiting: z.number(),
});

/** The state of the unit. */
export const unitStatus = z.strictObject({
  unit: unitRef,
  version: z.string(),
  startedAt: z.int(),
  cameras: z.array(camera),
  vision: z.strictObject({ running: z.boolean(), restarts: count, rssMb: measure }),
  clock: stamped.pick({ source: true, uncertaintyMs: true }),
  time: z.strictObject({
    state: z
      .custom<UnitStatus["time"]["state"]>((value) => typeof value === "string")
      .meta({ type: "string" }),
    at: z.int().nullable(),
    by: z.array(z.string()),
    why: z.string(),
    sources: z.array(source),
  }),
  position: position.nullable(),
  hotlists: z.array(hotlist),
  upload: upload.nullable(),
  store: z.strictObject({ encrypted: z.boolean(), freeBytes: measure }),
  machine: machine.nullable(),
}) satisfies z.ZodType<UnitStatus>;
