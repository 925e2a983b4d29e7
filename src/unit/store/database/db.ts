import Database from "better-sqlite3";

/** One connection, encrypted; better-sqlite3 is synchronous, so a long statement holds up its thread. */
export type Db = Database.Database;

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

/** Whether the disk takes nothing at this moment (SQLite result codes; errno(3)): the database itself is not to blame. */
export function isRefusedByDisk(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code !== "string") return false;
  return (
    ["SQLITE_FULL", "ENOSPC", "EDQUOT", "EROFS", "EIO"].includes(code) ||
    /^SQLITE_(IOERR|READONLY)/.test(code)
  );
}
