// Files that must be on the disk when a function returns: written, flushed, and their folder entry flushed too.
import {
  chownSync,
  closeSync,
  existsSync,
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

/** Flushes a folder's entries: without it a new name may be gone after a power cut (fsync(2), notes). */
export function flushFolder(path: string): void {
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

/** What root makes (`sudo tagwatch`) belongs to the owner of its folder: the daemon must be able to read it. */
const ownerFor = (folder: string): { readonly uid: number; readonly gid: number } | null =>
  process.getuid?.() === 0 ? statSync(folder) : null;

/** Makes a folder readable by its owner only, with its parents, all flushed. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700, recursive: true });
  const owner = ownerFor(dirname(path));
  if (owner) chownSync(path, owner.uid, owner.gid);
  flushFolder(dirname(path));
}

/** Replaces a file as one step: a reader or a power cut sees the old bytes or the new, never a mixture. */
export function writeDurable(path: string, bytes: Uint8Array): void {
  const next = `${path}.next`;
  const fd = openSync(next, "w", 0o600);
  try {
    writeAll(fd, bytes);
    const owner = ownerFor(dirname(path));
    if (owner) fchownSync(fd, owner.uid, owner.gid);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, path);
  flushFolder(dirname(path));
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
  flushFolder(dirname(path));
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
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
