// Pictures travel in pieces: one line of JSON (the header with offset and length), then the bytes.
import type { ChunkHeader, PictureHeader } from "./message-schemas.js";
import { messageSchemas } from "./message-schemas.js";

/** Unit of `Outbox.progress`, and what chunk sizes are rounded to, so that progress survives another chunk size. */
export const blockBytes = 16_384;

/** Pictures are not cut smaller than this. */
export const leastChunk = 1024;

/** Nor smaller than this when connections are cut without a reason: that may be a bad network, and headers cost bytes. */
export const wordlessLeast = 4096;

/** The largest piece of a picture; it shrinks when the broker refuses its size. */
export class ChunkSize {
  constructor(private bytes: number) {}

  get now(): number {
    return this.bytes;
  }

  /** A piece of `length` bytes was too large. False when nothing smaller makes sense. Pieces of an older size change nothing. */
  shrink(length: number, least = leastChunk): boolean {
    if (length <= least) return false;
    if (length <= this.bytes) this.bytes = chunkBytes(Math.max(least, Math.floor(length / 2)));
    return true;
  }
}

/** How many bytes of a picture fit a message of `limit` bytes: whole blocks where one fits. */
export function chunkBytes(limit: number): number {
  return limit < blockBytes ? limit : limit - (limit % blockBytes);
}

/** The piece of a picture that begins at `offset` and holds at most `size` bytes. */
export function encodeChunk(header: PictureHeader, jpeg: Uint8Array, offset: number, size: number): Buffer {
  const bytes = jpeg.subarray(offset, offset + size);
  const full: ChunkHeader = { ...header, offset, length: bytes.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(full)}\n`), bytes]);
}

/** The other way round. Throws when the header or the length is wrong. */
export function decodeChunk(payload: Buffer): { readonly header: ChunkHeader; readonly bytes: Buffer } {
  const end = payload.indexOf(0x0a);
  if (end < 0) throw new Error("picture chunk without header line");
  const header = messageSchemas["picture-chunk"].parse(JSON.parse(payload.subarray(0, end).toString("utf8")));
  const bytes = payload.subarray(end + 1);
  if (bytes.length !== header.length || header.offset + header.length > header.bytes)
    throw new Error("picture chunk with a wrong length");
  return { header, bytes };
}
