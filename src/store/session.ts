// Everything that hangs on one open database. When a database is set aside the whole session is replaced by a new one.
import type { Millis } from "../core/types.js";
import { createAuditTable, type AuditTable } from "./audit.js";
import { createChain, sealBody, type Chain } from "./chain.js";
import { openDatabase, type Db, type OpenDatabase } from "./db.js";
import { createHits, type HitTable } from "./hits.js";
import type { Keys } from "./keys.js";
import { createOutbox, type OutboxTable } from "./outbox.js";
import type { StorePaths } from "./paths.js";
import { createReads, type ReadTable } from "./reads.js";
import { openWitness, type ChainHead, type Witness } from "./witness.js";

export interface Session {
  readonly db: Db;
  readonly purging: OpenDatabase["purging"];
  readonly chain: Chain;
  readonly witness: Witness;
  readonly reads: ReadTable;
  readonly hits: HitTable;
  readonly audit: AuditTable;
  readonly outbox: OutboxTable;
  /** What the witness says about the database just opened; null when they agree. */
  readonly tail: TailLoss | null;
  /** One durable transaction, witnessed when it returns. */
  write<T>(work: () => T): T;
  close(): void;
}

/** The database ends before the head the witness saw, or has another hash there. */
export interface TailLoss {
  readonly witnessed: ChainHead;
  readonly found: ChainHead;
}

/** Why and after what a chain begins. */
export interface ChainStart {
  readonly reason: "first start" | "database set aside";
  readonly after: ChainHead | null;
  readonly setAside?: string;
}

export interface SessionOptions {
  readonly paths: StorePaths;
  readonly keys: Keys;
  readonly now: () => Millis;
  readonly start: ChainStart;
  /** The witness could not be written; the record itself is safe. */
  readonly onWitnessFault: (error: unknown) => void;
}

/** Opens the database and all its tables. Throws what `openDatabase` throws. */
export function openSession(options: SessionOptions): Session {
  const { paths, keys, now } = options;
  const open = openDatabase(paths.database, keys.database);
  try {
    return assemble(open, options);
  } catch (error) {
    open.db.close();
    throw error;
  }

  function assemble({ db, purging }: OpenDatabase, { start, onWitnessFault }: SessionOptions): Session {
    const witness = openWitness(paths.witness, keys.witness);
    const witnessed = witness.get();
    const floor = Math.max(witnessed?.seq ?? 0, start.after?.seq ?? 0);
    const chain = createChain(db, floor);
    const reads = createReads(db, chain);
    const tail = findTailLoss(db, chain.head(), witnessed);
    const write = <T>(work: () => T): T => {
      const before = chain.head().seq;
      const result = db.transaction(work).immediate();
      const head = chain.head();
      if (head.seq > before) {
        try {
          witness.put(head);
        } catch (error) {
          onWitnessFault(error);
        }
      }
      return result;
    };
    if (chain.head().seq === 0) write(() => begin(db, chain, start, now()));
    return {
      db,
      purging,
      chain,
      witness,
      reads,
      hits: createHits(db, chain, reads),
      audit: createAuditTable(db, chain),
      outbox: createOutbox(db, now),
      tail,
      write,
      close: () => {
        witness.close();
        db.close();
      },
    };
  }
}

/** The first link says why the chain begins. Message numbers start at the time, above those of any earlier database. */
function begin(db: Db, chain: Chain, start: ChainStart, at: Millis): void {
  const sealed = sealBody(start, Buffer.alloc(0));
  chain.append("start", sealed.body, at, sealed.digest);
  db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)").run(at);
}

function findTailLoss(db: Db, head: ChainHead, witnessed: ChainHead | null): TailLoss | null {
  if (!witnessed) return null;
  const row = db
    .prepare<[number], { hash: Buffer }>("SELECT hash FROM links WHERE seq = ?")
    .get(witnessed.seq);
  return row?.hash.toString("hex") === witnessed.hash ? null : { witnessed, found: head };
}
