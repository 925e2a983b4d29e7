// Add and remove files: the list in force is copied into a new file, without what goes and with what comes.
import type Database from "better-sqlite3";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import type { Removals, TakeRow } from "./build-job.js";
import { statePart, type Row } from "../../../shared/hotlist/complete.js";
import { splitBlock, unpackToRow } from "../list-file/packed.js";
import { hashIdentity, idOfHash } from "../list-file/entry.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import type { ListMeta } from "../list-file/list-db.js";

/** A delta is held in memory, so it is small; a larger change is a full list. */
export const mostDeltaRows = 500_000;

/** First takes every row of the delta file, then is asked of every row of the list in force, then gives what comes. */
export interface Delta {
  /** Takes one row of the delta file. */
  readonly take: TakeRow;
  /** Whether a row of the list in force stays. */
  keeps(row: Row): boolean;
  added(): Iterable<Row>;
  /** What the removals did not do; asked when every row of the list in force was seen. */
  removals(): Removals;
}

/** For one file. `take` throws NotAList when it holds more rows than a change may have. */
export function createDelta(source: string, mode: Exclude<ImportMode, "full">): Delta {
  // A plate may be named several times, with other dates: each row counts.
  const added = new Map<string, Row[]>();
  let changes = 0;
  const removed = new Set<string>();
  const removedPlates = new Set<string>();
  const worked = new Set<string>();
  const staying = new Set<string>();
  const identity = (row: Row): string => idOfHash(hashIdentity(source, row, { high: 0, low: 0 }));
  return {
    take: (row, draft) => {
      if (++changes > mostDeltaRows) {
        throw new NotAList(`more than ${String(mostDeltaRows)} changes: send a full list`);
      }
      if (draft.remove || mode === "remove") {
        removed.add(removalKey(row, statePart(row)));
        removedPlates.add(removalPlate(row));
        added.delete(identity(row));
      } else {
        const id = identity(row);
        const rows = added.get(id);
        if (rows) rows.push(row);
        else added.set(id, [row]);
      }
      return undefined;
    },
    keeps: (row) => {
      // A removal without a state takes the plate of every state off; one of a state we do not know only that one.
      const keys = [removalKey(row, statePart(row)), removalKey(row, "")].filter((key) => removed.has(key));
      for (const key of keys) worked.add(key);
      if (keys.length > 0) return false;
      if (removed.size > 0 && removedPlates.has(removalPlate(row))) staying.add(removalPlate(row));
      return added.size === 0 || !added.has(identity(row));
    },
    added: () => [...added.values()].flat(),
    removals: () => {
      const idle = [...removed].filter((key) => !worked.has(key));
      const left = idle.filter((key) => staying.has(key.slice(0, key.indexOf(" ")))).length;
      return { vain: idle.length - left, left };
    },
  };
}

// The source writes O as 0; who types a removal may not.
const removalPlate = ({ plate, lettersOAsZero }: Row): string =>
  lettersOAsZero ? plate.replaceAll("O", "0") : plate;
const removalKey = (row: Row, state: string): string => `${removalPlate(row)} ${state}`;

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
