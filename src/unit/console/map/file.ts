import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { GroundBox } from "../../../shared/domain/ground-box.js";
import { headerBytes, parseMapHeader, parseMapMetadata } from "./header.js";

/** A map file that the page can draw. */
export interface MapFile {
  readonly box: GroundBox;
  readonly maxZoom: number;
  /** Whom the map is owed to, in plain text; may be empty. */
  readonly attribution: string;
}

/** Part of the file, with what names this state of it. */
export interface MapPart {
  readonly bytes: Buffer;
  readonly size: number;
  readonly tag: string;
}

type Fault = (error: unknown) => TagwatchError;

const faultOf =
  (file: string): Fault =>
  (cause) =>
    new TagwatchError("CONSOLE_MAP", `${file} ${words(cause)}`, { cause });

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "may not be read by the daemon",
  EISDIR: "is a folder",
};

function words(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof SyntaxError || code?.startsWith("Z_")) return "has metadata that cannot be read";
  return systemWords[code ?? ""] ?? errorText(error);
}

/** Looks at the file's header and metadata. Throws CONSOLE_MAP with the exact reason. */
export async function loadMapFile(file: string): Promise<MapFile> {
  const handle = await open(file).catch((error: unknown) => {
    throw faultOf(file)(error);
  });
  try {
    const { size } = await handle.stat();
    const header = parseMapHeader(await readAt(handle, 0, headerBytes), size);
    const { offset, length, gzip } = header.metadata;
    return { ...header, ...parseMapMetadata(await readAt(handle, offset, length), gzip) };
  } catch (error) {
    throw faultOf(file)(error);
  } finally {
    await handle.close();
  }
}

/** The same for the command line, which has nothing else to do. */
export function checkMapFile(file: string): void {
  const handle = openSync(file, "r");
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(handle, bytes, 0, length, at));
    };
    const { offset, length, gzip } = parseMapHeader(read(0, headerBytes), fstatSync(handle).size).metadata;
    parseMapMetadata(read(offset, length), gzip);
  } catch (error) {
    throw faultOf(file)(error);
  } finally {
    closeSync(handle);
  }
}

/** Reads from `from` up to and with `to`, or to the end of the file; null where it begins behind the end. */
export async function readMapPart(
  file: string,
  from: number,
  to: number,
): Promise<MapPart | { readonly size: number }> {
  const handle = await open(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    if (from >= size) return { size };
    const bytes = await readAt(handle, from, Math.min(to, size - 1) - from + 1);
    return { bytes, size, tag: `"${String(size)}-${String(Math.round(mtimeMs))}"` };
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
