// Nouns of the core to messages on the wire. What is drafted here is stored and sent as it is: a promise does not change.
import { createHash } from "node:crypto";
import type { UploadConfig } from "../config/schema.js";
import { pictureKinds, type PictureKind } from "../../shared/domain/closed-sets.js";
import type { Alert, Hit, HotlistEntry, Read, ReadPictures, UnitRef } from "../../shared/domain/types.js";
import type { Disposition, Verification } from "../../shared/domain/verification.js";
import type { OutboxDraft, OutboxKind } from "../core/outbox.js";
import type {
  AlertMessage,
  DispositionMessage,
  HitMessage,
  PictureHeader,
  ReadMessage,
} from "../../shared/protocol/message-schemas.js";
import type { DispositionMessageV2 } from "../../shared/protocol/disposition-v2.js";
import { iso, round, sighting, hitFields } from "./message-parts.js";

/** A picture as messages name it. */
export type MessagePicture = ReadMessage["pictures"][number];

/** Live alerts are worth nothing to a dispatcher later than this; the hit itself never expires. */
export const alertLifeMs = 10 * 60_000;

/** Every piece of every picture travels on this topic of the unit. */
export const pictureTopic = "pictures";

function draft(kind: OutboxKind, topic: string, body: { readonly id: string }): OutboxDraft {
  return { id: body.id, kind, topic, body: Buffer.from(JSON.stringify(body)) };
}

/** Restricted and covert hits have topics of their own, so that the broker's access rules can tell who sees them. */
function hitTopic(base: "hits" | "alerts", entry: HotlistEntry): string {
  return entry.restricted || entry.covert ? `${base}/restricted` : base;
}

/** Ids, sizes and hashes of a read's pictures. */
export function pictureRefs(read: Read, pictures: ReadPictures): readonly MessagePicture[] {
  return pictureKinds.map((kind) => ({
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

/**
 * Drafted with the verdict, in one transaction. In version 1 a verdict taken back is sent as `dismissed` with a note; in
 * version 2 every step is sent.
 */
export function dispositionMessage(
  disposition: Disposition,
  unit: UnitRef,
  version: UploadConfig["dispositions"] = "v1",
): OutboxDraft {
  if (version === "v2" && disposition.verification)
    return dispositionV2(disposition, disposition.verification, unit);
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

function dispositionV2(
  { id, hitId, note, actor, at }: Disposition,
  { result, compared, rightText, confirmation, outcome }: Verification,
  unit: UnitRef,
): OutboxDraft {
  const asked = confirmation && {
    ...confirmation,
    askedAt: iso(confirmation.askedAt),
    answeredAt: confirmation.answeredAt === null ? null : iso(confirmation.answeredAt),
  };
  const message: DispositionMessageV2 = {
    ...{ v: 2, type: "disposition", id, unit, hitId, result, compared: { ...compared } },
    ...(rightText ? { rightText } : {}),
    ...(asked ? { confirmation: asked } : {}),
    ...(outcome ? { outcome } : {}),
    ...{ note, actor, at: iso(at) },
  };
  return draft("disposition", "dispositions", message);
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

/** What a read that got its time later promises: its hits and itself once more; its pictures are those of an earlier revision. */
export function restampMessages(
  read: Read,
  hits: readonly Hit[],
  pictures:
    | (Readonly<Record<PictureKind, Pick<MessagePicture, "sha256" | "bytes">>> & {
        readonly revision: number;
      })
    | null,
): readonly OutboxDraft[] {
  const refs =
    pictures &&
    pictureKinds.map((kind) => ({
      id: `${read.id}.${String(pictures.revision)}.${kind}`,
      kind,
      ...pictures[kind],
    }));
  return [...hits.map((hit) => hitMessage(hit, read)), readMessage(read, refs ?? [])];
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
