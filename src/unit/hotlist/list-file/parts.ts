// Long byte strings of a list file, kept in pieces.
import type Database from "better-sqlite3";

const piece = 1 << 20;

/** Kinds of long byte strings kept in pieces of about a megabyte. */
export type PartKind = "filter" | "ids" | "added";

/** Cuts bytes that may be long (filter, identities) into pieces; `readPart` joins them. */
export function writePart(db: Database.Database, kind: PartKind, bytes: Uint8Array): void {
  const insert = db.prepare("INSERT INTO part VALUES (?, ?, ?)");
  for (let at = 0; at < bytes.length; at += piece)
    insert.run(kind, at / piece, bytes.subarray(at, at + piece));
}

/** Copied piece by piece, so that only one piece is held twice. */
export function readPart(db: Database.Database, kind: PartKind): Buffer {
  const bytes = Buffer.alloc(partSize(db, kind));
  let at = 0;
  for (const data of db.prepare(selectPieces).pluck().iterate(kind)) at += (data as Buffer).copy(bytes, at);
  return bytes;
}

/** The same, with other work let in between the pieces (about 5 ms each). */
export async function readPartInSteps(db: Database.Database, kind: PartKind): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(partSize(db, kind));
  const select = db.prepare("SELECT data FROM part WHERE kind = ? AND id = ?").pluck();
  for (let at = 0; at < bytes.length; at += piece) {
    (select.get(kind, at / piece) as Buffer).copy(bytes, at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return bytes.buffer;
}

const selectPieces = "SELECT data FROM part WHERE kind = ? ORDER BY id";

function partSize(db: Database.Database, kind: PartKind): number {
  const size = db.prepare("SELECT sum(length(data)) FROM part WHERE kind = ?").pluck().get(kind);
  return (size as number | null) ?? 0;
}
