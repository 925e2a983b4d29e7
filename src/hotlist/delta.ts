// Add and remove files: the list in force is copied into a new file, without what goes and with what comes.
import type Database from "better-sqlite3";
import type { TakeRow } from "./build-job.js";
import { statePart, type Row } from "./complete.js";
import { hashIdentity, idOfHash, splitBlock, unpackToRow } from "./packed.js";
import { NotAList } from "./lines.js";
import type { ImportMode } from "./signature.js";
import type { ListMeta } from "./list-db.js";

/** A delta is held in memory, so it is small; a larger change is a full list. */
export const mostDeltaRows = 500_000;

export interface Delta {
  /** Takes one row of the delta file. */
  readonly take: TakeRow;
  /** Whether a row of the list in force stays. */
  keeps(row: Row): boolean;
  added(): Iterable<Row>;
}

export function createDelta(source: string, mode: Exclude<ImportMode, "full">): Delta {
  const added = new Map<string, Row>();
  const removed = new Set<string>();
  const identity = (row: Row): string => idOfHash(hashIdentity(source, row, { high: 0, low: 0 }));
  return {
    take: (row, draft) => {
      if (added.size + removed.size >= mostDeltaRows) {
        throw new NotAList(`more than ${String(mostDeltaRows)} changes: send a full list`);
      }
      if (draft.remove || mode === "remove") {
        removed.add(removalKey(row.plate, statePart(row)));
        added.delete(identity(row));
      } else added.set(identity(row), row);
      return undefined;
    },
    keeps: (row) => {
      // A removal without a state takes the plate of every state off; one of a state we do not know only that one.
      if (removed.has(removalKey(row.plate, statePart(row))) || removed.has(removalKey(row.plate, "")))
        return false;
      return added.size === 0 || !added.has(identity(row));
    },
    added: () => added.values(),
  };
}

const removalKey = (plate: string, state: string): string => `${plate} ${state}`;

/** Visits every row of a list file, patterns included. */
export function carryOver(db: Database.Database, meta: ListMeta, visit: (row: Row) => void): void {
  for (const rows of db.prepare("SELECT rows FROM block ORDER BY id").pluck().iterate()) {
    for (const packed of splitBlock((rows as Buffer).toString("utf8")))
      visit(unpackToRow(packed, meta.layouts));
  }
  for (const packed of db.prepare("SELECT row FROM pattern ORDER BY id").pluck().iterate()) {
    visit(unpackToRow(packed as string, meta.layouts));
  }
}
