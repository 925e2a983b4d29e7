import { copyFileSync, existsSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Millis } from "../../../shared/domain/types.js";
import { flush, makeFolder, replaceFile } from "../../../shared/platform/durable.js";
import type { StorePaths } from "./paths.js";

/** A database that was set aside: its folder and when that was. */
export interface SetAside {
  readonly folder: string;
  readonly at: Millis;
}

/**
 * Moves a damaged database with its WAL, its anchor and its pictures out of the way, all by renaming, so that it takes
 * milliseconds whatever the size. The keys stay where they are: purging a day destroys its key for set-aside pictures too.
 */
export function setAside(paths: StorePaths, at: Millis): SetAside {
  const folder = newFolder(paths, at);
  const moved = [
    paths.database,
    `${paths.database}-wal`,
    `${paths.database}-shm`,
    paths.anchor,
    paths.pictures,
  ];
  for (const file of moved) if (existsSync(file)) renameSync(file, join(folder, basename(file)));
  // Standing holds were in that database: their copy tells retention how long to leave this folder alone.
  copyHolds(paths, folder);
  makeFolder(paths.pictures);
  flush(folder);
  flush(paths.dir);
  return { folder, at };
}

function newFolder(paths: StorePaths, at: Millis): string {
  makeFolder(paths.setAside);
  const stampOf = new Date(at).toISOString().replace(/[:.]/g, "-");
  let folder = join(paths.setAside, stampOf);
  for (let n = 2; existsSync(folder); n++) folder = join(paths.setAside, `${stampOf}_${String(n)}`);
  makeFolder(folder);
  return folder;
}

/** In a set-aside folder: its messages were taken over, or it never held any. */
export const salvagedMarker = "salvaged";

/** A folder for pictures that nothing here vouches for any more; they stay as long as a database that was set aside. */
export function setPicturesAside(paths: StorePaths, at: Millis): string {
  const folder = newFolder(paths, at);
  replaceFile(join(folder, salvagedMarker), Buffer.from("0\n"));
  copyHolds(paths, folder);
  return folder;
}

/** A copy that cannot be made is one that cannot be read: then what may be held is kept. */
function copyHolds(paths: StorePaths, folder: string): void {
  if (!existsSync(paths.holds)) return;
  const copy = join(folder, basename(paths.holds));
  try {
    copyFileSync(paths.holds, copy);
  } catch {
    replaceFile(copy, Buffer.from("not readable\n"));
  }
}

/** Databases set aside so far, oldest first. */
export function listSetAside(paths: StorePaths): readonly SetAside[] {
  if (!existsSync(paths.setAside)) return [];
  return readdirSync(paths.setAside, { withFileTypes: true })
    .flatMap((one) => (one.isDirectory() ? [one.name] : []))
    .sort()
    .map((name) => ({
      folder: join(paths.setAside, name),
      at: Date.parse(name.slice(0, 24).replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, "T$1:$2:$3.$4Z")),
    }));
}

/** Removes a set-aside database for good, off the event loop: it may be large. */
export async function removeSetAside(one: SetAside): Promise<void> {
  await rm(one.folder, { recursive: true, force: true });
}
