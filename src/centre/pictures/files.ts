// Pictures are files, sealed under a key of their day and class; the key is destroyed with the day, so that no backup of
// the files tells anything afterwards (docs/decisions/pictures.md). The keys are sealed under the centre's own.
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  flush,
  flushFolderApart,
  makeFolder,
  shredFileApart,
  writeFlushed,
} from "../../shared/platform/durable.js";
import { seal, unseal } from "../../shared/evidence/seal.js";
import type { Millis } from "../../shared/domain/types.js";
import type { PictureClass, PictureFiles, PicturePlace } from "../core/pictures.js";

interface DayKeys {
  /** The key of a day and class, made when it is not there. */
  make(name: string): Buffer;
  /** Null when it was never made, or destroyed. */
  find(name: string): Buffer | null;
  destroy(name: string): Promise<void>;
  /** Days of a class that have a key. */
  days(of: PictureClass): readonly string[];
}

const doomed = (file: string): string => `${file}.doomed`;

/** A key that a crash left half overwritten under its own name would refuse every later picture of its day. */
async function giveUpName(file: string): Promise<void> {
  if (!existsSync(file)) return;
  // One of a pass that was broken off: two keys may be doomed, and only one name is left for them.
  await shredFileApart(doomed(file), randomBytes);
  await rename(file, doomed(file));
  await flushFolderApart(dirname(file));
}

/** Keys of days, each in a file that only `key` opens. */
function openDayKeys(dir: string, key: Buffer): DayKeys {
  makeFolder(dir);
  const known = new Map<string, { readonly key: Buffer; readonly mark: string }>();
  const fileOf = (name: string): string => join(dir, `${name}.key`);

  /** Tells one file from another under the same name; null when there is none. */
  function markOf(name: string): string | null {
    const found = statSync(fileOf(name), { throwIfNoEntry: false });
    return found ? `${String(found.ino)} ${String(found.mtimeMs)}` : null;
  }

  /** The keeper, in another process, may have destroyed a key that is known here: what it sealed now could never be opened. */
  function find(name: string): Buffer | null {
    const mark = markOf(name);
    if (mark === null) return null;
    const before = known.get(name);
    if (before?.mark === mark) return before.key;
    const opened = unseal(key, name, readFileSync(fileOf(name)));
    if (!opened) throw new Error(`the key ${fileOf(name)} cannot be opened with pictures.key`);
    known.set(name, { key: opened, mark });
    return opened;
  }

  /** Two collectors may begin a day at once: the one whose file gets the name made the key. */
  function make(name: string): Buffer {
    const draft = `${fileOf(name)}.${randomBytes(6).toString("hex")}`;
    try {
      writeFlushed(draft, seal(key, name, randomBytes(32)));
      linkSync(draft, fileOf(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    flush(dir);
    const made = find(name);
    if (!made) throw new Error(`the key ${fileOf(name)} was removed as it was made`);
    return made;
  }

  return {
    find,
    make: (name) => find(name) ?? make(name),
    async destroy(name) {
      known.delete(name);
      await giveUpName(fileOf(name));
      await shredFileApart(doomed(fileOf(name)), randomBytes);
    },
    days(of) {
      const isKey = new RegExp(`^\\d{4}-\\d\\d-\\d\\d\\.${of}\\.key(\\.doomed)?$`);
      const names = readdirSync(dir).filter((name) => isKey.test(name));
      return [...new Set(names.map((name) => name.slice(0, 10)))].sort();
    },
  };
}

/** Whoever writes a draft does so in seconds; what is older was left by a crash. */
const draftMs = 3_600_000;
/** At one start. */
const mostDrafts = 1_000;

/** Removes drafts of a folder that a crash left. One that is written after all is written again: it has no receipt. */
function sweepDrafts(dir: string, isDraft: (name: string) => boolean, now: Millis): void {
  for (const name of readdirSync(dir).filter(isDraft).slice(0, mostDrafts)) {
    const found = statSync(join(dir, name), { throwIfNoEntry: false });
    if (found && found.mtimeMs < now - draftMs) rmSync(join(dir, name), { force: true });
  }
}

/** Writes a draft and gives it its name; both are on the disk once the folder is flushed too. */
async function writeByDraft(draft: string, file: string, sealed: Uint8Array): Promise<void> {
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(sealed);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    // On a full disk half a picture would take what room is left.
    await rm(draft, { force: true });
    throw error;
  }
}

/** Opens the folder of pictures. `key` (32 bytes) seals the days' keys, which lie in `keys`, apart from the pictures; drafts that a crash left an hour before `now` are removed. */
export function openPictures(
  folders: { readonly dir: string; readonly keys: string },
  key: Buffer,
  now: Millis,
): PictureFiles {
  const { dir } = folders;
  // All drafts in one folder: so what a crash leaves is found without a walk through every day.
  const drafts = join(dir, "drafts");
  makeFolder(dir);
  makeFolder(drafts);
  const keys = openDayKeys(folders.keys, key);
  sweepDrafts(drafts, () => true, now);
  sweepDrafts(folders.keys, (name) => /\.key\.[0-9a-f]{12}$/.test(name), now);
  const unflushed = new Set<string>();
  const nameOf = ({ day, class: of }: Pick<PicturePlace, "day" | "class">): string => `${day}.${of}`;
  const fileOf = ({ id, day, class: of }: PicturePlace): string =>
    join(dir, day, of, id.slice(34, 36), `${id}.sealed`);

  return {
    async write(place, jpeg) {
      const file = fileOf(place);
      const sealed = seal(keys.make(nameOf(place)), place.id, jpeg);
      if (mkdirSync(dirname(file), { recursive: true, mode: 0o700 }) !== undefined) {
        unflushed.add(dirname(dirname(file)));
        unflushed.add(join(dir, place.day));
        unflushed.add(dir);
      }
      await writeByDraft(join(drafts, `${place.id}.${randomBytes(6).toString("hex")}`), file, sealed);
      unflushed.add(dirname(file));
    },
    async flush() {
      const folders = [...unflushed];
      unflushed.clear();
      try {
        await Promise.all(folders.map(flushFolderApart));
      } catch (error) {
        // One that the keeper has removed meanwhile needs no flush, and would stand in the way for ever.
        for (const folder of folders.filter((one) => existsSync(one))) unflushed.add(folder);
        throw error;
      }
    },
    async read(place) {
      const dayKey = keys.find(nameOf(place));
      if (!dayKey) return null;
      const sealed = await readFile(fileOf(place)).catch(() => null);
      return sealed && unseal(dayKey, place.id, sealed);
    },
    remove: (place) => rm(fileOf(place), { force: true }),
    days: (of) => keys.days(of),
    async destroy(day: string, of: PictureClass) {
      await keys.destroy(nameOf({ day, class: of }));
      await rm(join(dir, day, of), { recursive: true, force: true });
    },
  };
}
