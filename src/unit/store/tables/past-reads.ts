// Reads of a span with their matrices, for matching against a list that came later.
import type { Millis } from "../../../shared/domain/types.js";
import type { PastRead } from "../../core/ports.js";
import type { Db } from "../database/db.js";
import type { Bodies, BodyRow } from "./bodies.js";
import { openlyKeptSql } from "../database/kept-covertly.js";
import { unpackMatrices } from "./matrices.js";

/** At most `limit` reads captured from `from` to before `to`, newest first, after the one with `afterId`. */
export type PastReads = (
  from: Millis,
  to: Millis,
  afterId: string | null,
  limit: number,
) => readonly PastRead[];

/** A read with its matrices, as past-read matching needs it. */
function pastOf(row: PastRow, bodies: Bodies): PastRead | null {
  const body = bodies.read(row);
  try {
    const covertly = row.open === 0;
    return body && { read: body.read, matrices: unpackMatrices(row.matrices), ...(covertly && { covertly }) };
  } catch {
    bodies.remember(`read ${String(row.seq)}`);
    return null;
  }
}

interface Place {
  readonly captured_at: number;
  readonly seq: number;
}

interface PastRow extends BodyRow, Place {
  readonly matrices: Buffer;
  readonly open: 0 | 1;
}

/** Prepares them. */
export function preparedPast(db: Db, bodies: Bodies): PastReads {
  const page = db.prepare<unknown[], PastRow>(
    `SELECT seq, captured_at, body, matrices, ${openlyKeptSql} AS open FROM reads` +
      " WHERE newest = 1 AND captured_at >= ? AND (captured_at, seq) < (?, ?) ORDER BY captured_at DESC, seq DESC LIMIT ?",
  );
  const placeOf = db.prepare<[string], Place>(
    "SELECT captured_at, seq FROM reads WHERE id = ? AND newest = 1",
  );
  return (from, to, afterId, limit) => {
    let place = (afterId === null ? undefined : placeOf.get(afterId)) ?? { captured_at: to, seq: 0 };
    const found: PastRead[] = [];
    while (found.length < limit) {
      const rows = page.all(from, place.captured_at, place.seq, limit - found.length);
      found.push(...rows.map((row) => pastOf(row, bodies)).filter((one) => one !== null));
      place = rows.at(-1) ?? place;
      if (rows.length === 0) break;
    }
    return found;
  };
}
