// Files that must be on the disk when a function returns: written, flushed, and their folder entry flushed too.
import {
  chownSync,
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Flushes a file, or the names in a folder: without it a new name may be gone after a power cut (fsync(2), notes). Throws
 * what the file system says.
 */
export function flush(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Flushes a file's data off the event loop; a file that is not there has nothing to flush. */
export async function flushFile(path: string): Promise<void> {
  const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  try {
    await handle?.datasync();
  } finally {
    await handle?.close();
  }
}

/** `flush` of a folder off the event loop. */
export async function flushFolderApart(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What root makes (`sudo tagwatch`) belongs to the owner of its folder: the daemon must be able to read it. */
const ownerFor = (folder: string): { readonly uid: number; readonly gid: number } | null =>
  process.getuid?.() === 0 ? statSync(folder) : null;

/** Makes a folder readable by its owner only, with its parents, all flushed. Throws EEXIST where something else lies there. */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700, recursive: true });
  const owner = ownerFor(dirname(path));
  if (owner) chownSync(path, owner.uid, owner.gid);
  flush(dirname(path));
}

/**
 * Replaces a file as one step: a reader or a power cut sees the old content or the new, never a mixture. Mode 600. Throws
 * what the file system says; the old file is then as it was.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
  const next = `${path}.next`;
  writeFlushed(next, content);
  renameSync(next, path);
  flush(dirname(path));
}

/** As `replaceFile`, for a file that people made: its mode and owner stay. Throws what the file system says. */
export function replaceKeepingMode(path: string, content: Uint8Array | string): void {
  replaceFor(path, content, statSync(path));
}

/** Whose a file is (used where the caller is root), and who may read it. */
export interface FileAccess {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** As `replaceFile`, with the owner and mode given; the new content is never seen with others. */
export function replaceFor(path: string, content: Uint8Array | string, access: FileAccess): void {
  const next = `${path}.next`;
  writeFlushed(next, content, access);
  renameSync(next, path);
  flush(dirname(path));
}

/** Keeps a damaged file as `FILE.damaged` for a person to look at, in place of an earlier one. */
export function setDamagedAside(path: string): void {
  rmSync(damagedPlace(path), { recursive: true, force: true });
  renameSync(path, damagedPlace(path));
}

/** Where a damaged file is kept. */
export const damagedPlace = (path: string): string => `${path}.damaged`;

/**
 * Writes a file whole and flushes it; its name is safe only once its folder is flushed too. Without `access`: mode 600, its
 * folder's owner's.
 */
export function writeFlushed(path: string, content: Uint8Array | string, access?: FileAccess): void {
  const fd = openSync(path, "w", 0o600);
  try {
    const owner = process.getuid?.() === 0 && access ? access : ownerFor(dirname(path));
    if (owner) fchownSync(fd, owner.uid, owner.gid);
    if (access) fchmodSync(fd, access.mode & 0o777);
    writeAll(fd, typeof content === "string" ? Buffer.from(content, "utf8") : content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** Overwrites a file three times (CJIS MP-6) and removes it. On flash this is best effort: the key, not the block, is what counts. */
export function shredFile(path: string, random: (length: number) => Uint8Array): void {
  if (!existsSync(path)) return;
  const { size } = statSync(path);
  const fd = openSync(path, "r+");
  try {
    for (let pass = 0; pass < 3; pass++) {
      writeAll(fd, random(size), 0);
      fdatasyncSync(fd);
    }
  } finally {
    closeSync(fd);
  }
  rmSync(path);
  flush(dirname(path));
}

/** `shredFile` off the event loop: on a unit's flash its four flushes are longer than that may stand still. */
export async function shredFileApart(path: string, random: (length: number) => Uint8Array): Promise<void> {
  if (!existsSync(path)) return;
  const { size } = await stat(path);
  const handle = await open(path, "r+");
  try {
    for (let pass = 0; pass < 3; pass++) {
      await handle.write(random(size), 0, size, 0);
      await handle.datasync();
    }
  } finally {
    await handle.close();
  }
  await rm(path);
  await flushFolderApart(dirname(path));
}
