// Small files that are on the disk, whole, when a function returns.
import {
  closeSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Flushes a file, or the names in a folder, to the disk. */
export function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Replaces a file in one step: readers and power cuts see the old text or the new one. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.next`;
  const file = openSync(next, "w", 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  flush(dirname(path));
}

/** Makes a folder for the daemon alone. */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Gives a folder and all below it to the owner of its parent: what root made must be the daemon's to read. */
export function handOver(dir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(dir));
  lchownSync(dir, uid, gid);
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }))
    lchownSync(join(dir, name), uid, gid);
}
