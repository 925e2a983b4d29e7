// The store: reads, hits, verdicts, audit and outbox in one encrypted SQLite database, pictures in sealed files beside it.
// Flow of a record: pictures sealed and flushed > one transaction (rows, chain links, messages) > external anchor > return.
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { AuditBatch, Clock, Faults, Log, NewId, Sealing } from "../../shared/domain/ports.js";
import { sealingUnder } from "../../shared/evidence/seal.js";
import type { EvidenceWriter, Outbox, ReadArchive } from "../core/ports.js";
import type { Lookups, Records } from "../core/evidence-queries.js";
import type { TimeTrust } from "../../shared/domain/time-trust.js";
import type { Millis } from "../../shared/domain/types.js";
import type { Disposition } from "../../shared/domain/verification.js";
import type { Actor, AuditRecord } from "../../shared/domain/actor.js";
import type { PutAgain } from "../core/again.js";
import type { OutboxDraft } from "../core/outbox.js";
import { delegatedOutbox, delegatedUpkeep } from "./delegated.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import type { StoreConfig } from "../config/schema.js";
import { createAuditWriter } from "./audit-writer.js";
import { createCheckpointer } from "./database/checkpointer.js";
import { saysCorrupt } from "./database/db.js";
import { makeFolder } from "../../shared/platform/durable.js";
import { createGaps, type Gaps } from "./gaps.js";
import { openKeys, type Keys } from "./keys/keys.js";
import { createLookups } from "./lookups.js";
import { createMemoryReads, type MemoryReads } from "./memory-reads.js";
import { takeLock, type Lock } from "./database/lock.js";
import { storePaths, type StorePaths } from "./database/paths.js";
import { createPictures, type Pictures } from "./keys/pictures.js";
import { parsePictureId } from "./keys/picture-file.js";
import { createRecorder, type Recorder } from "./recorder.js";
import { createRetention, type Retention } from "./retention.js";
import { createRuns, type Runs } from "./runs.js";
import { putAgain } from "./tables/again.js";
import { arePicturesCovert, isKeptCovertly } from "./database/kept-covertly.js";
import type { EvidenceDb } from "./tables/evidence-db.js";
import { openSessions, type CurrentDb } from "./tables/current-db.js";
import { listSetAside } from "./database/set-aside.js";
import { createSpaceGuard, measureFreeBytes, type Shortage } from "./retention/space.js";
import { createTimeline } from "./retention/timeline.js";
import { sweepOrphans, type SweepDeps } from "./sweep.js";
import { createUndatedReads, withPicturesOf, type UndatedReads } from "./undated-reads.js";
import { tellLostKeys } from "./vault-check.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What the daemon opens the store with. */
export interface StoreDeps {
  readonly dir: string;
  /** 32 bytes. */
  readonly unitKey: Buffer;
  readonly config: StoreConfig;
  readonly unit: { readonly id: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly newId: NewId;
  /** What time deletion may rest on. */
  readonly trust: TimeTrust;
  /** Names the present boot. */
  readonly bootId: string;
}

/** The store as page and health messages show it; `head` is the end of the evidence chain. */
export interface StoreStatus {
  readonly head: { readonly seq: number; readonly hash: string };
  /** Damaged databases that were set aside. */
  readonly setAside: number;
  readonly freeBytes: number;
  readonly shortage: Shortage;
}

/** What the daemon knows of evidence: every part is handed only the port of it that it needs. */
export interface Store extends EvidenceWriter, ReadArchive, Records, AuditBatch, UndatedReads, PutAgain {
  readonly outbox: Outbox;
  /** Faults, notices, tours and assignments; kept as long as the audit trail. */
  readonly upkeep: UpkeepRows;
  /** Newest audit lines first, on this thread: for few of them. */
  auditEvents(limit: number, before: Millis | null): readonly AuditRecord[];
  /** Purges, guards space, checks the database and signs the chain; runs until stopped. */
  readonly retention: Retention;
  /** The daemon says when it begins and when it stops, so that the next one knows whether it did. */
  readonly runs: Runs;
  status(): StoreStatus;
  /** Whether the database in force lies encrypted on the disk, as measured when it was opened; never throws. */
  encrypted(): boolean;
  /** For secrets of people, under a key that a new unit key leaves as it is. */
  readonly sealing: Sealing;
  /** How far the clock was moved since a source vouched for a time, milliseconds: the time may be off by as much. */
  clockDoubtMs(): number;
  /** How far the clock was moved between the last run and this one, milliseconds; null when it cannot be said or is little. */
  clockMovedBeforeStart(): number | null;
  /** Newest time that a source vouched for, in this boot or an earlier one. */
  lastVouchedAt(): Millis | null;
  close(): void;
}

/**
 * Opens the store below `dir`. Throws STORE_BUSY while another daemon has it, DB_KEY for a wrong key and DB_NEWER for a
 * later version, changing nothing; a damaged database never stops it.
 */
export async function openStore(deps: StoreDeps): Promise<Store> {
  const { clock } = deps;
  const paths = storePaths(deps.dir);
  makeFolder(paths.dir);
  const lock = takeLock({ path: paths.lock, mode: "writer", who: "the daemon", now: () => clock.now() });
  try {
    const store = await openLocked(deps, paths, lock);
    const close = (): void => {
      store.close();
      lock.release();
    };
    return { ...store, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(deps: StoreDeps, paths: StorePaths, lock: Lock): Promise<Store> {
  const { clock, log, faults } = deps;
  const keys = openKeys(paths, deps.unitKey, log);
  try {
    makeFolder(paths.pictures);
  } catch (error) {
    const text = `there is no folder for pictures: ${errorText(error)}`;
    faults.raise({ code: "EVIDENCE_WRITE", subject: "pictures", severity: "critical", text });
  }
  const currentDb = openSessions({ paths, keys, clock, log, faults });
  try {
    return await assemble(deps, { paths, lock, keys, currentDb });
  } catch (error) {
    // Whoever tries again each minute must not leave an open database behind each time.
    currentDb.close();
    throw error;
  }
}

interface AssembleDeps {
  readonly paths: StorePaths;
  readonly lock: Lock;
  readonly keys: Keys;
  readonly currentDb: CurrentDb;
}

async function assemble(deps: StoreDeps, { paths, lock, keys, currentDb }: AssembleDeps): Promise<Store> {
  const { clock, log, faults, config, trust, bootId } = deps;
  const pictures = createPictures(paths, keys);
  await sweepAtStart(currentDb, { paths, pictures, clock, log, faults });
  tellLostKeys({ currentDb, keys, paths, clock, log, faults });
  const runs = createRuns({ currentDb, clock, log, bootId });
  const timeline = createTimeline({ currentDb, clock, trust, bootId });
  timeline.tick();
  const checkpointer = createCheckpointer(paths.database, keys.database);
  const base = { currentDb, keys, pictures, checkpointer, clock, log, faults };
  const free = (): Promise<number> => measureFreeBytes(paths.dir);
  const space = createSpaceGuard({ ...base, floors: config.space, free });
  const audit = createAuditWriter({ currentDb, clock, faults });
  const memory = config.nonHits === "memory" ? createMemoryReads(clock, config.memoryFor) : null;
  const shadows = memory && createMemoryReads(clock, config.memoryFor, "shadows");
  const now = (): Millis => trust.utcAt(clock.monoNs()) ?? clock.now();
  const shortage = (): Shortage => space.shortage();
  const recorder = createRecorder({ currentDb, pictures, memory, shadows, now, shortage, faults });
  const unit = deps.unit.id;
  const retention = createRetention({
    ...base,
    ...{ paths, lock, retention: config.retention, unit, space, audit, trust, timeline },
  });
  const lookups = createLookups({ paths, key: keys.database, currentDb, memory, shadows, clock });
  const gaps = createGaps(audit, clock);
  const kept = { currentDb, pictures, memory, shadows };
  const shared: OpenStoreDeps = { ...kept, recorder, audit, gaps, clock, lookups };
  return {
    ...{ ...evidence(shared), ...records(shared) },
    ...createUndatedReads(currentDb, now, bootId),
    append: (event) => audit.append(event),
    appendAll: (events) => audit.appendAll(events),
    outbox: delegatedOutbox(currentDb),
    putAgain: (kind, ids, drafts) => currentDb.run((s) => putAgain(s, { kind, ids, drafts }, clock.now())),
    upkeep: delegatedUpkeep(currentDb),
    auditEvents: (limit, before) => currentDb.run((s) => s.audit.newest(limit, before)),
    retention,
    clockDoubtMs: () => timeline.doubtMs(),
    clockMovedBeforeStart: () => timeline.movedBeforeStart(),
    lastVouchedAt: () => timeline.lastVouched(),
    runs,
    sealing: sealingUnder(keys.database),
    encrypted: () => currentDb.current().encrypted,
    status: () => ({
      head: currentDb.run((s) => s.chain.head()),
      setAside: listSetAside(paths).length,
      freeBytes: space.freeBytes(),
      shortage: space.shortage(),
    }),
    close() {
      gaps.tell(true);
      lookups.close();
      currentDb.close();
    },
  };
}

/** Damage met by the sweep is treated as any other. A folder of pictures that cannot be looked through costs no record. */
async function sweepAtStart(currentDb: CurrentDb, deps: Omit<SweepDeps, "evidence">): Promise<void> {
  try {
    await sweepOrphans({ evidence: currentDb.current(), ...deps });
  } catch (error) {
    if (saysCorrupt(error)) return currentDb.replace(errorText(error));
    const text = `the pictures could not be compared with their records: ${errorText(error)}`;
    deps.faults.raise({ code: "EVIDENCE_WRITE", subject: "pictures", severity: "critical", text });
  }
}

interface OpenStoreDeps {
  readonly currentDb: CurrentDb;
  readonly pictures: Pictures;
  readonly memory: MemoryReads | null;
  readonly shadows: MemoryReads | null;
  readonly recorder: Recorder;
  readonly audit: ReturnType<typeof createAuditWriter>;
  readonly gaps: Gaps;
  readonly clock: Clock;
  readonly lookups: Lookups;
}

/**
 * Writing: failures of any kind become EVIDENCE_WRITE, and the next success tries the audit lines that wait and leaves
 * one of what was not recorded.
 */
function evidence({ recorder, audit, gaps }: OpenStoreDeps): EvidenceWriter {
  return {
    async record(record) {
      try {
        await recorder.record(record);
        audit.retry();
        gaps.tell();
      } catch (cause) {
        gaps.add(record);
        const why = errorText(cause);
        throw new TagwatchError("EVIDENCE_WRITE", `read ${record.read.id} was not recorded: ${why}`, {
          cause,
        });
      }
    },
  };
}

function records(deps: OpenStoreDeps): Omit<Records, keyof UndatedReads> & ReadArchive {
  const { currentDb, pictures, memory, shadows, recorder, clock, lookups } = deps;
  return {
    ...lookups,
    newestReads(limit) {
      const stored = currentDb.run((s) => s.reads.newest(limit));
      const remembered = [memory, shadows]
        .flatMap((one) => one?.search({ limit }) ?? [])
        .map(({ read }) => read);
      return [...remembered, ...stored].sort((a, b) => b.capturedAt.at - a.capturedAt.at).slice(0, limit);
    },
    read: (id) => memory?.get(id) ?? currentDb.run((s) => s.reads.get(id)),
    hitsOf: (id) => currentDb.run((s) => s.hits.ofRead(id)),
    arePicturesCovert: (id) =>
      !shadows?.get(id) && currentDb.run((s) => isKeptCovertly(s.db, id) || arePicturesCovert(s.db, id)),
    hits: (query) => currentDb.run((s) => s.hits.views(query)),
    hit: (id) => currentDb.run((s) => s.hits.view(id)),
    openEncounters: (limit) => currentDb.run((s) => s.hits.open(limit)),
    openCounts: () => currentDb.run((s) => s.hits.openCounts()),
    dispose: (disposition, actor, outbox) =>
      currentDb.run((s) => s.write(() => dispose(s, { disposition, actor, outbox, at: clock.now() }))),
    async picture(id) {
      const ref = parsePictureId(id);
      if (!ref) return null;
      const revisions = currentDb.run((s) => s.reads.revisions(ref.readId));
      const stored = withPicturesOf(revisions, ref.revision);
      if (!stored) return memory?.picture(id) ?? null;
      return stored.vault === null ? null : pictures.read(stored.vault, stored, ref.kind);
    },
    pastReads(from, to, afterId, limit) {
      const stored = currentDb.run((s) => s.reads.past(from, to, afterId, limit));
      // What is only remembered is few; it comes with the first page.
      const remembered = [memory, shadows].flatMap((one) => one?.past(from, to) ?? []);
      return afterId === null ? [...remembered, ...stored] : stored;
    },
    recordHistoricalHit: (read, hit, outbox) => recorder.historical(read, hit, outbox),
  };
}

interface Verdict {
  readonly disposition: Disposition;
  readonly actor: Actor;
  readonly outbox: readonly OutboxDraft[];
  readonly at: Millis;
}

/** One transaction: the verdict, its message and its audit line. */
function dispose(evidence: EvidenceDb, { disposition, actor, outbox, at }: Verdict): void {
  const messages = evidence.outbox.put(outbox, at);
  evidence.hits.dispose(disposition, messages, at);
  const { hitId: object, verdict } = disposition;
  const line = { at, actor, event: "hit.disposition", object, detail: { verdict } } as const;
  evidence.audit.append({ ...line, outcome: "success" });
}
