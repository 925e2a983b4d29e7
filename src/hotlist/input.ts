// A delivered file as a stream of plain bytes: as it is, gzip, or a zip with one member; bounded whatever it holds.
import { createHash } from "node:crypto";
import { createReadStream, openSync, readSync, closeSync, fstatSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NotAList } from "./lines.js";
import { openZipMember } from "./zip.js";

export interface InputLimits {
  /** Most bytes after unpacking. */
  readonly maxBytes: number;
  /** Most bytes unpacked per byte packed, once `ratioFrom` bytes have come out. */
  readonly maxRatio: number;
  readonly ratioFrom: number;
}

export const inputLimits: Omit<InputLimits, "maxBytes"> = { maxRatio: 100, ratioFrom: 16 << 20 };

/** Short enough that the text of a chunk is an ordinary young object: longer ones are mapped and unmapped one by one. */
const chunkBytes = 1 << 16;

/** Bytes of the file after unpacking. Throws NotAList for anything but one list, and for bombs. */
export async function* readInput(path: string, limits: InputLimits): AsyncGenerator<Buffer> {
  const { head, size } = readHead(path);
  if (size === 0) throw new NotAList("the file is empty");
  let out = 0;
  for await (const chunk of await unpack(path, head)) {
    out += (chunk as Buffer).length;
    if (out > limits.maxBytes) throw new NotAList(`larger than ${String(limits.maxBytes)} bytes unpacked`);
    if (out > limits.ratioFrom && out > size * limits.maxRatio) {
      throw new NotAList(`unpacks to more than ${String(limits.maxRatio)} times its size: a packing bomb`);
    }
    yield chunk as Buffer;
  }
}

/** SHA-256 of the file as delivered, in hex. One buffer for the whole file: a stream leaves a megabyte behind per read. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function readHead(path: string): { readonly head: string; readonly size: number } {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(4);
    const length = readSync(file, bytes, 0, 4, 0);
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new NotAList("not a regular file");
    return { head: bytes.subarray(0, length).toString("hex"), size: stat.size };
  } finally {
    closeSync(file);
  }
}

async function unpack(path: string, head: string): Promise<AsyncIterable<unknown>> {
  if (head.startsWith("504b0304") || head.startsWith("504b0506")) return openZipMember(path);
  if (head.startsWith("1f8b")) return gunzip(createReadStream(path, { highWaterMark: chunkBytes }));
  for (const [mark, name] of [
    ["377abcaf", "7z"],
    ["fd377a58", "xz"],
    ["425a68", "bzip2"],
    ["28b52ffd", "zstd"],
  ] as const) {
    if (head.startsWith(mark))
      throw new NotAList(`${name} is not taken: unpack it first, or send gzip or zip`);
  }
  return createReadStream(path, { highWaterMark: chunkBytes });
}

async function* gunzip(packed: Readable): AsyncGenerator<Buffer> {
  const unpacked = packed.pipe(createGunzip({ chunkSize: chunkBytes }));
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    throw new NotAList(`gzip is damaged or cut off: ${(error as Error).message}`, { cause: error });
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}
