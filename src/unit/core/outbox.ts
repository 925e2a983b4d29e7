import type { Millis } from "../../shared/domain/types.js";

/** What waits for upload, in sending order. Pictures of hits go before, and may go where others may not (metered links). */
export const outboxKinds = ["hit", "disposition", "read", "fault", "hit-picture", "picture"] as const;
/** Decides the order of sending; it is stored with each row. */
export type OutboxKind = (typeof outboxKinds)[number];

/** Rows whose bytes are fetched from evidence and sent in pieces. */
export const isPictureKind = (kind: OutboxKind): boolean => kind === "picture" || kind === "hit-picture";

/** A message promised to the server, written in the same transaction as what it tells. */
export interface OutboxDraft {
  /** Stable message id, so that the receiver can drop doubles. */
  readonly id: string;
  readonly kind: OutboxKind;
  /** Topic below `<prefix>/<unit>/`. */
  readonly topic: string;
  /** UTF-8 JSON; for pictures the header, whose bytes are fetched from evidence at send time. */
  readonly body: Uint8Array;
  readonly pictureId?: string;
  readonly expiresAt?: Millis;
}

/** A row as it waits; `seq` is its place in the outbox, `attempts` how often it was tried. */
export interface OutboxItem extends OutboxDraft {
  readonly seq: number;
  readonly attempts: number;
  readonly createdAt: Millis;
  /** Chunks of a picture already acknowledged. */
  readonly chunksSent: number;
}
