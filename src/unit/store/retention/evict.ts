// Which pictures go first when space is short, and the receipt that says so.
import type { Clock } from "../../../shared/domain/ports.js";
import { rangesOf } from "../../../shared/evidence/receipt.js";
import type { Keys } from "../keys/keys.js";
import type { PictureRef } from "../keys/picture-file.js";
import { putReceipt } from "../ledger/receipts.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import { notePicturesGone } from "../database/kept-covertly.js";
import { withVaults } from "../tables/reads.js";

interface Evicted {
  readonly seq: number;
  readonly id: string;
  readonly revision: number;
  readonly pictures: string;
  readonly kept_from: number;
}

/** Vaults of plain reads in the order of the chain: their names are days by a clock that may have been wrong. */
function plainVaults({ db }: EvidenceDb): readonly string[] {
  return db
    .prepare<[], { name: string }>(
      `${withVaults} SELECT name FROM vaults WHERE name GLOB '????-??-??.read'` +
        " ORDER BY (SELECT min(seq) FROM reads WHERE pictures = vaults.name)",
    )
    .all()
    .map(({ name }) => name);
}

/** Takes the pictures of the oldest plain reads out of their rows, with a receipt; belongs inside a transaction. `waiting` includes those not uploaded. */
export function evictBatch(
  evidence: EvidenceDb,
  { keys, clock }: { readonly keys: Keys; readonly clock: Clock },
  waiting: boolean,
  limit: number,
): readonly (PictureRef & { readonly vault: string })[] {
  const uploaded =
    "NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.seq BETWEEN first_message AND last_message)";
  const oldest = evidence.db.prepare<[string, number], Evicted>(
    "SELECT seq, id, revision, pictures, kept_from FROM reads INDEXED BY reads_by_vault" +
      ` WHERE pictures = ? AND ${waiting ? "1" : uploaded} ORDER BY seq LIMIT ?`,
  );
  const rows: Evicted[] = [];
  for (const vault of plainVaults(evidence)) {
    if (rows.length < limit) rows.push(...oldest.all(vault, limit - rows.length));
  }
  if (rows.length === 0) return [];
  for (const row of rows) evidence.reads.moved(row.seq, null);
  notePicturesGone(evidence.db, Math.max(...rows.map((row) => row.seq)));
  putReceipt(evidence, keys, {
    version: 1,
    gone: "pictures",
    reason: "space",
    class: "read",
    count: rows.length,
    unsent: 0,
    links: rangesOf(rows.map((row) => row.seq)),
    firstAt: rows[0].kept_from,
    lastAt: rows.at(-1)!.kept_from,
    at: clock.now(),
  });
  return rows.map((row) => ({ readId: row.id, revision: row.revision, vault: row.pictures }));
}
