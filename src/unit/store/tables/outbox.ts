import type { Outbox } from "../../core/ports.js";
import { outboxKinds, type OutboxDraft, type OutboxItem, type OutboxKind } from "../../core/outbox.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Db } from "../database/db.js";
import { itemOf, type OutboxRow } from "./outbox-row.js";
import { parkedMessages, type ParkedTable } from "./parked-messages.js";
import { createCounter } from "./outbox-counts.js";
import { keepTold } from "../told-messages.js";
import type { UpkeepTable } from "./upkeep.js";

/** First and last number of the messages one record promised; 0 and -1 when there are none. */
export interface MessageRange {
  readonly first: number;
  readonly last: number;
}

/** The outbox of an open database; `put` and `drop` belong inside a caller's transaction. */
export interface OutboxTable extends Outbox, ParkedTable {
  put(drafts: readonly OutboxDraft[], at: Millis): MessageRange;
  /** Messages put from now on are not given out until it is released: what left must be on the disk. */
  hold(): () => void;
  /** A message without a record of its own; it leaves a span after the next time that is vouched for (`endAt`). */
  putLoose(draft: OutboxDraft, at: Millis): void;
  /** Loose messages of these kinds that have no end yet leave at `until`. */
  endAt(kinds: readonly OutboxKind[], until: Millis): void;
  /** Number of the newest message ever put. */
  lastSeq(): number;
  drop(range: MessageRange): number;
  /** Removes messages whose `until` is over. */
  dropOver(now: Millis): void;
  /** Removes messages of a kind up to a number. */
  dropUpTo(kind: OutboxKind, seq: number): void;
}

/** `until` of a loose message whose span has not begun. */
const noEnd = Number.MAX_SAFE_INTEGER;

/** Prepares the outbox. `now` stamps messages that come without a record, which are kept in `upkeep` to be told again. */
export function createOutbox(db: Db, upkeep: UpkeepTable, now: () => Millis): OutboxTable {
  const put = createPut(db);
  const held = new Set<{ readonly from: number }>();
  const lastSeq = createLastSeq(db);
  return {
    put,
    lastSeq,
    hold() {
      const one = { from: lastSeq() + 1 };
      held.add(one);
      return () => void held.delete(one);
    },
    add: db.transaction((draft: OutboxDraft) => {
      put([draft], now());
      keepTold(upkeep, draft, now());
    }),
    counts: createCounter(db),
    ...delivery(db, () => Math.min(...[...held].map(({ from }) => from), Number.MAX_SAFE_INTEGER)),
    ...ends(db, put),
    ...parkedMessages(db),
  };
}

function createLastSeq(db: Db): () => number {
  const select = db.prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'");
  return () => select.get()?.seq ?? 0;
}

function createPut(db: Db): OutboxTable["put"] {
  const insert = db.prepare(
    "INSERT INTO outbox (id, rank, topic, body, picture_id, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  return (drafts, at) => {
    const seqs = drafts.map(({ id, kind, topic, body, pictureId, expiresAt }) =>
      Number(
        insert.run(id, outboxKinds.indexOf(kind), topic, body, pictureId ?? null, expiresAt ?? null, at)
          .lastInsertRowid,
      ),
    );
    return { first: seqs[0] ?? 0, last: seqs.at(-1) ?? -1 };
  };
}

/** What the uploader takes, of what comes before the first that is held, and tells of each message. */
function delivery(
  db: Db,
  firstHeld: () => number,
): Pick<OutboxTable, "next" | "sent" | "refused" | "progress"> {
  const select = db.prepare<[number, number, number, number], OutboxRow>(
    "SELECT * FROM outbox WHERE parked = 0 AND rank = ? AND seq > ? AND seq < ? ORDER BY seq LIMIT ?",
  );
  const remove = db.prepare("DELETE FROM outbox WHERE seq = ?");
  const refuse = db.prepare(
    "UPDATE outbox SET attempts = attempts + 1, reason = ?, parked = max(parked, ?) WHERE seq = ?",
  );
  const progress = db.prepare("UPDATE outbox SET chunks_sent = ? WHERE seq = ?");
  return {
    next(limit, kinds = outboxKinds, afterSeq = 0) {
      const items: OutboxItem[] = [];
      const before = firstHeld();
      for (const [rank, kind] of outboxKinds.entries()) {
        if (items.length >= limit) break;
        if (kinds.includes(kind))
          items.push(...select.all(rank, afterSeq, before, limit - items.length).map(itemOf));
      }
      return items;
    },
    sent: db.transaction((seqs: readonly number[]) => {
      for (const seq of seqs) remove.run(seq);
    }),
    refused: (seq, reason, park) => void refuse.run(reason, park ? 1 : 0, seq),
    progress: (seq, chunksSent) => void progress.run(chunksSent, seq),
  };
}

/** How messages leave that were never delivered: with their record, or at the end of their own span. */
function ends(
  db: Db,
  put: OutboxTable["put"],
): Pick<OutboxTable, "putLoose" | "endAt" | "drop" | "dropOver" | "dropUpTo"> {
  const removeRange = db.prepare("DELETE FROM outbox WHERE seq BETWEEN ? AND ?");
  return {
    putLoose(draft, at) {
      const { first } = put([draft], at);
      db.prepare("UPDATE outbox SET until = ? WHERE seq = ?").run(noEnd, first);
    },
    endAt: (kinds, until) =>
      void db
        .prepare("UPDATE outbox SET until = ? WHERE until = ? AND rank IN (SELECT value FROM json_each(?))")
        .run(until, noEnd, JSON.stringify(kinds.map((kind) => outboxKinds.indexOf(kind)))),
    drop: (range) => removeRange.run(range.first, range.last).changes,
    dropOver: (at) => void db.prepare("DELETE FROM outbox WHERE until < ?").run(at),
    dropUpTo: (kind, seq) =>
      void db
        .prepare("DELETE FROM outbox WHERE parked IN (0, 1) AND rank = ? AND seq <= ?")
        .run(outboxKinds.indexOf(kind), seq),
  };
}
