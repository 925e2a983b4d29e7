// Version 0.1.0 derived the key of list files from the unit key. Before that is exchanged, such files get the random key.
import { copyFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { flush } from "../../shared/platform/durable.js";
import { keyBytes, openListDb, rekey } from "./list-file/list-db.js";
import { isListFile } from "./folder/source-folder.js";

/**
 * Seals under the first of the keys every list file that only another one opens; returns how many. Nobody may have the
 * lists open. Each file is replaced in one step, and while all keys are tried every list is open at every moment. A file
 * that no key opens is left as it is. Throws what the file system says; then the files not yet reached are as before.
 */
export function resealLists(root: string, keys: Buffer): number {
  const first = keys.subarray(0, keyBytes);
  let count = 0;
  for (const file of listFiles(root)) {
    if (opens(file, first) || !opens(file, keys)) continue;
    reseal(file, keys);
    count++;
  }
  return count;
}

function listFiles(root: string): readonly string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter(isListFile)
      .map((name) => join(root, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function opens(file: string, keys: Buffer): boolean {
  try {
    openListDb(file, keys).close();
    return true;
  } catch {
    return false;
  }
}

function reseal(file: string, keys: Buffer): void {
  // Swept with the other unfinished files when this is cut.
  const next = `${file}.building`;
  try {
    copyFileSync(file, next);
    rekey(next, keys);
    openListDb(next, keys.subarray(0, keyBytes)).close();
    flush(next);
    renameSync(next, file);
    flush(join(file, ".."));
  } finally {
    rmSync(next, { force: true });
  }
}
