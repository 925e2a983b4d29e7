import type { Hit, Millis, OutboxDraft, Read, ReadPictures, ReadRecord } from "../core/types.js";
import type { Pictures } from "./pictures.js";
import type { ReadClass, StoredRead } from "./reads.js";
import type { Session } from "./session.js";
import { dayVault, keptFrom, parseVault } from "./vaults.js";

export interface RecorderDeps {
  readonly pictures: Pictures;
  readonly now: () => Millis;
  /** A reason to keep no pictures of reads without a hit (space guard), or null. */
  readonly withoutPictures: () => string | null;
}

/** Writes reads and hits with their pictures; picture first, flushed, then one transaction. */
export interface Recorder {
  record(
    session: () => Session,
    record: ReadRecord,
    run: <T>(work: (session: Session) => T) => T,
  ): Promise<void>;
  historical(session: Session, read: Read, hit: Hit, outbox: readonly OutboxDraft[]): void;
}

interface Move {
  readonly stored: StoredRead;
  readonly to: string;
}

/** Makes the writer of evidence over the picture files and whatever session is current. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { pictures, now } = deps;

  /** Seals pictures of earlier revisions anew for their new class; call `finish` inside the transaction, `clean` after. */
  function promote(revisions: readonly StoredRead[], to: ReadClass): readonly Move[] {
    const moves: Move[] = [];
    for (const stored of revisions) {
      const vault = stored.vault === null ? null : parseVault(stored.vault);
      if (vault?.kind !== "day" || vault.class === to) continue;
      const target = dayVault(vault.from, to);
      if (pictures.reseal(stored.vault!, target, stored)) moves.push({ stored, to: target });
    }
    return moves;
  }

  const finish = (session: Session, moves: readonly Move[]): void =>
    moves.forEach(({ stored, to }) => session.reads.moved(stored.seq, to));
  const clean = (moves: readonly Move[]): void =>
    moves.forEach(({ stored }) => pictures.remove(stored.vault!, stored));

  function insert(session: Session, record: ReadRecord, kept: Kept, moves: readonly Move[]): void {
    const { read, hits, matrices, outbox } = record;
    const at = now();
    session.write(() => {
      const messages = session.outbox.put(outbox, at);
      session.reads.insert({ read, matrices, messages, ...kept }, at);
      for (const hit of hits) session.hits.insert(hit, messages, at);
      if (kept.class !== "read") session.reads.classify(read.id, kept.class);
      finish(session, moves);
    });
    clean(moves);
  }

  return {
    async record(session, record, run) {
      const { read, hits } = record;
      const earlier = read.revision > 1 ? session().reads.revisions(read.id) : [];
      const known = earlier.at(-1)?.class ?? "read";
      const of = hits.length > 0 && known === "read" ? "hit" : known;
      const from = keptFrom(read.capturedAt, () => session().reads.latest(), now());
      const vault = dayVault(from, of);
      const noPictures = of === "read" ? deps.withoutPictures() : null;
      if (noPictures === null) await pictures.write(vault, read0(read), record.pictures);
      try {
        const kept: Kept = {
          class: of,
          keptFrom: from,
          vault: noPictures === null ? vault : null,
          pictures: noPictures === null ? record.pictures : null,
          ...(noPictures === null ? {} : { noPictures }),
        };
        run((current) => insert(current, record, kept, of === known ? [] : promote(earlier, of)));
      } catch (error) {
        if (noPictures === null) pictures.remove(vault, read0(read));
        throw error;
      }
    },
    historical(session, read, hit, outbox) {
      const revisions = session.reads.revisions(read.id);
      const moves = revisions[0]?.class === "read" ? promote(revisions, "historical") : [];
      const at = now();
      session.write(() => {
        const messages = session.outbox.put(outbox, at);
        session.hits.insert(hit, messages, at);
        if (revisions[0]?.class === "read") session.reads.classify(read.id, "historical");
        finish(session, moves);
      });
      clean(moves);
    },
  };
}

interface Kept {
  readonly class: ReadClass;
  readonly keptFrom: Millis;
  readonly vault: string | null;
  readonly pictures: ReadPictures | null;
  readonly noPictures?: string;
}

const read0 = (read: Read): { readonly readId: string; readonly revision: number } => ({
  readId: read.id,
  revision: read.revision,
});
