// Pieces of pictures until a picture is whole; then its file is written, and only then is it the archive's.
import { createHash } from "node:crypto";
import { errorText } from "../../shared/domain/error-text.js";
import type { PictureHeader } from "../../shared/protocol/message-schemas.js";
import type { KeepAnswer, PicturePiece } from "../core/arrivals.js";
import type { PicturePlace, PictureWriting } from "../core/pictures.js";
import { dayOf, timeOfId } from "./columns.js";
import type { Asking } from "./database.js";
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

/** Keeps pieces, and the pictures that they complete. The files are flushed when it resolves. */
export async function keepPieces(
  asking: Asking,
  pieces: readonly PicturePiece[],
  units: UnitNumbers,
  files: PictureWriting,
): Promise<PiecesKept> {
  const answers: KeepAnswer[] = [];
  const refused: { piece: PicturePiece; reason: string }[] = [];
  if (pieces.length === 0) return { answers, refused };
  const known = await asking.rows<{ readonly id: string; readonly sha256: string }>(
    "SELECT picture_id AS id, encode(sha256, 'hex') AS sha256 FROM pictures WHERE picture_id = ANY ($1)",
    [pieces.map(({ header }) => header.id)],
  );
  const kept = new Map(known.map(({ id, sha256 }) => [id, sha256]));
  // In the order of their ids: two collectors wait for each other and never both ways.
  for (const piece of [...pieces].sort((a, b) => (a.header.id < b.header.id ? -1 : 1))) {
    const { header, packet } = piece;
    const before = kept.get(header.id);
    if (before !== undefined) {
      if (before === header.sha256) answers.push({ unit: packet.unit, id: header.id });
      else refused.push({ piece, reason: "a picture with other bytes is kept under this id" });
      continue;
    }
    const jpeg = await wholeOf(asking, piece);
    if (!jpeg) continue;
    const reason = hashOf(jpeg) === header.sha256 ? null : "the picture's bytes do not have its sha256";
    if (reason !== null) {
      refused.push({ piece, reason });
      continue;
    }
    await keepPicture(asking, piece, jpeg, { units, files });
    kept.set(header.id, header.sha256);
    answers.push({ unit: packet.unit, id: header.id });
  }
  await files.flush();
  return { answers, refused };
}

/** The picture that a piece completes; its pieces are then gone from the table. Null while some are missing. */
async function wholeOf(asking: Asking, { header, packet, content }: PicturePiece): Promise<Buffer | null> {
  if (header.offset === 0 && content.length === header.bytes) return content;
  await asking.change("SELECT pg_advisory_xact_lock(7003, hashtext($1))", [header.id]);
  await asking.change("INSERT INTO picture_pieces VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", [
    header.id,
    header.offset,
    content.length,
    new Date(packet.receivedAt).toISOString(),
    content,
  ]);
  const rows = await asking.rows<Row>("SELECT start, content FROM picture_pieces WHERE picture_id = $1", [
    header.id,
  ]);
  const jpeg = assemble(header, rows);
  if (jpeg) await asking.change("DELETE FROM picture_pieces WHERE picture_id = $1", [header.id]);
  return jpeg;
}

async function keepPicture(
  asking: Asking,
  piece: PicturePiece,
  jpeg: Buffer,
  { units, files }: { readonly units: UnitNumbers; readonly files: PictureWriting },
): Promise<void> {
  const { header, packet } = piece;
  const place = placeOf(piece);
  await files.write(place, jpeg).catch((error: unknown) => {
    throw new Error(`the picture ${header.id} cannot be written: ${errorText(error)}`, { cause: error });
  });
  await asking.change(
    "INSERT INTO pictures VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    [
      header.id,
      header.readId,
      units.of(packet.unit),
      place.day,
      place.class,
      header.kind,
      header.bytes,
      Buffer.from(header.sha256, "hex"),
      new Date(packet.receivedAt).toISOString(),
    ],
  );
}
