// The key of the list files lies with the other keys of the store, wrapped by the unit key: a new unit key covers it in
// the same step as all of them. Version 0.1.0 derived it from the unit key; lists from then stay open until the next
// import or rotation seals them anew.
import { linkSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { makeFolder, setDamagedAside } from "../../../shared/platform/durable.js";
import { openTwice } from "./keys.js";
import type { StorePaths } from "../database/paths.js";
import { finishRotation } from "./rotation.js";
import { deriveUnitKey, derivedListKey, readWrapped, writeWrapped, type UnitKey } from "./wrapped-key.js";

const name = "hotlists";

/**
 * The keys of list files, 32 bytes each, one after the other: the first seals new ones, the second opens those of version
 * 0.1.0. The first is made durably when there is none, also before the daemon's first start. Throws DB_KEY when the unit
 * key is another than that of the store, and what the file system says.
 */
export function openListKeys(paths: StorePaths, secret: Uint8Array): Buffer {
  return Buffer.concat([openListKey(paths, secret), derivedListKey(secret)]);
}

/**
 * The key for when the store's folder of keys is no use: opens lists of version 0.1.0, and what it seals is open after the
 * trouble too.
 */
export const lastListKey = derivedListKey;

/**
 * When both copies are damaged they are kept under another name and a new key is made: the lists cannot be opened any
 * more, which the library tells.
 */
function openListKey(paths: StorePaths, secret: Uint8Array): Buffer {
  finishRotation(paths);
  const unit = deriveUnitKey(secret);
  makeFolder(paths.keys);
  const files = [join(paths.keys, `${name}.key`), join(paths.keys, `${name}.copy.key`)] as const;
  const found = openTwice(paths, unit, name);
  if (found) return found;
  for (const file of files) setAside(file, unit, paths);
  create(files[0], unit, randomBytes(32));
  // Another process may have been first; then its key counts.
  const key = openTwice(paths, unit, name);
  if (!key) throw new TagwatchError("DB_KEY", `the key ${files[0]} cannot be read again`);
  return key;
}

/** A damaged key keeps its bytes for a person to look at; one of another unit key is not touched. */
function setAside(file: string, unit: UnitKey, paths: StorePaths): void {
  const found = readWrapped(file, unit, name);
  if (found.ok || found.reason === "missing") return;
  if (found.reason === "other-key")
    throw new TagwatchError("DB_KEY", `the store in ${paths.dir} belongs to unit key ${found.by ?? "?"}`);
  setDamagedAside(file);
}

/** Puts the whole file in its place only if none is there: a command and the daemon may come at the same moment. */
function create(file: string, unit: UnitKey, key: Uint8Array): void {
  const own = `${file}.${String(process.pid)}`;
  try {
    writeWrapped(own, unit, name, key);
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(own, { force: true });
  }
}
