import type {
  EncounterPage,
  EncounterQuery,
  HitQuery,
  HitView,
  OpenCounts,
} from "../../core/evidence-queries.js";
import type { Hit, Millis } from "../../../shared/domain/types.js";
import type { Disposition } from "../../../shared/domain/verification.js";
import type { Bodies, BodyRow } from "./bodies.js";
import { sealBody } from "../../../shared/evidence/chain.js";
import type { Chain } from "../ledger/links.js";
import type { Db } from "../database/db.js";
import { createEncounterTable, readVerdict, type VerdictRow } from "./encounters.js";
import { verdictColumns } from "./verdict-sql.js";
import type { MessageRange } from "./outbox.js";
import type { ReadTable } from "./reads.js";

/** Hits and the verdicts on them. Writing calls belong inside the caller's transaction. */
export interface HitTable {
  /** Writes a hit, or a new row of a known one; a hit written before in the same words is left alone. */
  insert(hit: Hit, messages: MessageRange, at: Millis): void;
  view(id: string): HitView | null;
  ofRead(readId: string): readonly Hit[];
  views(query: HitQuery): readonly HitView[];
  /** See `Records.openEncounters` in unit/core/ports.ts. */
  open(limit: number): readonly HitView[];
  openCounts(): OpenCounts;
  encounters(query: EncounterQuery): EncounterPage;
  dispose(disposition: Disposition, messages: MessageRange, at: Millis): void;
}

/** Rounds that a page of hits may take to be full when some of them cannot be shown. */
const roundsAtMost = 20;

/** Prepares the tables of hits and dispositions. */
export function createHits(
  db: Db,
  chain: Chain,
  { reads, bodies }: { readonly reads: ReadTable; readonly bodies: Bodies },
): HitTable {
  const newest = db.prepare<[string], BodyRow>("SELECT seq, body FROM hits WHERE id = ? AND newest = 1");
  const supersede = db.prepare("UPDATE hits SET newest = 0 WHERE id = ?");
  const insert = db.prepare(
    "INSERT INTO hits (seq, id, read_id, newest, first_message, last_message, salt, body) VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
  );
  const ofRead = db.prepare<[string], BodyRow>(
    "SELECT seq, body FROM hits WHERE read_id = ? AND newest = 1 ORDER BY seq",
  );
  const page = db.prepare<[string, number, number], BodyRow & VerdictRow & { readonly id: string }>(
    `SELECT h.seq, h.id, h.body, ${verdictColumns} FROM hits h WHERE h.newest = 1 AND h.id < ? AND h.covert <= ? ORDER BY h.id DESC LIMIT ?`,
  );
  const verdict = db.prepare<[string], BodyRow>(
    "SELECT seq, body FROM dispositions WHERE hit_id = ? ORDER BY seq DESC LIMIT 1",
  );
  const addVerdict = db.prepare(
    "INSERT INTO dispositions (seq, id, hit_id, first_message, last_message, salt, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // In a list, a verdict on one hit of an encounter is the verdict on all of them.
  const view = (row: BodyRow, ofEncounter?: VerdictRow): HitView | null => {
    const hit = bodies.hit(row);
    const read = hit && reads.get(hit.readId);
    if (!hit || !read) return null;
    if (ofEncounter) return { hit, read, disposition: readVerdict(bodies, ofEncounter) };
    const given = verdict.get(hit.id);
    return { hit, read, disposition: given ? bodies.disposition(given) : null };
  };
  const encounters = createEncounterTable(db, { reads, bodies });
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
    ofRead: (readId) => ofRead.all(readId).flatMap((row) => bodies.hit(row) ?? []),
    views: ({ limit, beforeId = "~", covert = true }) =>
      fill(limit, beforeId, (before, most) =>
        page.all(before, covert ? 1 : 0, most).map((row) => ({ id: row.id, view: view(row, row) })),
      ),
    dispose(disposition, messages, at) {
      const sealed = sealBody(disposition);
      const seq = chain.append("disposition", disposition.id, at, sealed.digest);
      const { id, hitId } = disposition;
      addVerdict.run(seq, id, hitId, messages.first, messages.last, sealed.salt, sealed.body);
    },
  };
}

type Rows = readonly { readonly id: string; readonly view: HitView | null }[];

/** A page of `limit` hits that can be shown, as far as there are so many within a few rounds. */
function fill(limit: number, beforeId: string, rowsBefore: (id: string, most: number) => Rows): HitView[] {
  const found: HitView[] = [];
  let before = beforeId;
  for (let round = 0; round < roundsAtMost && found.length < limit; round++) {
    const rows = rowsBefore(before, limit - found.length);
    found.push(...rows.flatMap((row) => row.view ?? []));
    before = rows.at(-1)?.id ?? before;
    if (rows.length === 0) break;
  }
  return found;
}
