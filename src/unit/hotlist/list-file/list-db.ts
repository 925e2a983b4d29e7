// The file of one list: encrypted SQLite holding blocks of rows, sorted key buckets, the filter and what is known of it.
import Database from "better-sqlite3";
import { keyVersion } from "../../../shared/domain/confusables.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Category } from "../../../shared/domain/categories.js";

/** A list file with another one is not opened, and its list is imported anew. */
export const formatVersion = 1;

/** What a list file says of itself. */
export interface ListMeta {
  readonly format: number;
  readonly keyVersion: number;
  readonly source: string;
  /** Entries, doubles not counted. */
  readonly entries: number;
  readonly rows: number;
  readonly patterns: number;
  /** Key buckets are numbered by so many upper bits of the hash. */
  readonly bucketBits: number;
  readonly layouts: readonly (readonly string[])[];
  readonly categories: Readonly<Partial<Record<Category, number>>>;
  readonly listDate: Millis | null;
  /** Entries the previous list did not have; "all" when there was none. */
  readonly added: number | "all";
}

const schema = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE block (id INTEGER PRIMARY KEY, rows BLOB NOT NULL);
  CREATE TABLE bucket (id INTEGER PRIMARY KEY, items BLOB NOT NULL);
  CREATE TABLE pattern (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
  CREATE TABLE part (kind TEXT NOT NULL, id INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, id));
`;

function unlock(db: Database.Database, key: Buffer): void {
  db.pragma("cipher='sqlcipher'");
  db.pragma(`key="x'${key.toString("hex")}'"`);
}

/** A key has 32 bytes. Where list files are sealed or opened, several may stand in a row: the first seals. */
export const keyBytes = 32;

/** Opens a new file for building. No journal: a half-built file is thrown away, never repaired. */
export function createListDb(path: string, key: Buffer): Database.Database {
  const db = new Database(path);
  unlock(db, key.subarray(0, keyBytes));
  db.pragma("page_size=8192");
  db.pragma("journal_mode=OFF");
  db.pragma("synchronous=OFF");
  db.pragma("locking_mode=EXCLUSIVE");
  db.pragma("temp_store=MEMORY");
  db.pragma("cache_size=-8192");
  db.exec(schema);
  return db;
}

/** Opens a list file for reading with one of the keys. Throws when none is its key or the file is damaged. */
export function openListDb(path: string, keys: Buffer): Database.Database {
  let why: unknown;
  for (let at = 0; at < keys.length; at += keyBytes) {
    try {
      return openWith(path, keys.subarray(at, at + keyBytes));
    } catch (error) {
      // What the key in use says of the file counts.
      why ??= error;
    }
  }
  throw why;
}

function openWith(path: string, key: Buffer): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    unlock(db, key);
    // The inner pages of the longest list; leaves are hardly ever asked for twice.
    db.pragma("cache_size=-2048");
    db.pragma("temp_store=MEMORY");
    const meta = readMeta(db);
    if (meta.format !== formatVersion || meta.keyVersion !== keyVersion) {
      throw new Error("the list file was made by another version: import the list again");
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Encrypts a whole file under the first key, which one of the others opens. Only for a copy: cut, it is worthless. */
export function rekey(path: string, keys: Buffer): void {
  const first = keys.subarray(0, keyBytes);
  for (let at = keyBytes; at < keys.length; at += keyBytes) {
    const db = new Database(path, { fileMustExist: true });
    try {
      unlock(db, keys.subarray(at, at + keyBytes));
      readMeta(db);
      db.pragma("journal_mode=OFF");
      db.pragma(`rekey="x'${first.toString("hex")}'"`);
      return;
    } catch (error) {
      if (at + keyBytes >= keys.length) throw error;
    } finally {
      db.close();
    }
  }
}

/** Written last: a list file without it is not complete. */
export function writeMeta(db: Database.Database, meta: ListMeta): void {
  db.prepare("INSERT INTO meta VALUES ('list', ?)").run(JSON.stringify(meta));
}

/** Throws when the list file is not complete. */
export function readMeta(db: Database.Database): ListMeta {
  const row = db.prepare("SELECT value FROM meta WHERE name = 'list'").get() as
    { readonly value: string } | undefined;
  if (!row) throw new Error("the list file is not complete");
  return JSON.parse(row.value) as ListMeta;
}
