// What is written and promised: the second half of the nouns, re-exported by types.ts.
import type { Hit, Matrix, Millis, Read, ReadPictures } from "./types.js";

/** What waits for upload, in sending order. Pictures of hits go before, and may go where others may not (metered links). */
export const outboxKinds = ["hit", "disposition", "read", "fault", "hit-picture", "picture"] as const;
export type OutboxKind = (typeof outboxKinds)[number];

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

export interface OutboxItem extends OutboxDraft {
  readonly seq: number;
  readonly attempts: number;
  readonly createdAt: Millis;
  /** Chunks of a picture already acknowledged. */
  readonly chunksSent: number;
}

/** Everything one read writes, in one transaction (pictures go to disk before it). */
export interface ReadRecord {
  readonly read: Read;
  readonly hits: readonly Hit[];
  readonly pictures: ReadPictures;
  readonly matrices: readonly Matrix[];
  readonly outbox: readonly OutboxDraft[];
}

export type Role = "officer" | "supervisor" | "auditor" | "technician";

/** Who does something: a person signed in on the console, a command, or the daemon itself. */
export interface Actor {
  readonly name: string;
  /** `nobody`: a person who did not prove who they are (a failed sign-in). */
  readonly role: Role | "system" | "nobody";
  /** Network address, `cli`, or `daemon`. */
  readonly source: string;
}

/** An audit line (CJIS Security Policy AU-2, AU-3). `detail` never holds plates. */
export interface AuditEvent {
  readonly at: Millis;
  readonly actor: Actor;
  readonly event: string;
  readonly outcome: "success" | "failure";
  readonly object?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}
