// Pieces of pictures until a picture is whole; then its file is written, and only then is it the archive's.
import { createHash } from "node:crypto";
import type { PictureHeader } from "../../shared/protocol/message-schemas.js";
import type { KeepAnswer, PicturePiece } from "../core/arrivals.js";
import type { PicturePlace, PictureWriting } from "../core/pictures.js";
import { dayOf, timeOfId } from "./columns.js";
import type { Asking } from "./database.js";
import { tellBound, tellUnwritable, type KeepingFaults } from "./keeping-faults.js";
import type { UnitNumbers } from "./unit-numbers.js";

/** What became of pieces: what their senders are told, and the pictures that are whole. */
export interface PiecesKept {
  readonly answers: readonly KeepAnswer[];
  readonly refused: readonly { readonly piece: PicturePiece; readonly reason: string }[];
}

const dayMs = 86_400_000;

/** Where a picture belongs: the day its read was made, or the day it came where that cannot be. */
function placeOf({ header, packet }: PicturePiece): PicturePlace {
  const made = timeOfId(header.readId);
  const isLikely = made > Date.UTC(2020, 0, 1) && made < packet.receivedAt + dayMs;
  return {
    id: header.id,
    day: dayOf(isLikely ? made : packet.receivedAt),
    class: header.hit ? "hit" : "read",
  };
}

interface Row {
  readonly start: number;
  readonly content: Buffer;
}

/** The picture out of its pieces, which may overlap; null while some of it is missing. */
function assemble(header: PictureHeader, rows: readonly Row[]): Buffer | null {
  const jpeg = Buffer.alloc(header.bytes);
  let reached = 0;
  for (const { start, content } of [...rows].sort((a, b) => a.start - b.start)) {
    if (start > reached) return null;
    content.copy(jpeg, start);
    reached = Math.max(reached, start + content.length);
  }
  return reached >= header.bytes ? jpeg : null;
}

const hashOf = (jpeg: Buffer): string => createHash("sha256").update(jpeg).digest("hex");

/** What a batch's pieces are kept with. */
export interface PieceDeps {
  readonly units: UnitNumbers;
  readonly files: PictureWriting;
  readonly faults: KeepingFaults;
}

/** A picture whose bytes are all there, and what is told once its file is safe: its sender may have sent it twice. */
interface Whole {
  readonly piece: PicturePiece;
  readonly jpeg: Buffer;
  readonly answers: KeepAnswer[];
}

/**
 * Keeps pieces, and the pictures that they complete. The files are flushed when it resolves. A picture that cannot be
 * written has no answer, and comes again: it is no reason to leave the batch's reads and hits.
 */
export async function keepPieces(
  asking: Asking,
  pieces: readonly PicturePiece[],
  parts: PieceDeps,
): Promise<PiecesKept> {
  const answers: KeepAnswer[] = [];
  const refused: { piece: PicturePiece; reason: string }[] = [];
  if (pieces.length === 0) return { answers, refused };
  const known = await asking.rows<{ readonly id: string; readonly sha256: string }>(
    "SELECT picture_id AS id, encode(sha256, 'hex') AS sha256 FROM pictures WHERE picture_id = ANY ($1)",
    [pieces.map(({ header }) => header.id)],
  );
  const kept = new Map(known.map(({ id, sha256 }) => [id, sha256]));
  const whole = new Map<string, Whole>();
  // In the order of their ids: two collectors wait for each other and never both ways.
  for (const piece of [...pieces].sort((a, b) => (a.header.id < b.header.id ? -1 : 1))) {
    const { header, packet } = piece;
    const answer = { unit: packet.unit, id: header.id, kind: "picture" } as const;
    const same = whole.get(header.id);
    const before = kept.get(header.id) ?? same?.piece.header.sha256;
    if (before !== undefined) {
      if (before === header.sha256) (same?.answers ?? answers).push(answer);
      else refused.push({ piece, reason: "a picture with other bytes is kept under this id" });
      continue;
    }
    const jpeg = await wholeOf(asking, piece, parts);
    if (!jpeg) continue;
    if (hashOf(jpeg) === header.sha256) {
      whole.set(header.id, { piece, jpeg, answers: [answer] });
      continue;
    }
    await dropPieces(asking, parts.units.of(packet.unit), header.id);
    refused.push({ piece, reason: "the picture's bytes do not have its sha256" });
  }
  for (const one of await written([...whole.values()], parts)) {
    await rowOf(asking, one.piece, parts.units);
    answers.push(...one.answers);
  }
  return { answers, refused };
}

const dropPieces = (asking: Asking, unit: number, id: string): Promise<number> =>
  asking.change("DELETE FROM picture_pieces WHERE unit = $1 AND picture_id = $2", [unit, id]);

/** Of one unit, pieces that wait for others: about four of the largest pictures. More is no picture on its way. */
const mostPieces = { bytes: 64_000_000, rows: 2_000 };

/** The picture that a piece completes; null while some of it is missing. */
async function wholeOf(
  asking: Asking,
  { header, packet, content }: PicturePiece,
  { units, faults }: PieceDeps,
): Promise<Buffer | null> {
  if (header.offset === 0 && content.length === header.bytes) return content;
  const unit = units.of(packet.unit);
  await asking.change("SELECT pg_advisory_xact_lock(7003, hashtext($1))", [header.id]);
  await asking.change("INSERT INTO picture_pieces VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", [
    ...[unit, header.id, header.offset, content.length, new Date(packet.receivedAt).toISOString(), content],
  ]);
  const rows = await asking.rows<Row>(
    "SELECT start, content FROM picture_pieces WHERE unit = $1 AND picture_id = $2",
    [unit, header.id],
  );
  const jpeg = assemble(header, rows);
  if (jpeg) return jpeg;
  const [held] = await asking.rows<{ readonly bytes: number; readonly rows: number }>(
    "SELECT coalesce(sum(length), 0)::float8 AS bytes, count(*)::int AS rows FROM picture_pieces WHERE unit = $1",
    [unit],
  );
  if (held && (held.bytes > mostPieces.bytes || held.rows > mostPieces.rows)) {
    // None of them has a receipt: what is a picture's comes again.
    await asking.change("DELETE FROM picture_pieces WHERE unit = $1", [unit]);
    tellBound(faults, packet.unit, "it sends pieces of pictures that never become whole; they are dropped");
  }
  return null;
}

/** Writes pictures, and returns those that are safe on the disk, names included. Says when some cannot be written. */
async function written(
  whole: readonly Whole[],
  { files, faults }: Pick<PieceDeps, "files" | "faults">,
): Promise<readonly Whole[]> {
  const done: Whole[] = [];
  let why: unknown;
  for (const one of whole)
    try {
      await files.write(placeOf(one.piece), one.jpeg);
      done.push(one);
    } catch (error) {
      why = error;
    }
  try {
    if (done.length > 0) await files.flush();
  } catch (error) {
    why = error;
    done.length = 0;
  }
  if (why !== undefined) tellUnwritable(faults, why);
  else if (whole.length > 0) faults.clear("PICTURES_UNWRITABLE", "pictures");
  return done;
}

/** The picture's row, whose file is there; its pieces are not needed any more. */
async function rowOf(
  asking: Asking,
  { header, packet, ...rest }: PicturePiece,
  units: UnitNumbers,
): Promise<void> {
  const place = placeOf({ header, packet, ...rest });
  const unit = units.of(packet.unit);
  await asking.change(
    "INSERT INTO pictures VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    [
      ...[header.id, header.readId, unit, place.day, place.class, header.kind, header.bytes],
      ...[Buffer.from(header.sha256, "hex"), new Date(packet.receivedAt).toISOString()],
    ],
  );
  await dropPieces(asking, unit, header.id);
}
