import type { Millis } from "../../../shared/domain/types.js";
import { linkHash, origin, type ChainHead, type LinkKind } from "../../../shared/evidence/chain.js";
import type { Db } from "../database/db.js";

/** Appends links. Every call belongs inside the transaction that writes the record. */
export interface Chain {
  append(kind: LinkKind, ref: string, at: Millis, digest: Uint8Array): number;
  head(): ChainHead;
  /** The number of the first link at or after a time, UTC milliseconds; null when there is none. */
  firstSince(at: Millis): number | null;
}

/**
 * The chain of an open database. `floor` is the number below which no new link may be numbered: when links the anchor
 * saw are gone, the gap stays visible.
 */
export function createChain(db: Db, floor: number): Chain {
  const last = db.prepare<[], { seq: number; hash: Buffer }>(
    "SELECT seq, hash FROM links ORDER BY seq DESC LIMIT 1",
  );
  const since = db.prepare<[number], { seq: number }>(
    "SELECT seq FROM links WHERE at >= ? ORDER BY seq LIMIT 1",
  );
  const insert = db.prepare("INSERT INTO links (seq, kind, ref, at, digest, hash) VALUES (?, ?, ?, ?, ?, ?)");
  // Read inside each transaction, not remembered: commands beside the daemon append too.
  const head = (): ChainHead => {
    const row = last.get();
    return row ? { seq: row.seq, hash: row.hash.toString("hex") } : origin;
  };
  return {
    head,
    firstSince: (at) => since.get(at)?.seq ?? null,
    append(kind, ref, at, digest) {
      const before = head();
      const seq = Math.max(before.seq, floor) + 1;
      const hash = linkHash({ seq, kind, ref, at, digest: Buffer.from(digest).toString("hex") }, before.hash);
      insert.run(seq, kind, ref, at, digest, Buffer.from(hash, "hex"));
      return seq;
    },
  };
}
