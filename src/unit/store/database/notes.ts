import type { Db } from "./db.js";

/** Reads a note of the database as JSON; null when there is none or it does not parse. */
export function readNote(db: Db, key: string): unknown {
  const row = db.prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?").get(key);
  if (!row) return null;
  try {
    return JSON.parse(row.value) as unknown;
  } catch {
    return null;
  }
}

/** Replaces a note; belongs inside a transaction. */
export function putNote(db: Db, key: string, value: unknown): void {
  db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)").run(key, JSON.stringify(value));
}
