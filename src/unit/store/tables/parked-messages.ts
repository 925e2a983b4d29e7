// Messages that were refused for good, until a person puts them back.
import type { Millis } from "../../../shared/domain/types.js";
import type { OutboxKind } from "../../core/outbox.js";
import type { Db } from "../database/db.js";
import { itemOf, type OutboxRow } from "./outbox-row.js";

/** A parked message as an operator sees it. */
export interface ParkedMessage {
  readonly seq: number;
  readonly id: string;
  readonly kind: OutboxKind;
  readonly topic: string;
  readonly attempts: number;
  readonly reason: string;
  readonly createdAt: Millis;
}

/** The parked ones of an open outbox. */
export interface ParkedTable {
  parked(): readonly ParkedMessage[];
  /** Puts parked messages back into the queue; all of them, or those numbered; at most `limit`, for a daemon waits meanwhile. */
  release(limit: number, seqs?: readonly number[]): number;
}

/** Prepares them. */
export function parkedMessages(db: Db): ParkedTable {
  return {
    parked: () =>
      db
        .prepare<[], OutboxRow>("SELECT * FROM outbox WHERE parked = 1 ORDER BY seq")
        .all()
        .map((row) => ({ ...itemOf(row), reason: row.reason ?? "" })),
    release(limit, seqs) {
      const where = seqs ? "AND seq IN (SELECT value FROM json_each(?))" : "AND ? IS NULL";
      return db
        .prepare(
          "UPDATE outbox SET parked = 0, attempts = 0 WHERE seq IN" +
            ` (SELECT seq FROM outbox WHERE parked = 1 ${where} LIMIT ?)`,
        )
        .run(seqs ? JSON.stringify(seqs) : null, limit).changes;
    },
  };
}
