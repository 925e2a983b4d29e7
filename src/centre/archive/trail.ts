// The trail: lines that only trail_append writes, chained; whoever changes one breaks every hash after it.
import { createHash } from "node:crypto";
import { canonicalJson } from "../../shared/evidence/canonical.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { Asking } from "./database.js";

interface Row {
  readonly seq: string;
  readonly at: Date;
  readonly line: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/** Writes lines; they are there when it resolves, and nothing they tell of may happen before. Returns the number of the last. */
export async function appendTrail(
  database: Asking,
  events: readonly Omit<AuditEvent, "at">[],
): Promise<number> {
  if (events.length === 0) return 0;
  const [row] = await database.rows<{ readonly seq: string }>("SELECT trail_append($1) AS seq", [
    events.map((event) => canonicalJson(event)),
  ]);
  return Number(row?.seq ?? 0);
}

/** What is wrong with the chain, by line; empty where it holds from the first line to the last. */
export async function verifyTrail(database: Asking): Promise<readonly string[]> {
  const wrong: string[] = [];
  let last = { seq: 0, hash: Buffer.alloc(32) as Buffer };
  for (;;) {
    const rows = await database.rows<Row>(
      "SELECT seq, at, line, previous_hash AS previous, hash FROM trail WHERE seq > $1 ORDER BY seq LIMIT 5000",
      [last.seq],
    );
    for (const { seq, at, line, previous, hash } of rows) {
      const number = Number(seq);
      if (number !== last.seq + 1)
        wrong.push(`lines ${String(last.seq + 1)} to ${String(number - 1)} are missing`);
      else if (!previous.equals(last.hash)) wrong.push(`line ${seq} does not follow the one before`);
      const made = createHash("sha256")
        .update(previous)
        .update(`${seq}\n${at.toISOString()}\n${line}`)
        .digest();
      if (!made.equals(hash)) wrong.push(`line ${seq} was changed`);
      last = { seq: number, hash };
    }
    if (rows.length === 0) return wrong;
  }
}
