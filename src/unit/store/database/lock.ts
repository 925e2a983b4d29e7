// Who may work on a folder right now. The lock is one of the kernel's on an empty SQLite file, so it ends with its process
// however that ends: nothing that a kill left behind stops a start. Beside it lies the name of the holder, for people.
// Unlike `shared/platform/process-lock.ts` it is shared by many beside one writer, and can be waited for.
import Database from "better-sqlite3";
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Millis } from "../../../shared/domain/types.js";
import { saysCorrupt } from "./db.js";
import { errorText } from "../../../shared/domain/error-text.js";

/**
 * `shared`: with others that share, and one writer. `writer`: the only one of its kind, beside those that share.
 * `alone`: nobody else at all.
 */
export type LockMode = "shared" | "writer" | "alone";

/** Who asks for which folder. Waiting blocks the thread. */
export interface LockDeps {
  /** The lock file; made when it is missing, and never written. */
  readonly path: string;
  readonly mode: LockMode;
  /** What takes it, e.g. `tagwatch run`; shown to whoever is refused. */
  readonly who: string;
  /** How long to wait for the present holder, blocking; default 0. */
  readonly waitMs?: number;
  readonly now: () => Millis;
}

/** Held until released or the process ends. */
export interface Lock {
  release(): void;
  /**
   * Locks the file that lies there now, where the one that was locked has been removed or replaced: a second process would
   * lock that. Throws STORE_BUSY when one has done so already, STORE_LOCK.
   */
  renew(): void;
}

const begin = {
  shared: "BEGIN",
  writer: "BEGIN IMMEDIATE",
  alone: "BEGIN EXCLUSIVE",
} as const;

const holderSchema = z.object({ pid: z.int(), who: z.string(), since: z.number() });

/** Where the name of the holder lies. */
export const holderFile = (path: string): string => `${path}.holder`;

/** Takes the lock. Throws STORE_BUSY, naming the holder, when it is not free within `waitMs`; STORE_LOCK when it cannot be used at all. */
export function takeLock(deps: LockDeps): Lock {
  const { path, mode } = deps;
  let db = lockFile(deps);
  let locked = inodeOf(path);
  return {
    release() {
      if (!db.open) return;
      // While the lock is still ours: afterwards the name may be the next holder's.
      if (mode !== "shared") forgetHolder(path);
      db.close();
    },
    renew() {
      if (!db.open || inodeOf(path) === locked) return;
      const next = lockFile(deps);
      db.close();
      db = next;
      locked = inodeOf(path);
    },
  };
}

const inodeOf = (path: string): bigint | undefined =>
  statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

function lockFile({ path, mode, who, now, waitMs = 0 }: LockDeps): Database.Database {
  const db = openFile(path);
  try {
    db.pragma(`busy_timeout = ${String(waitMs)}`);
    db.exec(begin[mode]);
    // A deferred transaction takes its lock with the first reading.
    db.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (cause) {
    db.close();
    const code = (cause as { readonly code?: unknown }).code;
    if (typeof code !== "string" || !code.startsWith("SQLITE_BUSY")) throw unusable(path, cause);
    throw new TagwatchError("STORE_BUSY", `${dirname(path)} is in use by ${holderOf(path)}`, { cause });
  }
  if (mode !== "shared") nameHolder(path, { pid: process.pid, who, since: now() });
  return db;
}

/** Runs `work` while the lock is held. Throws what `takeLock` throws. */
export function withLock<T>(deps: LockDeps, work: () => T): T {
  const lock = takeLock(deps);
  try {
    return work();
  } finally {
    lock.release();
  }
}

/** The empty file must stay the folder owner's: one made by `sudo tagwatch` would keep the daemon out. */
function openFile(path: string): Database.Database {
  try {
    own(path);
    const db = new Database(path, { timeout: 0 });
    try {
      db.prepare("SELECT count(*) FROM sqlite_master").get();
    } catch (error) {
      // Only a file that is no lock at all is made anew; "busy" is reported by the caller.
      if (!saysCorrupt(error)) return db;
      db.close();
      rmSync(path, { force: true });
      own(path);
      return new Database(path, { timeout: 0 });
    }
    return db;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function own(path: string): void {
  // Not opened when it is there: closing any descriptor of it would drop a lock this process holds (fcntl(2)).
  if (existsSync(path)) return;
  closeSync(openSync(path, "a", 0o600));
  const want = statSync(dirname(path));
  if (process.getuid?.() === 0 && want.uid !== 0) chownSync(path, want.uid, want.gid);
}

function unusable(path: string, cause: unknown): TagwatchError {
  return new TagwatchError("STORE_LOCK", `the lock ${path} cannot be used: ${errorText(cause)}`, { cause });
}

/** For people only: that it cannot be written (a full disk) stops nothing. */
function nameHolder(path: string, holder: z.output<typeof holderSchema>): void {
  try {
    writeFileSync(holderFile(path), JSON.stringify(holder), { mode: 0o600 });
  } catch {
    return;
  }
}

/** The same: a disk that became read-only must not hide why the lock is given back. */
function forgetHolder(path: string): void {
  try {
    rmSync(holderFile(path), { force: true });
  } catch {
    return;
  }
}

function holderOf(path: string): string {
  try {
    const { pid, who, since } = holderSchema.parse(JSON.parse(readFileSync(holderFile(path), "utf8")));
    return `${who} (process ${String(pid)}, since ${new Date(since).toISOString()})`;
  } catch {
    return "another process of tagwatch (a command, or one that did not leave its name)";
  }
}
