// One folder per source: a file laid there is imported when it has stopped changing.
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportMode } from "./build.js";

/** A dropped file that is whole, as far as waiting can tell. */
export interface Dropped {
  readonly path: string;
  readonly name: string;
  readonly mode: ImportMode;
}

interface Watched {
  readonly size: number;
  readonly mtimeMs: number;
  readonly since: number;
}

export interface DropFolder {
  /** Files that did not change for `settleMs`, oldest first; `now` by the monotonic clock. Call it regularly. */
  settled(now: number, settleMs: number): readonly Dropped[];
  /** The list is in force, encrypted: the plain file goes. */
  done(file: Dropped): void;
  /** The file goes to `failed/` with the reason beside it; an earlier failed file of the source goes. */
  failed(file: Dropped, reason: string): void;
}

/** Names that are not (yet) deliveries: hidden, partial, and detached signatures. */
const passedOver = /^\.|\.(?:part|tmp|filepart|crdownload|sig)$/i;

export function openDropFolder(dir: string): DropFolder {
  mkdirSync(dir, { recursive: true });
  let watched = new Map<string, Watched>();
  const failedDir = join(dir, "failed");
  const removeWithSignature = (path: string): void => {
    rmSync(path, { force: true });
    rmSync(`${path}.sig`, { force: true });
  };
  return {
    settled: (now, settleMs) => {
      const seen = new Map<string, Watched>();
      for (const name of readdirSync(dir)) {
        if (passedOver.test(name)) continue;
        const stat = lstatSync(join(dir, name), { throwIfNoEntry: false });
        if (!stat?.isFile()) continue;
        const { size, mtimeMs } = stat;
        const before = watched.get(name);
        const isSame = before?.size === size && before.mtimeMs === mtimeMs;
        seen.set(name, { size, mtimeMs, since: isSame ? before.since : now });
      }
      watched = seen;
      return [...seen]
        .filter(([, { since }]) => now - since >= settleMs)
        .sort(([, a], [, b]) => a.mtimeMs - b.mtimeMs)
        .map(([name]) => ({ path: join(dir, name), name, mode: modeOfName(name) }));
    },
    done: (file) => removeWithSignature(file.path),
    failed: (file, reason) => {
      rmSync(failedDir, { recursive: true, force: true });
      mkdirSync(failedDir, { recursive: true, mode: 0o700 });
      if (existsSync(file.path)) renameSync(file.path, join(failedDir, file.name));
      writeFileSync(join(failedDir, `${file.name}.reason.txt`), `${reason}\n`, { mode: 0o600 });
      removeWithSignature(file.path);
    },
  };
}

/** `kbi.add.csv` adds, `kbi.remove.csv` removes; any other name is a full list. */
export function modeOfName(name: string): ImportMode {
  return /\.add(?:\.|$)/i.test(name) ? "add" : /\.remove(?:\.|$)/i.test(name) ? "remove" : "full";
}
