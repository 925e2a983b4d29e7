import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { connect } from "../database/db.js";
import { flush, makeFolder, replaceFile } from "../../../shared/platform/durable.js";
import type { StorePaths } from "../database/paths.js";
import { finishRotation, nextKeys, oldKeys, shredFolder } from "./rotation.js";
import { deriveUnitKey, readWrapped, writeWrapped, type UnitKey } from "./wrapped-key.js";

/** What a rotation did. */
export interface Rotation {
  /** Keys wrapped anew. */
  readonly keys: number;
  /** Key files (relative to the folder of keys) that could not be opened; they were kept as they are. */
  readonly damaged: readonly string[];
}

/**
 * Wraps every key of the store under a new unit key: database, signing, pictures and hotlists. Data and signatures keep
 * their keys; the old unit key opens nothing here any more, once lists of version 0.1.0 were sealed anew (hotlist/reseal).
 * Cut at any moment, one of the two unit keys opens everything.
 * Throws USAGE while another process has the store open, DB_KEY when `from` is not its key.
 */
export function rotateUnitKey(paths: StorePaths, from: Uint8Array, to: Uint8Array): Rotation {
  finishRotation(paths);
  const [before, after] = [deriveUnitKey(from), deriveUnitKey(to)];
  const database = readDatabaseKey(paths, before);
  if (!database)
    throw new TagwatchError("DB_KEY", `the present key given does not open the store in ${paths.dir}`);
  refuseWhileOpen(paths, database);
  const next = nextKeys(paths);
  const damaged: string[] = [];
  let keys = 0;
  for (const file of filesBelow(paths.keys)) {
    const target = join(next, file);
    makeFolder(dirname(target));
    if (rewrap(join(paths.keys, file), target, before, after)) keys++;
    else if (file.endsWith(".key")) damaged.push(file);
  }
  // An empty folder of vaults is part of the set too.
  makeFolder(join(next, "vaults"));
  renameSync(paths.keys, oldKeys(paths));
  renameSync(next, paths.keys);
  flush(paths.dir);
  shredFolder(oldKeys(paths));
  return { keys, damaged };
}

/** Either copy does. */
function readDatabaseKey(paths: StorePaths, unit: UnitKey): Buffer | null {
  for (const file of ["database.key", "database.copy.key"]) {
    const found = readWrapped(join(paths.keys, file), unit, "database");
    if (found.ok) return found.key;
  }
  return null;
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/**
 * Writes a key of the old set into the next one. True when it was wrapped anew; everything else (public keys, a key that
 * is damaged, of which the other copy may be whole) is carried over byte by byte.
 */
function rewrap(file: string, target: string, before: UnitKey, after: UnitKey): boolean {
  const name = basename(file).replace(/(\.copy)?\.key$/, "");
  if (file.endsWith(".key")) {
    const key = readWrapped(file, before, name);
    const twin = file.endsWith(".copy.key")
      ? file.replace(/\.copy\.key$/, ".key")
      : file.replace(/\.key$/, ".copy.key");
    const whole = key.ok || !existsSync(twin) ? key : readWrapped(twin, before, name);
    if (whole.ok) {
      writeWrapped(target, after, name, whole.key);
      return true;
    }
  }
  replaceFile(target, readFileSync(file));
  return false;
}

/** Leaving WAL mode needs the database for oneself alone: a running daemon makes it fail. */
function refuseWhileOpen(paths: StorePaths, key: Uint8Array): void {
  const db = connect(paths.database, key);
  try {
    db.pragma("busy_timeout = 0");
    db.pragma("journal_mode = DELETE");
    db.pragma("journal_mode = WAL");
  } catch (cause) {
    throw new TagwatchError("USAGE", "another process has the store open", {
      cause,
      hint: "stop it first: systemctl stop tagwatch",
    });
  } finally {
    db.close();
  }
}
