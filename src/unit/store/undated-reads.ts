// Reads whose clock was not set, until their boot knows the time.
import type { Hit, Matrix, Millis, Read } from "../../shared/domain/types.js";
import type { PictureMark } from "../../shared/evidence/read-body.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { CurrentDb } from "./tables/current-db.js";
import type { EvidenceDb } from "./tables/evidence-db.js";
import { unpackMatrices } from "./tables/matrices.js";
import type { StoredRead } from "./tables/reads.js";

/** A read that may get its time. */
export interface UndatedRead {
  readonly seq: number;
  readonly read: Read;
  /** Those that were not cancelled. */
  readonly hits: readonly Hit[];
  readonly pictures: PicturesOf | null;
}

/** The revision of a read that has its pictures, and what vouches for them. */
export interface PicturesOf {
  readonly revision: number;
  readonly plate: PictureMark;
  readonly vehicle: PictureMark;
}

/** The same read with its time, and what is told of it. */
export interface Restamp {
  readonly of: UndatedRead;
  readonly read: Read;
  /** Those of its hits that are others now. */
  readonly hits: readonly Hit[];
  readonly outbox: readonly OutboxDraft[];
}

/** Where they are looked for and written. */
export interface UndatedReads {
  /** At most `limit` of this boot, oldest first, after the one with number `after`. */
  undated(after: number, limit: number): readonly UndatedRead[];
  /** See `Records.awaitsTime`: a boot that ended before its time was known took it along. */
  readonly awaitsTime: (readId: string) => boolean;
  /** Writes further revisions, all or none. One that was corrected or purged meanwhile is passed over. */
  restamp(all: readonly Restamp[]): void;
}

/** The revision with the pictures, out of all of a read's, for the one asked for. */
export function withPicturesOf(revisions: readonly StoredRead[], revision: number): StoredRead | undefined {
  const asked = revisions.find((one) => one.revision === revision);
  const of = asked?.body.picturesOf;
  return of === undefined ? asked : revisions.find((one) => one.revision === of);
}

/** Opens them over a store; `now` is its time for new links, `bootId` names this boot. */
export function createUndatedReads(currentDb: CurrentDb, now: () => Millis, bootId: string): UndatedReads {
  return {
    undated: (after, limit) => currentDb.run((s) => undatedAfter(s, bootId, after, limit)),
    awaitsTime: (readId) =>
      currentDb.run(
        ({ db }) =>
          db
            .prepare<[string, string], { seq: number }>(
              "SELECT seq FROM reads JOIN undated USING (seq) WHERE id = ? AND boot = ?",
            )
            .get(readId, bootId) !== undefined,
      ),
    restamp: (all) =>
      currentDb.run((s) =>
        s.write(() => {
          for (const one of all) write(s, one, now());
        }),
      ),
  };
}

function undatedAfter(s: EvidenceDb, bootId: string, after: number, limit: number): readonly UndatedRead[] {
  const rows = s.db
    .prepare<[string, number, number], { seq: number; id: string }>(
      "SELECT seq, id FROM undated JOIN reads USING (seq) WHERE boot = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .all(bootId, after, limit);
  return rows.flatMap(({ seq, id }) => {
    const revisions = s.reads.revisions(id);
    const body = revisions.at(-1)?.body;
    if (!body) return [];
    const shown = withPicturesOf(revisions, body.read.revision);
    const pictures = shown?.body.pictures ? { revision: shown.revision, ...shown.body.pictures } : null;
    return [{ seq, read: body.read, hits: s.hits.ofRead(id).filter((hit) => !hit.cancelled), pictures }];
  });
}

/** What it keeps of the revision before: matrices, class, pictures. Retention counts from the time it has now. */
function write(s: EvidenceDb, { of, read, hits, outbox }: Restamp, at: Millis): void {
  const row = s.db
    .prepare<[number], { matrices: Buffer; class: StoredRead["class"] }>(
      "SELECT matrices, class FROM reads WHERE seq = ? AND newest = 1",
    )
    .get(of.seq);
  if (!row) return;
  const messages = s.outbox.put(outbox, at);
  s.reads.insert(
    {
      read,
      class: row.class,
      keptFrom: Math.min(at, read.capturedAt.at),
      vault: null,
      pictures: null,
      ...(of.pictures ? { picturesOf: of.pictures.revision } : {}),
      matrices: matricesOf(row.matrices),
      messages,
    },
    at,
  );
  for (const hit of hits) s.hits.insert(hit, messages, at);
}

/** Damaged ones are no reason to leave the read without its time. */
function matricesOf(packed: Buffer): readonly Matrix[] {
  try {
    return unpackMatrices(packed);
  } catch {
    return [];
  }
}
