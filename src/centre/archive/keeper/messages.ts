// What has no day of its own goes row by row, in small batches. It counts from when the keeper first saw it by a time that
// was vouched for: neither the unit's clock nor ours is believed alone.
import type { Millis } from "../../../shared/domain/types.js";
import { dayOf } from "../columns.js";
import type { Asking, Database } from "../database.js";
import { certify, type Signer, type VouchedTime } from "./disposal.js";

/** How long which class is kept, milliseconds. */
export interface KeepSpans {
  readonly reads: Millis;
  readonly hits: Millis;
}

interface Rule {
  readonly table: string;
  readonly span: keyof KeepSpans;
  /** SQL on `x`: those that the rule means. */
  readonly when: string;
  /** SQL on `x`: what counts instead of when the keeper first saw it. */
  readonly from?: string;
}

const held = "EXISTS (SELECT FROM reads_held h WHERE h.read_id = x.read_id)";
const heldByHit = "EXISTS (SELECT FROM hits y JOIN reads_held h USING (read_id) WHERE y.hit_id = x.hit_id)";
const hasHit = "EXISTS (SELECT FROM hits y WHERE y.read_id = x.read_id)";

/**
 * The time that became known later counts where the read came within four days of it, as for the days themselves
 * (`drop_day`): a unit that is wrong by more cannot shorten what is kept.
 */
const datedLater =
  "(SELECT d.captured_at FROM reads_dated_later d WHERE d.read_id = x.read_id AND x.seen_at < d.captured_at + interval '4 days')";

/** Verdicts and alerts before their hits, by which it is known whether they are held. */
const rules: readonly Rule[] = [
  { table: "reads_unset", span: "reads", when: `NOT ${hasHit}` },
  { table: "reads_unset", span: "hits", when: "true" },
  { table: "reads_unset", span: "reads", when: `NOT ${hasHit}`, from: datedLater },
  { table: "reads_unset", span: "hits", when: "true", from: datedLater },
  { table: "reads_hit", span: "hits", when: "true" },
  { table: "dispositions", span: "hits", when: `NOT ${heldByHit}` },
  { table: "alerts", span: "hits", when: `NOT ${heldByHit}` },
  { table: "hits", span: "hits", when: `NOT ${held}` },
  { table: "faults", span: "hits", when: "true" },
  { table: "tours", span: "hits", when: "true" },
  { table: "lookouts", span: "hits", when: "true" },
  { table: "messages_refused", span: "reads", when: "true" },
];

const marked = [...new Set(rules.map(({ table }) => table))].filter((table) => table !== "reads_hit");
const batch = 2_000;

const iso = (at: Millis): string => new Date(at).toISOString();

/** Marks what the keeper has not seen before. */
export async function markFirstSeen(database: Asking, now: Millis): Promise<void> {
  for (const table of [...marked, "holds_ended"])
    for (;;) {
      const seen = await database.change(
        `UPDATE ${table} SET seen_at = $1 WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE seen_at IS NULL LIMIT $2))`,
        [iso(now), batch],
      );
      if (seen < batch) break;
    }
}

/** Reads without a day that stay for their hit alone from now on: whoever may not know of the hit must not find them. */
async function markForHit(database: Asking, before: Millis): Promise<void> {
  for (const from of ["x.seen_at", datedLater])
    await database.change(
      `UPDATE reads_unset x SET for_hit = true WHERE NOT x.for_hit AND ${from} < $1 AND ${hasHit}`,
      [iso(before)],
    );
}

/** Deletes what is over, and returns how many rows. */
export async function deleteMessages(
  database: Database,
  spans: KeepSpans,
  time: VouchedTime,
  signer: Signer,
): Promise<number> {
  let total = 0;
  await markForHit(database, time.now - spans.reads);
  for (const { table, span, when, from = "seen_at" } of rules) {
    const before = time.now - spans[span];
    for (;;) {
      const records = await database.transaction(async (asking) => {
        const gone = await asking.change(
          `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} x WHERE ${from} < $1 AND ${when} LIMIT $2))`,
          [iso(before), batch],
        );
        if (gone > 0)
          await certify(asking, { class: table, day: dayOf(before), records: gone }, time, signer);
        return gone;
      });
      total += records;
      if (records < batch) break;
    }
  }
  // No record of its own: it says which reads have a day by now.
  await database.change(
    "DELETE FROM reads_dated_later d WHERE captured_at < $1 AND NOT EXISTS (SELECT FROM reads_unset u WHERE u.read_id = d.read_id)",
    [iso(time.now - spans.reads)],
  );
  return total;
}
