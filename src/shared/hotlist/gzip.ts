// Lists packed by gzip.
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NotAList } from "./lines.js";

/** Short enough that the text of a chunk is an ordinary young object: longer ones are mapped and unmapped one by one. */
export const readBytes = 1 << 16;

/** An extra field of 64 KB may stand before the name. */
const longestGzipHead = 72_000;

/** The name that gzip keeps of a file it packs (RFC 1952, FNAME); null when it kept none. */
export function gzipName(path: string): string | null {
  const bytes = readStart(path, longestGzipHead);
  const flags = bytes[3] ?? 0;
  if ((flags & 8) === 0) return null;
  const at = 10 + ((flags & 4) === 0 || bytes.length < 12 ? 0 : 2 + bytes.readUInt16LE(10));
  const end = bytes.indexOf(0, at);
  return bytes.toString("latin1", at, end < 0 ? undefined : end);
}

function readStart(path: string, most: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(most);
    return bytes.subarray(0, readSync(file, bytes, 0, most, 0));
  } finally {
    closeSync(file);
  }
}

/** The bytes of `raw`, the content of the file at `path`, unpacked. Throws NotAList when they are damaged or cut off. */
export async function* gunzip(raw: AsyncGenerator<Buffer>, path: string): AsyncGenerator<Buffer> {
  const packed = Readable.from(raw);
  const unpacked = packed.pipe(createGunzip({ chunkSize: readBytes }));
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
    // What follows the packed list belongs to the file that was signed.
    packed.unpipe();
    for await (const chunk of packed) void chunk;
    await refuseTail(path, unpacked.bytesWritten);
  } catch (error) {
    throw new NotAList(`gzip is damaged or cut off: ${(error as Error).message}`, { cause: error });
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

/** Zeros may fill up the last block. Anything else behind them is a second part that was damaged where it begins. */
async function refuseTail(path: string, from: number): Promise<void> {
  for await (const chunk of createReadStream(path, { start: from }))
    if ((chunk as Buffer).some((byte) => byte !== 0)) throw new Error("its second part cannot be read");
}
