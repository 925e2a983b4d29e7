import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Faults } from "../../shared/domain/ports.js";
import type { Hit, Millis, Read, ReadPictures } from "../../shared/domain/types.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { ReadRecord } from "../core/ports.js";
import type { MemoryReads } from "./memory-reads.js";
import type { Pictures } from "./keys/pictures.js";
import type { PictureRef } from "./keys/picture-file.js";
import type { StoredRead } from "./tables/reads.js";
import { type ReadClass, dayVault, keptFrom, parseVault } from "./keys/vaults.js";
import type { EvidenceDb } from "./tables/evidence-db.js";
import { isKeptCovertly, noteOutlived, notePicturesGone } from "./database/kept-covertly.js";
import type { CurrentDb } from "./tables/current-db.js";
import type { Shortage } from "./retention/space.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What recording a read takes; `shortage` says what is not stored while the disk is short. */
export interface RecorderDeps {
  readonly currentDb: CurrentDb;
  readonly pictures: Pictures;
  readonly now: () => Millis;
  readonly shortage: () => Shortage;
  readonly faults: Faults;
  /** Where reads without a hit go in no-store mode; null when they are stored. */
  readonly memory: MemoryReads | null;
  /** Beside it: what is stored for a covert hit alone, as long as other reads are remembered. */
  readonly shadows: MemoryReads | null;
}

/**
 * Writes reads and hits with their pictures: pictures first, flushed, then one transaction, then its flush. Only the
 * transaction runs where alerts run: a disk that takes seconds to flush holds up none. Both resolve when it is durable.
 */
export interface Recorder {
  record(record: ReadRecord): Promise<void>;
  historical(read: Read, hit: Hit, outbox: readonly OutboxDraft[]): Promise<void>;
}

/** What was written and is not durable yet; its messages are held until then. */
interface Written {
  readonly evidence: EvidenceDb;
  readonly release: () => void;
  /** Old files that are of no more use once it is durable. */
  readonly moves: readonly Move[];
}

/** Pictures of an earlier revision that moved into the vault of their new class. */
interface Move {
  readonly stored: StoredRead;
  readonly to: string;
}

/** How a record is filed. */
interface Filing {
  readonly class: ReadClass;
  readonly keptFrom: Millis;
  readonly vault: string | null;
  readonly pictures: ReadPictures | null;
  readonly noPictures?: string;
}

const pictureFault = ["EVIDENCE_WRITE", "pictures"] as const;
const refOf = (read: Read): PictureRef => ({ readId: read.id, revision: read.revision });

/** Makes the writer of evidence. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { currentDb, pictures, memory, shadows } = deps;
  const movers = createMovers(pictures);

  async function store(record: ReadRecord): Promise<void> {
    const { read, hits } = record;
    const earlier = read.revision > 1 ? currentDb.run((s) => s.reads.revisions(read.id)) : [];
    const known = earlier.at(-1)?.class ?? "read";
    const wanted = fileRecord(deps, record, hits.length > 0 && known === "read" ? "hit" : known);
    const filing = await withPictures(deps, wanted, record);
    const inForce = currentDb.current();
    let written: Written;
    try {
      written = currentDb.run((s) => {
        // The database was set aside in between, and the pictures with it.
        if (s !== inForce && filing.vault !== null)
          pictures.writeNow(filing.vault, refOf(read), record.pictures);
        return insert(s, record, filing, filing.class === known ? [] : earlier);
      });
    } catch (error) {
      if (filing.vault !== null) pictures.remove(filing.vault, refOf(read));
      throw error;
    }
    await settle(movers, written);
  }

  /** What was only remembered so far becomes evidence after all; rare, so its pictures may block. */
  async function storeRemembered(readId: string): Promise<void> {
    for (const record of memory?.take(readId) ?? []) {
      shadows?.put(record);
      const filing = fileRecord(deps, record, "read");
      const written = currentDb.run((s) => {
        if (filing.vault !== null) pictures.writeNow(filing.vault, refOf(record.read), record.pictures);
        return insert(s, { ...record, outbox: [] }, filing, []);
      });
      await settle(movers, written);
    }
  }

  /** Whoever may not know of the covert hit of what was stored is shown what was remembered. */
  function hideCovert(readId: string, record?: ReadRecord): void {
    if (record) shadows?.put(record);
    if (shadows && !currentDb.run((s) => isKeptCovertly(s.db, readId))) shadows.take(readId);
  }

  const into = insertDeps(deps, movers);
  const insert: Insert = (evidence, ...rest) => insertRecord(into(evidence), ...rest);

  return {
    async record(record) {
      if (memory && record.hits.length === 0 && currentDb.run((s) => s.reads.get(record.read.id)) === null) {
        memory.put(record);
        return;
      }
      await storeRemembered(record.read.id);
      await store(record);
      hideCovert(record.read.id, record);
    },
    async historical(read, hit, outbox) {
      await storeRemembered(read.id);
      const written = currentDb.run((evidence) => insertHistorical(into(evidence), read, hit, outbox));
      await settle(movers, written);
      hideCovert(read.id);
    },
  };
}

/** Writes the pictures. Where the disk refuses them the record itself is still worth most: it is filed without them. */
async function withPictures(
  { pictures, faults }: RecorderDeps,
  filing: Filing,
  { read, pictures: taken }: ReadRecord,
): Promise<Filing> {
  if (filing.vault === null) return filing;
  try {
    await pictures.write(filing.vault, refOf(read), taken);
    faults.clear(...pictureFault);
    return filing;
  } catch (error) {
    const [code, subject] = pictureFault;
    const text = `pictures cannot be written, reads are recorded without them: ${errorText(error)}`;
    faults.raise({ code, subject, severity: "critical", text });
    return { ...filing, vault: null, pictures: null, noPictures: "disk" };
  }
}

/** Waits until it is durable, off the event loop; then its messages may leave, and old files go. */
async function settle(movers: Movers, { evidence, release, moves }: Written): Promise<void> {
  try {
    await evidence.flush();
  } finally {
    release();
  }
  movers.clean(moves);
}

type Insert = (
  evidence: EvidenceDb,
  record: ReadRecord,
  filing: Filing,
  promoted: readonly StoredRead[],
) => Written;

interface InsertDeps {
  readonly evidence: EvidenceDb;
  readonly movers: Movers;
  readonly at: Millis;
  /** A covert hit hides the read from the first moment: others are not stored. */
  readonly hides: boolean;
  readonly shortage: Shortage;
}

const insertDeps =
  ({ now, shadows, shortage }: RecorderDeps, movers: Movers) =>
  (evidence: EvidenceDb): InsertDeps => ({
    ...{ evidence, movers, at: now(), hides: shadows !== null, shortage: shortage() },
  });

/** Rows, chain links and messages of a record in one transaction; earlier revisions move to the class of a first hit. */
function insertRecord(
  { evidence, movers, at, hides, shortage }: InsertDeps,
  record: ReadRecord,
  filing: Filing,
  promoted: readonly StoredRead[],
): Written {
  const { read, hits, matrices, outbox } = record;
  // One that was stored before does not vanish; one that would not be stored without its hit does not show.
  const standsAlone = hides || (shortage === 3 && evidence.reads.get(read.id) === null);
  const moves = movers.reseal(promoted, filing.class);
  return writeHeld(evidence, moves, () => {
    const messages = evidence.outbox.put(outbox, at);
    evidence.reads.insert({ read, matrices, messages, ...filing }, at);
    for (const hit of hits) evidence.hits.insert(hit, messages, at);
    if (standsAlone) noteOutlived(evidence.db, [read.id]);
    if (shortage > 1) notePicturesGone(evidence.db, evidence.chain.head().seq);
    movers.apply(evidence, read.id, filing.class, moves);
  });
}

/** One transaction whose messages wait at the unit until it is durable. */
function writeHeld(evidence: EvidenceDb, moves: readonly Move[], work: () => void): Written {
  const release = evidence.outbox.hold();
  try {
    evidence.writeUnflushed(work);
    return { evidence, release, moves };
  } catch (error) {
    release();
    throw error;
  }
}

/** A hit found later: a plain read is promoted to the class of historical hits. */
function insertHistorical(
  { evidence, movers, at, hides }: InsertDeps,
  read: Read,
  hit: Hit,
  outbox: readonly OutboxDraft[],
): Written {
  const revisions = evidence.reads.revisions(read.id);
  const isPlain = revisions[0]?.class === "read";
  const moves = isPlain ? movers.reseal(revisions, "historical") : [];
  return writeHeld(evidence, moves, () => {
    const messages = evidence.outbox.put(outbox, at);
    evidence.hits.insert(hit, messages, at);
    if (hides) noteOutlived(evidence.db, [read.id]);
    if (isPlain) movers.apply(evidence, read.id, "historical", moves);
  });
}

/** Decides class, age and vault of a record. Throws DISK_FLOOR when the space left is kept for hits. */
function fileRecord(deps: RecorderDeps, { read, pictures }: ReadRecord, of: ReadClass): Filing {
  const latest = (): Millis => deps.currentDb.run((s) => s.reads.latest());
  const base = { class: of, keptFrom: keptFrom(read.capturedAt, latest, deps.now()) };
  const shortage = of === "read" ? deps.shortage() : 0;
  if (shortage === 3)
    throw new TagwatchError("DISK_FLOOR", "the space left is kept for hits (store.space.hits)");
  if (shortage === 2) return { ...base, vault: null, pictures: null, noPictures: "space" };
  return { ...base, vault: dayVault(base.keptFrom, of), pictures };
}

interface Movers {
  /** Seals pictures of earlier revisions anew for another class; the old files stay until `clean`. */
  reseal(revisions: readonly StoredRead[], to: ReadClass): readonly Move[];
  /** Belongs inside the transaction. */
  apply(evidence: EvidenceDb, id: string, of: ReadClass, moves: readonly Move[]): void;
  clean(moves: readonly Move[]): void;
}

function createMovers(pictures: Pictures): Movers {
  return {
    reseal: (revisions, to) =>
      revisions.flatMap((stored) => {
        const vault = stored.vault === null ? null : parseVault(stored.vault);
        if (vault?.kind !== "day" || vault.class === to) return [];
        const target = dayVault(vault.from, to);
        return pictures.reseal(stored.vault!, target, stored) ? [{ stored, to: target }] : [];
      }),
    apply(evidence, id, of, moves) {
      if (of !== "read") evidence.reads.classify(id, of);
      for (const { stored, to } of moves) evidence.reads.moved(stored.seq, to);
    },
    clean: (moves) => moves.forEach(({ stored }) => pictures.remove(stored.vault!, stored)),
  };
}
