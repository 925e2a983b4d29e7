import type { UpkeepRow, UpkeepRows } from "../../core/upkeep/rows.js";
import type { Db } from "../database/db.js";

interface Stored {
  readonly id: string;
  readonly at: number;
  readonly open: number;
  readonly body: string;
}

/** The table of an open database. */
export interface UpkeepTable extends UpkeepRows {
  /** Drops what ended before `at`. What a clock that was not set has written is as old as `now`, the first known time after it. */
  dropOver(now: number, at: number): void;
  /** Messages that were told: the span of new ones begins `now`, those of before `at` are dropped. */
  dropTold(now: number, at: number): void;
}

/** No clock that was set has shown this program an earlier time. */
const neverBefore = Date.UTC(2020, 0, 1);

/** Prepares the table of what keeps the unit in order; each call is a durable transaction of its own. */
export function createUpkeepTable(db: Db): UpkeepTable {
  const put = db.prepare("INSERT OR REPLACE INTO upkeep (kind, id, at, open, body) VALUES (?, ?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM upkeep WHERE kind = ? AND id = ?");
  const get = db.prepare<[string, string], Stored>("SELECT * FROM upkeep WHERE kind = ? AND id = ?");
  const open = db.prepare<[string], Stored>(
    "SELECT * FROM upkeep WHERE kind = ? AND open = 1 ORDER BY at, id",
  );
  const between = db.prepare<[string, number, number, number], Stored>(
    "SELECT * FROM upkeep WHERE kind = ? AND at >= ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?",
  );
  const dateUnset = db.prepare("UPDATE upkeep SET at = ? WHERE open = 0 AND at < ?");
  const dropOver = db.prepare("DELETE FROM upkeep WHERE open = 0 AND at < ?");
  const beginTold = db.prepare("UPDATE upkeep SET open = 0, at = ? WHERE kind = 'told' AND open = 1");
  const dropTold = db.prepare("DELETE FROM upkeep WHERE kind = 'told' AND open = 0 AND at < ?");
  const rowOf = ({ id, at, open: isOpen, body }: Stored): UpkeepRow => ({
    ...{ id, at, open: isOpen === 1 },
    body: JSON.parse(body) as unknown,
  });
  return {
    put: (kind, row) => void put.run(kind, row.id, row.at, row.open ? 1 : 0, JSON.stringify(row.body)),
    remove: (kind, id) => void remove.run(kind, id),
    get(kind, id) {
      const row = get.get(kind, id);
      return row ? rowOf(row) : null;
    },
    open: (kind) => open.all(kind).map(rowOf),
    between: (kind, from, to, limit) => between.all(kind, from, to, limit).map(rowOf),
    dropOver(now, at) {
      dateUnset.run(now, neverBefore);
      dropOver.run(at);
    },
    dropTold(now, at) {
      beginTold.run(now);
      dropTold.run(at);
    },
  };
}
