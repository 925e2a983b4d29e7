// Evidence pictures: one file per revision of a read, plate and vehicle sealed one after the other, in the folder of
// their vault (a UTC day and class, or a hold). Why one file each and not a database: docs/decisions/pictures.md.
import { open, readFile, rm } from "node:fs/promises";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReadPictures } from "../../../shared/domain/types.js";
import { flush, flushFolderApart, makeFolder, writeFlushed } from "../../../shared/platform/durable.js";
import type { Keys } from "./keys.js";
import type { StorePaths } from "../database/paths.js";
import { type PictureRef, packPictures, unpackPicture } from "./picture-file.js";

/** Files of sealed pictures by vault, read and revision. Null: there is none, or it cannot be opened. */
export interface Pictures {
  path(vault: string, ref: PictureRef): string;
  /** Writes and flushes the file and its folder. Throws, leaving nothing behind, when the disk refuses. */
  write(vault: string, ref: PictureRef, pictures: ReadPictures): Promise<void>;
  /** The same, blocking. */
  writeNow(vault: string, ref: PictureRef, pictures: ReadPictures): void;
  read(vault: string, ref: PictureRef, kind: keyof ReadPictures): Promise<Buffer | null>;
  readSync(vault: string, ref: PictureRef, kind: keyof ReadPictures): Buffer | null;
  /** Seals the pictures anew under another vault's key; the old file stays until `remove`. False when unreadable. */
  reseal(from: string, to: string, ref: PictureRef): boolean;
  remove(vault: string, ref: PictureRef): void;
}

/** The picture files of a store. */
export function createPictures(paths: StorePaths, keys: Keys): Pictures {
  const path = (vault: string, ref: PictureRef): string =>
    join(paths.pictures, vault, `${ref.readId}.${String(ref.revision)}`);

  function prepare(vault: string): Buffer {
    makeFolder(join(paths.pictures, vault));
    const key = keys.vault(vault, true);
    if (!key) throw new Error(`the key of ${vault} is damaged`);
    return key;
  }

  async function write(vault: string, ref: PictureRef, pictures: ReadPictures): Promise<void> {
    const bytes = packPictures(prepare(vault), ref, pictures);
    const file = path(vault, ref);
    // A revision is written once: an id that comes a second time must not touch the first one's file.
    const handle = await open(file, "wx", 0o600);
    try {
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await flushFolderApart(join(paths.pictures, vault));
    } catch (error) {
      await rm(file, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  function readSync(vault: string, ref: PictureRef, kind: keyof ReadPictures): Buffer | null {
    const key = keys.vault(vault);
    const file = path(vault, ref);
    return key && existsSync(file) ? unpackPicture(key, ref, kind, readFileSync(file)) : null;
  }

  function reseal(from: string, to: string, ref: PictureRef): boolean {
    const plate = readSync(from, ref, "plate");
    const vehicle = readSync(from, ref, "vehicle");
    if (!plate || !vehicle) return false;
    writeNow(to, ref, { plate, vehicle });
    return true;
  }

  function writeNow(vault: string, ref: PictureRef, taken: ReadPictures): void {
    writeFlushed(path(vault, ref), packPictures(prepare(vault), ref, taken));
    flush(join(paths.pictures, vault));
  }

  return {
    path,
    write,
    writeNow,
    async read(vault, ref, kind) {
      const key = keys.vault(vault);
      if (!key) return null;
      const bytes = await readFile(path(vault, ref)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      return bytes ? unpackPicture(key, ref, kind, bytes) : null;
    },
    readSync,
    reseal,
    remove: (vault, ref) => rmSync(path(vault, ref), { force: true }),
  };
}
