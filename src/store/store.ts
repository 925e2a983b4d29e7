// The store: reads, hits, verdicts, audit and outbox in one encrypted SQLite database, pictures in sealed files beside it.
// Flow of a record: pictures sealed and flushed > one transaction (rows, chain links, messages) > witness > return.
import { TagwatchError } from "../core/errors.js";
import type {
  Audit,
  Clock,
  EvidenceWriter,
  Faults,
  Log,
  NewId,
  Outbox,
  ReadArchive,
  Records,
  Service,
} from "../core/ports.js";
import type { Actor, AuditEvent } from "../core/types.js";
import type { StoreConfig } from "../config/schema.js";
import { saysCorrupt } from "./db.js";
import { makeFolder } from "./durable.js";
import { openKeys, type Keys } from "./keys.js";
import { storePaths, type StorePaths } from "./paths.js";
import { createPictures, parsePictureId } from "./pictures.js";
import { createRecorder } from "./recorder.js";
import { openSession, type ChainStart, type Session } from "./session.js";
import { setAside } from "./set-aside.js";

export interface StoreOptions {
  readonly dir: string;
  /** 32 bytes. */
  readonly unitKey: Buffer;
  readonly config: StoreConfig;
  readonly unit: { readonly id: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly newId: NewId;
}

export interface StoreStatus {
  readonly head: { readonly seq: number; readonly hash: string };
  readonly setAside: number;
}

export interface Store extends EvidenceWriter, ReadArchive, Records, Audit {
  readonly outbox: Outbox;
  /** Purges, guards space, checks the database and signs the chain; runs until stopped. */
  readonly retention: Service;
  status(): StoreStatus;
  close(): void;
}

const daemon: Actor = { name: "tagwatch", role: "system", source: "daemon" };

/** The session in force and what to do when its database proves damaged. */
export interface Sessions {
  current(): Session;
  /** Runs `work`; when the database turns out damaged, sets it aside and runs `work` on a fresh one. */
  run<T>(work: (session: Session) => T): T;
  /** Sets the database aside although nobody tripped over the damage yet (background check). */
  replace(reason: string): void;
  close(): void;
}

/** Opens the session; a damaged database is set aside and a fresh one begun, at start and at any later time. */
export function openSessions(options: StoreOptions, paths: StorePaths, keys: Keys): Sessions {
  const { clock, log, faults } = options;
  const open = (start: ChainStart): Session =>
    openSession({
      paths,
      keys,
      start,
      now: () => clock.now(),
      onWitnessFault: (error) =>
        log.error("the chain's witness cannot be written", { reason: String(error) }),
    });
  let session: Session;
  try {
    session = open({ reason: "first start", after: null });
  } catch (error) {
    if (!saysCorrupt(error)) throw error;
    session = freshAfter(String(error), null);
  }
  reportTail(session);

  function freshAfter(reason: string, old: Session | null): Session {
    const after = old?.witness.get() ?? null;
    old?.close();
    const aside = setAside(paths, clock.now());
    const fresh = open({ reason: "database set aside", after, setAside: aside.folder.split("/").at(-1) });
    const text = `the evidence database was damaged (${reason}); it was set aside in ${aside.folder}`;
    log.error("the evidence database was damaged and set aside", { reason, folder: aside.folder });
    faults.raise({ code: "DB_CORRUPT", subject: "store", severity: "critical", text });
    fresh.write(() =>
      fresh.audit.append({
        at: clock.now(),
        actor: daemon,
        event: "store.set-aside",
        outcome: "failure",
        detail: { reason },
      }),
    );
    return fresh;
  }

  function reportTail(opened: Session): void {
    if (!opened.tail) return;
    const { witnessed, found } = opened.tail;
    const text = `records up to number ${String(witnessed.seq)} were witnessed, the database ends at ${String(found.seq)}`;
    faults.raise({ code: "DB_CORRUPT", subject: "chain", severity: "critical", text });
    const detail = { witnessedSeq: witnessed.seq, witnessedHash: witnessed.hash, foundSeq: found.seq };
    opened.write(() =>
      opened.audit.append({
        at: clock.now(),
        actor: daemon,
        event: "chain.tail-lost",
        outcome: "failure",
        detail,
      }),
    );
  }

  return {
    current: () => session,
    run(work) {
      try {
        return work(session);
      } catch (error) {
        if (!saysCorrupt(error)) throw error;
        session = freshAfter(String(error), session);
        return work(session);
      }
    },
    replace(reason) {
      session = freshAfter(reason, session);
    },
    close() {
      if (session.db.open) session.close();
    },
  };
}

/**
 * Opens the store below `dir`. Throws DB_KEY for a wrong key and DB_NEWER for a later version, changing nothing; a damaged
 * database never stops it.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- opening is the rim: callers await it whatever it does inside
export async function openStore(options: StoreOptions): Promise<Store> {
  const { clock, log } = options;
  const paths = storePaths(options.dir);
  makeFolder(paths.dir);
  const keys = openKeys(paths, options.unitKey, log);
  makeFolder(paths.pictures);
  const sessions = openSessions(options, paths, keys);
  const pictures = createPictures(paths, keys);
  const now = (): number => clock.now();
  const recorder = createRecorder({ pictures, now, withoutPictures: () => null });
  const audit = (event: Omit<AuditEvent, "at"> & { readonly at?: number }): void =>
    sessions.run((s) => s.write(() => s.audit.append({ at: now(), ...event })));

  return {
    async record(record) {
      try {
        await recorder.record(sessions.current, record, sessions.run);
      } catch (cause) {
        throw new TagwatchError(
          "EVIDENCE_WRITE",
          `read ${record.read.id} was not recorded: ${String(cause)}`,
          {
            cause,
          },
        );
      }
    },
    pastReads: (from, to, afterId, limit) => sessions.run((s) => s.reads.past(from, to, afterId, limit)),
    recordHistoricalHit: (read, hit, outbox) =>
      sessions.run((s) => recorder.historical(s, read, hit, outbox)),
    reads: (query) => sessions.run((s) => s.reads.search(query)),
    read: (id) => sessions.run((s) => s.reads.get(id)),
    hitsOf: (id) => sessions.run((s) => s.hits.ofRead(id)),
    hits: (query) => sessions.run((s) => s.hits.views(query)),
    hit: (id) => sessions.run((s) => s.hits.view(id)),
    dispose: (disposition, actor, outbox) =>
      sessions.run((s) =>
        s.write(() => {
          const at = now();
          const messages = s.outbox.put(outbox, at);
          s.hits.dispose(disposition, messages, at);
          const { hitId, verdict } = disposition;
          s.audit.append({
            at,
            actor,
            event: "hit.disposition",
            outcome: "success",
            object: hitId,
            detail: { verdict },
          });
        }),
      ),
    async picture(id) {
      const ref = parsePictureId(id);
      const stored =
        ref && sessions.run((s) => s.reads.revisions(ref.readId)).find((r) => r.revision === ref.revision);
      return stored?.vault ? pictures.read(stored.vault, stored, ref!.kind) : null;
    },
    append: audit,
    outbox: delegatedOutbox(sessions),
    retention: { name: "retention", run: (signal) => clock.sleep(2 ** 31 - 1, signal) },
    status: () => ({ head: sessions.current().chain.head(), setAside: 0 }),
    close: () => sessions.close(),
  };
}

/** The outbox of whatever database is in force. */
function delegatedOutbox(sessions: Sessions): Outbox {
  return {
    next: (...args) => sessions.run((s) => s.outbox.next(...args)),
    sent: (...args) => sessions.run((s) => s.outbox.sent(...args)),
    refused: (...args) => sessions.run((s) => s.outbox.refused(...args)),
    progress: (...args) => sessions.run((s) => s.outbox.progress(...args)),
    add: (...args) => sessions.run((s) => s.outbox.add(...args)),
    counts: () => sessions.run((s) => s.outbox.counts()),
  };
}
