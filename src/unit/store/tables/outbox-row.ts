import { outboxKinds, type OutboxItem } from "../../core/outbox.js";

/** A row of `outbox`. */
export interface OutboxRow {
  readonly seq: number;
  readonly id: string;
  readonly rank: number;
  readonly topic: string;
  readonly body: Buffer;
  readonly picture_id: string | null;
  readonly expires_at: number | null;
  readonly created_at: number;
  readonly attempts: number;
  readonly chunks_sent: number;
  readonly parked: number;
  readonly reason: string | null;
}

/** A row as the uploader takes it. */
export function itemOf(row: OutboxRow): OutboxItem {
  return {
    seq: row.seq,
    id: row.id,
    kind: outboxKinds[row.rank],
    topic: row.topic,
    body: row.body,
    attempts: row.attempts,
    createdAt: row.created_at,
    chunksSent: row.chunks_sent,
    ...(row.picture_id === null ? {} : { pictureId: row.picture_id }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
}
