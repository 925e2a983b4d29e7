// What keeps the unit in order must not go with a damaged database: who has the unit, tours, and the faults that stand,
// among them damage that only a person ends. They are few rows, read at once as far as they can be.
import Database from "better-sqlite3";
import type { UpkeepKind, UpkeepRow } from "../../core/upkeep/rows.js";
import { connect, type Db } from "./db.js";

/** A row and what it is of. */
export interface RescuedRow {
  readonly kind: UpkeepKind;
  readonly row: UpkeepRow;
}

interface Stored {
  readonly id: string;
  readonly at: number;
  readonly open: number;
  readonly body: string;
}

const columns = "SELECT id, at, open, body FROM upkeep WHERE kind = ?";
/** Reports of persons as a whole; of the rest what stands, waits, or is learnt. */
const ways: readonly (readonly [kind: UpkeepKind, sql: string])[] = [
  ["assignment", columns],
  ["fault", `${columns} AND open = 1`],
  ["held-fault", columns],
  ["notice", columns],
  ["habit", columns],
  ["tour", columns],
];

/** What can be read of a database that was set aside; nothing where it cannot be opened. Never throws. */
export function readUpkeep(path: string, key: Uint8Array): readonly RescuedRow[] {
  let db: Db | null = null;
  try {
    db = connect(path, key);
    return readWays(db);
  } catch {
    return [];
  } finally {
    db?.close();
  }
}

/** A damaged page ends one kind, not the others. */
function readWays(db: Db): readonly RescuedRow[] {
  const found: RescuedRow[] = [];
  for (const [kind, sql] of ways) {
    try {
      for (const { id, at, open, body } of db.prepare<[string], Stored>(sql).iterate(kind))
        found.push({ kind, row: { id, at, open: open === 1, body: JSON.parse(body) as unknown } });
    } catch (error) {
      if (!(error instanceof Database.SqliteError) && !(error instanceof SyntaxError)) throw error;
    }
  }
  return found;
}
