// The messages on the wire. docs/schemas/*.json is generated from here; docs/messages.md explains them.
import * as z from "zod";
import { faultAcknowledgeSchema, faultSchema } from "./fault-schemas.js";
import { sendAgainSchema } from "./send-again-schema.js";
import { lookoutSchema } from "./lookout-schema.js";
import { tourSchema } from "./tour-schema.js";
import { text, time, unit, uuid, version } from "./schema-fields.js";
import { priorities } from "../domain/categories.js";
import {
  alertKinds,
  clockNames,
  fixQualities,
  givenVerdicts,
  healthStates,
  matchKinds,
  pictureKinds,
  severities,
  stampSources,
  stateMatches,
} from "../domain/closed-sets.js";

const probability = z.number().min(0).max(1);
const plate = z.string().regex(/^[0-9A-Z]{0,16}$/);
const position = z.object({
  lat: z.number().min(-90).max(90).describe("degrees north, WGS 84"),
  lon: z.number().min(-180).max(180).describe("degrees east, WGS 84"),
  quality: z.enum(fixQualities),
  ageMs: z.number().min(0).describe("age of the fix at capture"),
  speedMps: z.number().optional().describe("metres per second over ground"),
  courseDeg: z.number().optional().describe("degrees from true north"),
  hdop: z.number().optional(),
});

const state = z.object({ code: text.describe("postal code, e.g. KS"), probability }).nullable();

const pictureRef = z.object({
  id: text.describe("<readId>.<revision>.plate or .vehicle"),
  kind: z.enum(pictureKinds),
  bytes: z.int().min(0).describe("size of the JPEG"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a read and a hit both tell of the read. */
const sighting = {
  readId: uuid,
  revision: z.int().min(1).describe("1 as first asserted; higher numbers are corrections of the same read"),
  unit,
  camera: text,
  plate: plate.describe("what was read: 0-9A-Z without blanks and dashes"),
  plateProbability: probability.describe("calibrated probability that the plate says so"),
  incomplete: z
    .literal(true)
    .optional()
    .describe("letters stand on the plate that are not in what was read; such a read is never an exact hit"),
  state,
  capturedAt: time,
  uncertaintyMs: z.number().min(0).describe("how far capturedAt may be off"),
  timeSource: z.enum(stampSources),
  otherTime: z
    .object({ at: time, timeSource: z.enum(clockNames) })
    .optional()
    .describe("what another clock of the unit said that contradicts capturedAt"),
  firstStampedAt: time
    .optional()
    .describe(
      "at capture the clock was not set and said this, as in the revision before; capturedAt was computed once the time was known",
    ),
  position: position.nullable(),
};

const hitFields = {
  ...sighting,
  hitId: uuid,
  entry: z.object({
    id: text.describe("stable id of the hotlist entry within its source"),
    source: text,
    plate: z.string().describe("as listed; * and ? only in lists that allow them"),
    state: text.optional(),
    plateType: text.optional(),
    plateYear: text.optional(),
    category: text,
    priority: z.enum(priorities),
    restricted: z.boolean().describe("CJIS restricted file; sent below …/restricted only"),
    covert: z.boolean().describe("no alert on the unit; sent below …/restricted only"),
    effectiveAt: time.optional(),
    expiresAt: time.optional(),
    record: z.record(z.string(), z.string()).describe("what the officer needs to verify"),
  }),
  match: z.enum(matchKinds),
  probability: probability.describe("posterior probability that the vehicle carries the listed plate"),
  stateMatch: z.enum(stateMatches),
  differs: z.array(z.int().min(0)).describe("positions of the listed plate that differ from what was read"),
  datesNotChecked: z
    .literal(true)
    .optional()
    .describe("the entry has dates, and the unit's time was not sure enough to say that it is in force"),
  notInForce: z
    .literal(true)
    .optional()
    .describe(
      "the time became known: the entry was not in force when the plate was read, and the hit is none",
    ),
  historical: z.boolean().describe("found by matching an earlier read against a newer list"),
  encounterId: uuid.describe("hits of one vehicle on one entry share it"),
};

const readSchema = z.object({
  v: version,
  type: z.literal("read"),
  id: text.describe("<readId>.<revision>: the message id"),
  ...sighting,
  characters: z.array(probability).describe("confidence of each character"),
  candidates: z.array(z.object({ plate, probability })).describe("best first"),
  firstSeenAt: time,
  lastSeenAt: time,
  frames: z.int().min(1).describe("frames the plate was read in"),
  widthPx: z.number().min(0).describe("length of the plate's upper edge, camera pixels"),
  pictures: z.array(pictureRef),
});

const hitSchema = z.object({
  v: version,
  type: z.literal("hit"),
  id: uuid.describe("the hit's id: the message id"),
  ...hitFields,
});

const alertSchema = z.object({
  v: version,
  type: z.literal("alert"),
  id: text.describe("<hitId>.<kind>: the message id"),
  kind: z.enum(alertKinds),
  raisedAt: time,
  recorded: z.boolean().describe("false when the unit could not write the evidence"),
  ...hitFields,
});

const dispositionSchema = z.object({
  v: version,
  type: z.literal("disposition"),
  id: uuid,
  unit,
  hitId: uuid,
  verdict: z.enum(givenVerdicts),
  note: text,
  actor: text,
  at: time,
});

/** Header of a picture: what the outbox holds. On the wire each chunk carries it with `offset` and `length`. */
const pictureHeaderSchema = z.object({
  v: version,
  type: z.literal("picture"),
  ...pictureRef.shape,
  unit: text.describe("id of the unit"),
  readId: uuid,
  hit: z.boolean().describe("the read had a hit when it was recorded"),
});

const chunkHeaderSchema = pictureHeaderSchema.extend({
  offset: z.int().min(0).describe("where these bytes belong in the JPEG"),
  length: z.int().min(1).describe("number of bytes after the header line"),
});

const measure = z.number().nullable();
const machineSchema = z
  .object({
    temperatureC: measure,
    switchOffC: measure.describe("at which it switches itself off"),
    throttled: z.boolean().nullable().describe("the processor is slowed down"),
    underVoltage: z.boolean().nullable(),
    memoryAvailableBytes: measure,
    memoryTotalBytes: measure,
    diskWearPercent: measure.describe("used life of the flash memory"),
    diskFreeBytes: measure,
    eventLoopLagMs: measure.describe("how late the daemon comes to its work"),
    commitMs: measure.describe("longest write of a record in the last minute"),
    writesWaiting: z.int(),
  })
  .describe("the computer itself; null: it does not say");

const statusSchema = z.object({
  v: version,
  type: z.literal("status"),
  unit,
  state: z.enum(["online", "offline"]),
  reason: z.enum(["running", "stopped", "connection lost"]),
  version: text.describe("version of Tagwatch"),
  at: time.describe("of the connection for the last will, else of this message"),
  health: z
    .object({
      worst: z.enum(healthStates),
      faults: z.array(z.object({ code: text, subject: text, severity: z.enum(severities), since: time })),
      waiting: z.int().describe("messages not yet delivered"),
      hitsWaiting: z.int(),
      parked: z.int().describe("messages refused for good, kept for an operator"),
      oldestAt: time.nullable().describe("of what waits"),
      machine: machineSchema.optional(),
      head: z
        .object({ seq: z.int(), hash: text })
        .optional()
        .describe("end of the evidence chain; keep it: `tagwatch evidence verify --head` compares it later"),
    })
    .optional(),
});

const receiptSchema = z.object({
  v: version,
  type: z.literal("receipt"),
  // A receipt counts without it: what is confirmed must not be sent again for the sake of a time.
  at: time
    .optional()
    .catch(undefined)
    .describe("when it was sent, by the receiver's clock: it helps to vouch for the unit's time"),
  ids: z
    .array(z.string())
    .default([])
    .describe("messages (pictures: all their bytes) the receiver has made durable"),
  refused: z
    .array(z.object({ id: z.string(), reason: z.string() }))
    .default([])
    .describe("messages the receiver cannot take, and why"),
});

/** Every message by the name of its schema file. */
export const messageSchemas = {
  read: readSchema,
  hit: hitSchema,
  alert: alertSchema,
  disposition: dispositionSchema,
  fault: faultSchema,
  "fault-acknowledge": faultAcknowledgeSchema,
  tour: tourSchema,
  lookout: lookoutSchema,
  picture: pictureHeaderSchema,
  "picture-chunk": chunkHeaderSchema,
  status: statusSchema,
  receipt: receiptSchema,
  "send-again": sendAgainSchema,
} as const;

/** A read or its correction: `id` is `<readId>.<revision>`. QoS 1, kept in the outbox until a receipt names it. */
export type ReadMessage = z.output<typeof readSchema>;
/**
 * A hit with its entry and the read it rests on, as stored evidence; restricted and covert ones go to a topic of
 * their own.
 */
export type HitMessage = z.output<typeof hitSchema>;
/** What an officer was told, sent at once and beside the stored evidence: `recorded` says whether that was written. */
export type AlertMessage = z.output<typeof alertSchema>;
/**
 * An officer's verdict on a hit. Of several for one hit the last counts; `withdrawn` is sent as `dismissed`, with a
 * note that says so.
 */
export type DispositionMessage = z.output<typeof dispositionSchema>;
/** What the outbox keeps of a picture; the JPEG itself lies in the evidence store and is read when it is sent. */
export type PictureHeader = z.output<typeof pictureHeaderSchema>;
/** First line of a picture chunk on the wire: the bytes after the line are `length` long and belong at `offset`. */
export type ChunkHeader = z.output<typeof chunkHeaderSchema>;
/** Retained: the unit's last word. `state` "offline" with "connection lost" is the will the broker sends for it. */
export type StatusMessage = z.output<typeof statusSchema>;
/** The receiver's word that messages are durable there, or never will be: only this takes them out of the outbox. */
export type Receipt = z.output<typeof receiptSchema>;
