// A delivered file as a stream of plain bytes: as it is, gzip, or a zip with one member; bounded whatever it holds.
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { readBytes, gunzip, gzipName } from "./gzip.js";
import { NotAList } from "./lines.js";
import { openZipMember } from "./zip.js";

/** What one delivered file may unpack to; more than that is refused, as a file made to fill the memory or the disk. */
export interface InputLimits {
  /** Most bytes after unpacking. */
  readonly maxBytes: number;
  /** Most bytes unpacked per byte packed, once `ratioFrom` bytes have come out. */
  readonly maxRatio: number;
  readonly ratioFrom: number;
}

/** Bounds that are the same for every source; `maxBytes` is the source's own `maxSize`. */
export const inputLimits: Omit<InputLimits, "maxBytes"> = { maxRatio: 100, ratioFrom: 16 << 20 };

/** Called with a delivery while it is unpacked. */
export interface InputWatch {
  /** The bytes of the file as delivered, in their order, each once. */
  readonly onRaw?: (bytes: Buffer) => void;
  /** The name the list was packed under, before any of its bytes comes out; what it throws ends the reading. */
  readonly onName?: (name: string) => void;
}

type OnRaw = NonNullable<InputWatch["onRaw"]>;

/**
 * Bytes of the file after unpacking. Throws NotAList for anything but one list, and for bombs. `onRaw` gets the very bytes
 * that are unpacked, and at the end has had all of them.
 */
export async function* readInput(
  path: string,
  limits: InputLimits,
  watch: InputWatch = {},
): AsyncGenerator<Buffer> {
  const { head, size } = readHead(path);
  if (size === 0) throw new NotAList("the file is empty");
  let out = 0;
  for await (const chunk of await unpack(path, head, watch)) {
    out += (chunk as Buffer).length;
    if (out > limits.maxBytes) throw new NotAList(`larger than ${String(limits.maxBytes)} bytes unpacked`);
    if (out > limits.ratioFrom && out > size * limits.maxRatio) {
      throw new NotAList(`unpacks to more than ${String(limits.maxRatio)} times its size: a packing bomb`);
    }
    yield chunk as Buffer;
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

async function unpack(path: string, head: string, watch: InputWatch): Promise<AsyncIterable<unknown>> {
  const { onRaw = () => undefined, onName = () => undefined } = watch;
  if (head.startsWith("504b0304") || head.startsWith("504b0506"))
    return openZipMember(await readZip(path, onRaw), onName);
  if (head.startsWith("1f8b")) {
    const name = gzipName(path);
    if (name !== null) onName(name);
  }
  const raw = told(path, onRaw);
  if (head.startsWith("1f8b")) return gunzip(raw, path);
  for (const [mark, name] of [
    ["377abcaf", "7z"],
    ["fd377a58", "xz"],
    ["425a68", "bzip2"],
    ["28b52ffd", "zstd"],
  ] as const) {
    if (head.startsWith(mark))
      throw new NotAList(`${name} is not taken: unpack it first, or send gzip or zip`);
  }
  return raw;
}

async function* told(path: string, onRaw: OnRaw): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
    onRaw(chunk as Buffer);
    yield chunk as Buffer;
  }
}

/** A zip is read from its end and by its own table, so it is held whole while it is unpacked. */
const mostZipped = 256_000_000;

async function readZip(path: string, onRaw: OnRaw): Promise<Buffer> {
  if (statSync(path).size > mostZipped)
    throw new NotAList(`a zip may have ${String(mostZipped)} bytes: send gzip`);
  const bytes = await readFile(path);
  onRaw(bytes);
  return bytes;
}
