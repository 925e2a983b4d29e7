// Transactions of the evidence database: durable at once, or without waiting for the disk where alerts run.
import { flushFile } from "../../../shared/platform/durable.js";
import type { Db } from "../database/db.js";
import type { ChainHead } from "../../../shared/evidence/chain.js";
import type { Chain } from "../ledger/links.js";
import type { createAnchoring } from "./anchoring.js";

/** How the database is written to. */
export interface Writing {
  /** One durable transaction, anchored when it returns. */
  write<T>(work: () => T): T;
  /**
   * One transaction that a power cut may undo until `flush` resolves, and that does not wait for the disk: for what is made
   * again (deletions), and for reads, whose writer awaits `flush` before it says that they are recorded.
   */
  writeUnflushed<T>(work: () => T): T;
  /** The same for what may be undone by a power cut right after it: marks of the outbox, faults. It is made durable soon. */
  writeSoon<T>(work: () => T): T;
  /** Makes what was written so far durable, waiting for the disk off the event loop, and anchors it. */
  flush(): Promise<void>;
}

/** Writes with `synchronous = FULL` (SQLite, PRAGMA synchronous) unless it is said otherwise; `walPath` is what a flush flushes. */
export function createWriting(
  db: Db,
  chain: Chain,
  anchoring: ReturnType<typeof createAnchoring>,
  walPath: string,
): Writing {
  const sure = createMakeSure(db);
  const commit = <T>(work: () => T): { readonly result: T; readonly head: ChainHead } => {
    sure.make();
    // The head is read inside: another process may append to the chain right after our commit.
    return db.transaction(() => ({ result: work(), head: chain.head() })).immediate();
  };
  const writeUnflushed = <T>(work: () => T): T => {
    db.pragma("synchronous = NORMAL");
    try {
      const { result, head } = commit(work);
      anchoring.later(head);
      return result;
    } finally {
      db.pragma("synchronous = FULL");
    }
  };
  const flush = (): Promise<void> =>
    anchoring.after(async () => {
      sure.make();
      try {
        await flushFile(walPath);
      } catch (error) {
        sure.doubt();
        throw error;
      }
    });
  const flushSoon = createFlushSoon(flush);
  return {
    write(work) {
      const { result, head } = commit(work);
      anchoring.put(head);
      return result;
    },
    writeUnflushed,
    writeSoon(work) {
      const result = writeUnflushed(work);
      flushSoon();
      return result;
    },
    flush,
  };
}

/** How long a query that reads the log is waited for where alerts run. */
const patienceMs = 200;

/**
 * After a flush that failed the kernel may take what it could not write for written, and a later flush would succeed without it
 * (fsync(2), EIO). So what the log holds goes into the database file, which is flushed, and the log begins anew, before
 * anything is written or said behind it. `make` throws where the disk still refuses, or a long query reads the log.
 */
function createMakeSure(db: Db): { make(): void; doubt(): void } {
  let isDoubtful = false;
  const usualMs = Number(db.pragma("busy_timeout", { simple: true }));
  const restart = (): boolean => {
    db.pragma(`busy_timeout = ${String(patienceMs)}`);
    try {
      return db.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0;
    } finally {
      db.pragma(`busy_timeout = ${String(usualMs)}`);
    }
  };
  return {
    doubt: () => void (isDoubtful = true),
    make() {
      if (isDoubtful && !restart())
        throw new Error("the database's log could not be flushed, and a query reads it still");
      isDoubtful = false;
    },
  };
}

/** Flushes in the background, one at a time; what comes meanwhile is in the next. A disk that refuses is told by who awaits it. */
function createFlushSoon(flush: () => Promise<void>): () => void {
  let isWanted = false;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await flush().catch(() => undefined);
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
