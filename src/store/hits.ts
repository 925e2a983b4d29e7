import type { EncounterPage, EncounterQuery, HitView, OpenCounts } from "../core/ports.js";
import type { Disposition, Hit, Millis } from "../core/types.js";
import { sealBody, type Chain } from "./chain.js";
import type { Db } from "./db.js";
import { createEncounterTable, verdictOf } from "./encounters.js";
import type { MessageRange } from "./outbox.js";
import type { ReadTable } from "./reads.js";

/** Hits and the verdicts on them. Writing calls belong inside the caller's transaction. */
export interface HitTable {
  /** Writes a hit, or a new row of a known one; a hit told before in the same words is left alone. */
  insert(hit: Hit, messages: MessageRange, at: Millis): void;
  view(id: string): HitView | null;
  ofRead(readId: string): readonly Hit[];
  views(query: { readonly limit: number; readonly beforeId?: string }): readonly HitView[];
  /** See `Records.openEncounters` in core/ports.ts. */
  open(limit: number): readonly HitView[];
  openCounts(): OpenCounts;
  encounters(query: EncounterQuery): EncounterPage;
  dispose(disposition: Disposition, messages: MessageRange, at: Millis): void;
}

interface Row {
  readonly body: string;
}

/** Prepares the tables of hits and dispositions. */
export function createHits(db: Db, chain: Chain, reads: ReadTable): HitTable {
  const newest = db.prepare<[string], Row>("SELECT body FROM hits WHERE id = ? AND newest = 1");
  const supersede = db.prepare("UPDATE hits SET newest = 0 WHERE id = ?");
  const insert = db.prepare(
    "INSERT INTO hits (seq, id, read_id, newest, first_message, last_message, salt, body) VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
  );
  const ofRead = db.prepare<[string], Row>(
    "SELECT body FROM hits WHERE read_id = ? AND newest = 1 ORDER BY seq",
  );
  const page = db.prepare<[string, number], Row & { readonly verdict: string | null }>(
    `SELECT h.body, ${verdictOf} AS verdict FROM hits h WHERE h.newest = 1 AND h.id < ? ORDER BY h.id DESC LIMIT ?`,
  );
  const verdict = db.prepare<[string], Row>(
    "SELECT body FROM dispositions WHERE hit_id = ? ORDER BY seq DESC LIMIT 1",
  );
  const addVerdict = db.prepare(
    "INSERT INTO dispositions (seq, id, hit_id, first_message, last_message, salt, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // In a list, a verdict on one hit of an encounter is the verdict on all of them.
  const view = (row: Row, ofEncounter?: string | null): HitView | null => {
    const hit = JSON.parse(row.body) as Hit;
    const read = reads.get(hit.readId);
    const given = ofEncounter === undefined ? verdict.get(hit.id)?.body : ofEncounter;
    return read && { hit, read, disposition: given ? (JSON.parse(given) as Disposition) : null };
  };
  const encounters = createEncounterTable(db, reads);
  return {
    open: (limit) => encounters.page({ open: true, covert: false, limit }).found,
    openCounts: () => encounters.openCounts(),
    encounters: (query) => encounters.page(query),
    insert(hit, messages, at) {
      const sealed = sealBody(hit);
      const known = newest.get(hit.id);
      if (known?.body === sealed.body) return;
      const seq = chain.append("hit", hit.id, at, sealed.digest);
      if (known) supersede.run(hit.id);
      insert.run(seq, hit.id, hit.readId, messages.first, messages.last, sealed.salt, sealed.body);
    },
    view(id) {
      const row = newest.get(id);
      return row ? view(row) : null;
    },
    ofRead: (readId) => ofRead.all(readId).map((row) => JSON.parse(row.body) as Hit),
    views: ({ limit, beforeId = "~" }) =>
      page
        .all(beforeId, limit)
        .map((row) => view(row, row.verdict))
        .filter((one) => one !== null),
    dispose(disposition, messages, at) {
      const sealed = sealBody(disposition);
      const seq = chain.append("disposition", disposition.id, at, sealed.digest);
      const { id, hitId } = disposition;
      addVerdict.run(seq, id, hitId, messages.first, messages.last, sealed.salt, sealed.body);
    },
  };
}
