import { cpSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { TagwatchError } from "../core/errors.js";
import { connect } from "./db.js";
import { flushFolder, makeFolder, shredFile } from "./durable.js";
import type { StorePaths } from "./paths.js";
import { deriveUnitKey, readWrapped, writeWrapped } from "./wrapped-key.js";

const next = (paths: StorePaths): string => `${paths.keys}.next`;
const old = (paths: StorePaths): string => `${paths.keys}.old`;

/** Completes or clears away a rotation that a power cut interrupted: the old set of keys or the new one, never a mixture. */
export function finishRotation(paths: StorePaths): void {
  if (!existsSync(paths.keys) && existsSync(next(paths))) renameSync(next(paths), paths.keys);
  if (!existsSync(paths.keys)) return;
  rmSync(next(paths), { recursive: true, force: true });
  if (existsSync(old(paths))) shredFolder(old(paths));
}

/**
 * Wraps every key of the store under a new unit key. Data and signatures keep their keys; the old unit key opens nothing
 * here any more. Throws USAGE while another process has the store open, DB_KEY when `from` is not its key.
 * @returns the number of keys wrapped anew
 */
export function rotateUnitKey(paths: StorePaths, from: Uint8Array, to: Uint8Array): number {
  finishRotation(paths);
  const [before, after] = [deriveUnitKey(from), deriveUnitKey(to)];
  const database = readWrapped(join(paths.keys, "database.key"), before, "database");
  if (!database.ok)
    throw new TagwatchError("DB_KEY", `the present key given does not open the store in ${paths.dir}`);
  refuseWhileOpen(paths, database.key);
  makeFolder(join(next(paths), "vaults"));
  cpSync(join(paths.keys, "public"), join(next(paths), "public"), { recursive: true });
  const files = [...keyFiles(paths.keys), ...keyFiles(paths.vaultKeys).map((file) => join("vaults", file))];
  for (const file of files) {
    const name = file.replace(/^vaults\//, "").replace(/(\.copy)?\.key$/, "");
    const key = readWrapped(join(paths.keys, file), before, name);
    if (!key.ok)
      throw new TagwatchError("DB_KEY", `${join(paths.keys, file)} is ${key.reason}; nothing was changed`);
    writeWrapped(join(next(paths), file), after, name, key.key);
  }
  flushFolder(join(next(paths), "public"));
  renameSync(paths.keys, old(paths));
  renameSync(next(paths), paths.keys);
  flushFolder(paths.dir);
  shredFolder(old(paths));
  return files.length;
}

const keyFiles = (folder: string): readonly string[] =>
  readdirSync(folder).filter((file) => file.endsWith(".key"));

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

function shredFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) shredFile(join(entry.parentPath, entry.name), randomBytes);
  rmSync(folder, { recursive: true, force: true });
}
