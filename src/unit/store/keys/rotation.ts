// What a rotation of the unit key leaves behind when it is cut: the next set of keys, or the old one.
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { flush, shredFile } from "../../../shared/platform/durable.js";
import type { StorePaths } from "../database/paths.js";

/** Where a rotation writes the new set of keys. */
export const nextKeys = (paths: StorePaths): string => `${paths.keys}.next`;
/** Where the old set lies until it is destroyed. */
export const oldKeys = (paths: StorePaths): string => `${paths.keys}.old`;

/** Completes or clears away a rotation that a power cut interrupted: the old set of keys or the new one, never a mixture. */
export function finishRotation(paths: StorePaths): void {
  const [next, old] = [nextKeys(paths), oldKeys(paths)];
  if (!existsSync(paths.keys)) {
    // The old set leaves its place only when the next one is whole.
    const set = [next, old].find((folder) => existsSync(folder));
    if (!set) return;
    renameSync(set, paths.keys);
    flush(paths.dir);
  }
  rmSync(next, { recursive: true, force: true });
  if (existsSync(old)) shredFolder(old);
}

/** Overwrites and removes a folder of keys. */
export function shredFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) shredFile(join(entry.parentPath, entry.name), randomBytes);
  rmSync(folder, { recursive: true, force: true });
}
