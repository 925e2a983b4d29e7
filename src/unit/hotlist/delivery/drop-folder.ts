// One folder per source: a file laid there is imported when it has stopped changing. Nothing that lies there, and no
// right that is missing, may end more than that one file.
import type { Stats } from "node:fs";
import { lstat, mkdir, opendir } from "node:fs/promises";
import { join } from "node:path";
import { maskedName, plainPath, shownPath } from "../../../shared/domain/file-name.js";
import type { FolderAccess } from "./folder-access.js";
import { removeDelivery, setAsideRefused } from "./taken-file.js";

/** A dropped file that is whole, as far as waiting can tell. */
export interface Dropped {
  readonly path: string;
  readonly name: string;
}

interface Watched {
  readonly size: number;
  readonly mtimeMs: number;
  readonly since: number;
}

/** What lies in the folder. */
export interface FolderLook {
  /** Files that did not change for `settleMs`, oldest first. */
  readonly settled: readonly Dropped[];
  /** What lies there and cannot be taken, in words. */
  readonly problems: readonly string[];
}

/** One source's folder. A file that was dealt with but cannot be moved away is remembered, and reported as a problem. */
export interface DropFolder {
  /** Looks for files; `now` by the monotonic clock. Call it regularly. Throws when the folder cannot be used. */
  look(now: number, settleMs: number): Promise<FolderLook>;
  /** The list is in force, encrypted: the plain file goes. */
  done(file: Dropped): Promise<void>;
  /** The file stays, and is not looked at again before it changes or the daemon starts anew. */
  leave(file: Dropped): void;
  /** The file goes to `failed/` with the reason beside it; an earlier failed file of the source goes. */
  failed(file: Dropped, reason: string): Promise<void>;
}

/** Names that are not (yet) deliveries: hidden, partial, and what proves a delivery. */
const passedOver = /^\.|\.(?:part|tmp|filepart|crdownload|sig|manifest)$/i;
/** Most names looked at: a folder with more of them is no place for deliveries. */
const mostNames = 1_000;

/** Watches the folder of one source; it is made when it is not there. `access` does what may take long: it may be a network's. */
export function openDropFolder(dir: string, access: FolderAccess = (work) => work()): DropFolder {
  let watched = new Map<string, Watched>();
  // Files that were dealt with but could not be moved away; they are left alone until they change.
  const left = new Map<string, { readonly seen: string; readonly why: string | null }>();
  const failedDir = join(dir, "failed");

  const leave = (file: Dropped, why: string | null): void => {
    const { size = 0, mtimeMs = 0 } = watched.get(file.name) ?? {};
    left.set(file.name, { seen: versionOf({ size, mtimeMs }), why });
  };
  const settle = async (file: Dropped, work: () => Promise<void>): Promise<void> => {
    try {
      await access(work);
    } catch (error) {
      leave(file, (error as Error).message);
    }
  };

  return {
    look: async (now, settleMs) => {
      const { seen, problems } = await access(() =>
        lookAround(dir, (name, stat) => {
          const before = watched.get(name);
          const isSame = before !== undefined && versionOf(before) === versionOf(stat);
          return { size: stat.size, mtimeMs: stat.mtimeMs, since: isSame ? before.since : now };
        }),
      );
      watched = seen;
      for (const [name, { seen: version }] of left) {
        const file = watched.get(name);
        if (!file || versionOf(file) !== version) left.delete(name);
      }
      const stuck = [...left].flatMap(([name, { why }]) =>
        why === null ? [] : [`${maskedName(name)} was dealt with but cannot be moved away: ${why}`],
      );
      const settled = [...seen]
        .filter(([name, { since }]) => now - since >= settleMs && !left.has(name))
        .sort(([nameA, a], [nameB, b]) => a.mtimeMs - b.mtimeMs || (nameA < nameB ? -1 : 1))
        .map(([name]) => ({ path: join(dir, name), name }));
      return { settled, problems: [...problems, ...stuck] };
    },
    leave: (file) => leave(file, null),
    done: (file) => settle(file, () => removeDelivery(file.path)),
    failed: (file, reason) => settle(file, () => setAsideRefused(file, failedDir, reason)),
  };
}

const versionOf = ({ size, mtimeMs }: Pick<Watched, "size" | "mtimeMs">): string =>
  `${String(size)} ${String(mtimeMs)}`;

interface Seen {
  readonly seen: Map<string, Watched>;
  readonly problems: readonly string[];
}

async function lookAround(dir: string, watch: (name: string, stat: Stats) => Watched): Promise<Seen> {
  await mkdir(dir, { recursive: true });
  const seen = new Map<string, Watched>();
  const problems: string[] = [];
  // Node gives names in bytes here; its types do not know.
  const folder = await opendir(dir, { encoding: "buffer" as BufferEncoding });
  try {
    for (let count = 0; ; count++) {
      const bytes = (await folder.read())?.name as unknown as Uint8Array | undefined;
      if (bytes === undefined) break;
      const name = shownPath(bytes);
      if (count === mostNames) {
        problems.push(`more than ${String(mostNames)} names lie in ${dir}: some are not looked at`);
        break;
      }
      if (passedOver.test(name)) continue;
      if (typeof plainPath(bytes) !== "string") {
        problems.push(`the name ${maskedName(name)} in ${dir} is not UTF-8: rename the file`);
        continue;
      }
      const stat = await lstat(join(dir, name)).catch(nullIfGone);
      if (stat?.isFile()) seen.set(name, watch(name, stat));
      else if (stat && name !== "failed") problems.push(`${maskedName(name)} in ${dir} is no file`);
    }
  } finally {
    await folder.close();
  }
  return { seen, problems };
}

function nullIfGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}
