// Files that must be on the disk when a function returns: written, flushed, and their folder entry flushed too.
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
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

/** Makes a folder readable by its owner only, with its parents, all flushed. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700, recursive: true });
  flushFolder(dirname(path));
}

/** Replaces a file as one step: a reader or a power cut sees the old bytes or the new, never a mixture. */
export function writeDurable(path: string, bytes: Uint8Array): void {
  const next = `${path}.next`;
  const fd = openSync(next, "w", 0o600);
  try {
    writeAll(fd, bytes);
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
