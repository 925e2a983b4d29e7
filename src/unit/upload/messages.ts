// Nouns of the core to messages on the wire. What is drafted here is stored and sent as it is: a promise does not change.
import { createHash } from "node:crypto";
import type {
  Alert,
  Disposition,
  Fault,
  Hit,
  HotlistEntry,
  Millis,
  Read,
  ReadPictures,
  ReadPosition,
  UnitRef,
} from "../../shared/domain/types.js";
import type { OutboxDraft, OutboxKind } from "../core/outbox.js";
import type {
  AlertMessage,
  DispositionMessage,
  FaultMessage,
  HitMessage,
  PictureHeader,
  ReadMessage,
} from "../../shared/protocol/message-schemas.js";

/** A picture as messages name it. */
export type MessagePicture = ReadMessage["pictures"][number];

/** Live alerts are worth nothing to a dispatcher later than this; the hit itself never expires. */
export const alertLifeMs = 10 * 60_000;

/** Every piece of every picture travels on this topic of the unit. */
export const pictureTopic = "pictures";

const iso = (at: Millis): string => new Date(at).toISOString();
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function draft(kind: OutboxKind, topic: string, body: { readonly id: string }): OutboxDraft {
  return { id: body.id, kind, topic, body: Buffer.from(JSON.stringify(body)) };
}

function positionFields(position: ReadPosition): ReadMessage["position"] {
  const { lat, lon, speedMps, courseDeg, hdop } = position;
  return {
    lat: round(lat, 7),
    lon: round(lon, 7),
    quality: position.quality,
    ageMs: Math.round(position.ageMs),
    ...(speedMps === undefined ? {} : { speedMps: round(speedMps, 2) }),
    ...(courseDeg === undefined ? {} : { courseDeg: round(courseDeg, 1) }),
    ...(hdop === undefined ? {} : { hdop: round(hdop, 2) }),
  };
}

function sighting(read: Read) {
  return {
    readId: read.id,
    revision: read.revision,
    unit: read.unit,
    camera: read.camera,
    plate: read.text,
    plateProbability: round(read.probability, 4),
    ...(read.incomplete ? { incomplete: true as const } : {}),
    state: read.state && { code: read.state.code, probability: round(read.state.probability, 4) },
    capturedAt: iso(read.capturedAt.at),
    uncertaintyMs: round(read.capturedAt.uncertaintyMs, 1),
    timeSource: read.capturedAt.source,
    ...(read.capturedAt.other && {
      otherTime: { at: iso(read.capturedAt.other.at), timeSource: read.capturedAt.other.source },
    }),
    position: read.position && positionFields(read.position),
  };
}

function entryFields(entry: HotlistEntry): HitMessage["entry"] {
  return {
    id: entry.id,
    source: entry.source,
    plate: entry.plate,
    ...(entry.state === undefined ? {} : { state: entry.state }),
    ...(entry.plateType === undefined ? {} : { plateType: entry.plateType }),
    ...(entry.plateYear === undefined ? {} : { plateYear: entry.plateYear }),
    category: entry.category,
    priority: entry.priority,
    restricted: entry.restricted,
    covert: entry.covert,
    ...(entry.effectiveAt === undefined ? {} : { effectiveAt: iso(entry.effectiveAt) }),
    ...(entry.expiresAt === undefined ? {} : { expiresAt: iso(entry.expiresAt) }),
    record: { ...entry.record },
  };
}

function hitFields(hit: Hit, read: Read) {
  return {
    ...sighting(read),
    hitId: hit.id,
    entry: entryFields(hit.entry),
    match: hit.match,
    probability: round(hit.probability, 4),
    stateMatch: hit.stateMatch,
    differs: [...hit.differs],
    ...(hit.datesNotChecked ? { datesNotChecked: true as const } : {}),
    historical: hit.historical,
    encounterId: hit.encounterId,
  };
}

/** Restricted and covert hits have topics of their own, so that the broker's access rules can tell who sees them. */
function hitTopic(base: "hits" | "alerts", entry: HotlistEntry): string {
  return entry.restricted || entry.covert ? `${base}/restricted` : base;
}

/** Ids, sizes and hashes of a read's pictures. */
export function pictureRefs(read: Read, pictures: ReadPictures): readonly MessagePicture[] {
  return (["plate", "vehicle"] as const).map((kind) => ({
    id: `${read.id}.${String(read.revision)}.${kind}`,
    kind,
    bytes: pictures[kind].length,
    sha256: createHash("sha256").update(pictures[kind]).digest("hex"),
  }));
}

/** A read (or a correction of it) without its pictures, which follow as messages of their own. */
export function readMessage(read: Read, pictures: readonly MessagePicture[]): OutboxDraft {
  const message: ReadMessage = {
    v: 1,
    type: "read",
    id: `${read.id}.${String(read.revision)}`,
    ...sighting(read),
    characters: read.characters.map((value) => round(value, 3)),
    candidates: read.candidates.map((one) => ({ plate: one.text, probability: round(one.probability, 4) })),
    firstSeenAt: iso(read.firstSeenAt),
    lastSeenAt: iso(read.lastSeenAt),
    frames: read.frames,
    widthPx: Math.round(read.widthPx),
    pictures: [...pictures],
  };
  return draft("read", "reads", message);
}

/** The record of a hit; complete in itself because it goes before its read. */
export function hitMessage(hit: Hit, read: Read): OutboxDraft {
  const message: HitMessage = { v: 1, type: "hit", id: hit.id, ...hitFields(hit, read) };
  return draft("hit", hitTopic("hits", hit.entry), message);
}

/** The live alert of a hit for dispatch. It expires, but for a cancellation, which must always arrive. */
export function alertMessage(alert: Alert): OutboxDraft {
  const { hit, read, kind, recorded, raisedAt } = alert;
  const message: AlertMessage = {
    v: 1,
    type: "alert",
    id: `${hit.id}.${kind}`,
    kind,
    raisedAt: iso(raisedAt),
    recorded,
    ...hitFields(hit, read),
  };
  const made = draft("hit", hitTopic("alerts", hit.entry), message);
  return kind === "cancelled" ? made : { ...made, expiresAt: raisedAt + alertLifeMs };
}

export function dispositionMessage(disposition: Disposition, unit: UnitRef): OutboxDraft {
  const { id, hitId, verdict, note, actor, at } = disposition;
  const message: DispositionMessage = {
    v: 1,
    type: "disposition",
    id,
    unit,
    hitId,
    // v1 has no word for a verdict taken back; the note says what happened, and a later verdict follows.
    verdict: verdict === "withdrawn" ? "dismissed" : verdict,
    note: verdict === "withdrawn" ? `Verdict withdrawn, not decided yet. ${note}`.trim() : note,
    actor,
    at: iso(at),
  };
  return draft("disposition", "dispositions", message);
}

/** A fault that was raised or cleared. `id` is a new UUIDv7 for each change. */
export function faultMessage(
  fault: Fault,
  change: { readonly id: string; readonly change: "raised" | "cleared"; readonly at: Millis },
  unit: UnitRef,
): OutboxDraft {
  const { code, subject, severity, text, hint, since } = fault;
  const message: FaultMessage = {
    v: 1,
    type: "fault",
    id: change.id,
    unit,
    change: change.change,
    code,
    subject,
    severity,
    text,
    hint,
    since: iso(since),
    at: iso(change.at),
  };
  return draft("fault", "faults", message);
}

/** The promise of a picture; its bytes are fetched from evidence when it is sent. */
export function pictureMessage(picture: MessagePicture, read: Read, hit: boolean): OutboxDraft {
  const message: PictureHeader = {
    v: 1,
    type: "picture",
    ...picture,
    unit: read.unit.id,
    readId: read.id,
    hit,
  };
  return { ...draft(hit ? "hit-picture" : "picture", pictureTopic, message), pictureId: picture.id };
}

/** Everything a recorded read promises, but for live alerts: its hits, itself, its pictures. */
export function recordMessages(
  read: Read,
  hits: readonly Hit[],
  pictures: ReadPictures,
): readonly OutboxDraft[] {
  const refs = pictureRefs(read, pictures);
  return [
    ...hits.map((hit) => hitMessage(hit, read)),
    readMessage(read, refs),
    ...refs.map((ref) => pictureMessage(ref, read, hits.length > 0)),
  ];
}
