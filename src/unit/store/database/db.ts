import Database from "better-sqlite3";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";

/** One connection, encrypted; better-sqlite3 is synchronous, so a long statement holds up its thread. */
export type Db = Database.Database;

/** An open database. `purging(work)` is the only way to delete evidence: elsewhere the triggers refuse it. */
export interface OpenDatabase {
  readonly db: Db;
  readonly purging: <T>(work: () => T) => T;
}

// Compiled, a worker thread copies the WAL (checkpointer.ts) and SQLite's own way is the safety net behind it.
const autoCheckpointPages = import.meta.url.endsWith(".js") ? 16_000 : 1_000;

const migrationsFolder = new URL("./migrations/", import.meta.url);

interface Migration {
  readonly version: number;
  readonly sql: string;
}

function migrations(): readonly Migration[] {
  return readdirSync(migrationsFolder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({
      version: Number.parseInt(file, 10),
      sql: readFileSync(new URL(file, migrationsFolder), "utf8"),
    }));
}

/** Connects with the raw 256-bit key (SQLCipher 4 format: AES-256-CBC and HMAC-SHA-512 on every page). */
export function connect(path: string, key: Uint8Array, options: { readonly readonly?: boolean } = {}): Db {
  const db = new Database(path, {
    readonly: options.readonly ?? false,
    fileMustExist: options.readonly ?? false,
  });
  try {
    db.pragma("cipher = 'sqlcipher'");
    db.pragma(`key = "x'${Buffer.from(key).toString("hex")}'"`);
    // SQLite's own default. better-sqlite3's 16 MB only fill up, over hours, with pages that are never asked for again.
    db.pragma("cache_size = -2000");
    // Other processes (commands beside the daemon) hold the write lock for milliseconds.
    db.pragma("busy_timeout = 5000");
    db.prepare("SELECT count(*) FROM sqlite_master").get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whether an error of SQLite says that the file is damaged (or that its key is wrong, which looks the same). */
export function saysCorrupt(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB" || code === "SQLITE_IOERR_DATA";
}

/**
 * Opens the evidence database for writing, made durable at every commit (`synchronous = FULL`), and migrates it.
 * Throws DB_NEWER for a database of a later version, SqliteError for a damaged one; neither is changed.
 */
export function openDatabase(path: string, key: Uint8Array): OpenDatabase {
  const fresh = !existsSync(path);
  const db = connect(path, key);
  try {
    const steps = migrations();
    const version = db.pragma("user_version", { simple: true }) as number;
    const newest = steps.at(-1)?.version ?? 0;
    if (version > newest) {
      throw new TagwatchError(
        "DB_NEWER",
        `${path} has version ${String(version)}, this program knows ${String(newest)}`,
      );
    }
    if (!fresh && version === 0 && hasTables(db)) {
      throw new TagwatchError("DB_NEWER", `${path} is not a database of this program`);
    }
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    db.pragma("secure_delete = ON");
    // Above the length at which the checkpointer begins: a WAL that is cut and grown anew costs the file system more.
    db.pragma("journal_size_limit = 8388608");
    db.pragma(`wal_autocheckpoint = ${String(autoCheckpointPages)}`);
    const purging = definePurging(db);
    for (const step of steps.filter((one) => one.version > version)) migrate(db, step);
    return { db, purging };
  } catch (error) {
    db.close();
    throw error;
  }
}

function hasTables(db: Db): boolean {
  return (db.prepare("SELECT count(*) AS n FROM sqlite_master").get() as { n: number }).n > 0;
}

function migrate(db: Db, step: Migration): void {
  db.transaction(() => {
    db.exec(step.sql);
    db.pragma(`user_version = ${String(step.version)}`);
  }).immediate();
}

function definePurging(db: Db): OpenDatabase["purging"] {
  let allowed = false;
  db.function("purging", { deterministic: false }, () => (allowed ? 1 : 0));
  return (work) => {
    allowed = true;
    try {
      return work();
    } finally {
      allowed = false;
    }
  };
}

/** Whether the disk takes nothing at this moment (SQLite result codes; errno(3)): the database itself is not to blame. */
export function isRefusedByDisk(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code !== "string") return false;
  return (
    ["SQLITE_FULL", "ENOSPC", "EDQUOT", "EROFS", "EIO"].includes(code) ||
    /^SQLITE_(IOERR|READONLY)/.test(code)
  );
}
