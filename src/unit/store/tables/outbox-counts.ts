import type { OutboxCounts } from "../../core/ports.js";
import { outboxKinds } from "../../core/outbox.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Db } from "../database/db.js";

/** What triggers counted (migrations/004-outbox-counts.sql): as quick with a million messages as with one. */
export function createCounter(db: Db): () => OutboxCounts {
  const byRank = db.prepare<[], { parked: number; rank: number; n: number }>("SELECT * FROM outbox_counts");
  // By rank, since the index has that order: over all ranks SQLite would sort the whole queue.
  const first = db.prepare<[number], { seq: number; created_at: number }>(
    "SELECT seq, created_at FROM outbox WHERE parked = 0 AND rank = ? ORDER BY seq LIMIT 1",
  );
  const oldestAt = (rows: readonly { parked: number; rank: number }[]): Millis | null =>
    rows
      .flatMap(({ parked, rank }) => (parked === 0 ? (first.get(rank) ?? []) : []))
      .sort((a, b) => a.seq - b.seq)
      .at(0)?.created_at ?? null;
  return () => {
    const rows = byRank.all();
    const sum = (of: (row: { parked: number; rank: number }) => boolean): number =>
      rows.filter(of).reduce((total, row) => total + row.n, 0);
    return {
      waiting: sum((row) => row.parked === 0),
      hitsWaiting: sum((row) => row.parked === 0 && row.rank === outboxKinds.indexOf("hit")),
      parked: sum((row) => row.parked === 1),
      oldestAt: oldestAt(rows),
    };
  };
}
