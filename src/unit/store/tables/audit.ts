import type { Millis } from "../../../shared/domain/types.js";
import type { AuditEvent, AuditRecord } from "../../../shared/domain/actor.js";
import type { Bodies, BodyRow } from "./bodies.js";
import { sealBody } from "../../../shared/evidence/chain.js";
import type { Chain } from "../ledger/links.js";
import type { Db } from "../database/db.js";

/** The audit trail: append-only, chained. `append` belongs inside the caller's transaction. */
export interface AuditTable {
  append(event: AuditEvent): void;
  /** Lines of [from, to), oldest first. */
  between(from: Millis, to: Millis): IterableIterator<AuditRecord>;
  /** Newest lines first, older than `before` when it is given. */
  newest(limit: number, before: Millis | null): readonly AuditRecord[];
}

/** Prepares the audit trail. */
export function createAuditTable(db: Db, chain: Chain, bodies: Bodies): AuditTable {
  const insert = db.prepare("INSERT INTO audit (seq, at, salt, body) VALUES (?, ?, ?, ?)");
  const between = db.prepare<[number, number], BodyRow>(
    "SELECT seq, body FROM audit WHERE at >= ? AND at < ? ORDER BY at, seq",
  );
  const newest = db.prepare<[number, number, number], BodyRow>(
    "SELECT seq, body FROM audit WHERE at < ? ORDER BY at DESC, seq DESC LIMIT ? OFFSET ?",
  );
  return {
    newest(limit, before) {
      const lines: AuditRecord[] = [];
      for (let offset = 0; lines.length < limit;) {
        const rows = newest.all(before ?? Number.MAX_SAFE_INTEGER, limit - lines.length, offset);
        if (rows.length === 0) break;
        offset += rows.length;
        lines.push(...rows.map(bodies.audit).filter((line) => line !== null));
      }
      return lines;
    },
    append(event) {
      const sealed = sealBody(event);
      const seq = chain.append("audit", event.event, event.at, sealed.digest);
      insert.run(seq, event.at, sealed.salt, sealed.body);
    },
    *between(from, to) {
      for (const row of between.iterate(from, to)) {
        const line = bodies.audit(row);
        if (line) yield line;
      }
    },
  };
}
