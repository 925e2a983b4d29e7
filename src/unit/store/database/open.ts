import { existsSync } from "node:fs";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { connect, type Db } from "./db.js";
import {
  leaveWord,
  makeGoodAfterOlder,
  makeStep,
  mayWriteIn,
  schemaSteps,
  type SchemaStep,
} from "./schema-steps.js";

/** An open database. `purging(work)` is the only way to delete evidence: elsewhere the triggers refuse it. */
export interface OpenDatabase {
  readonly db: Db;
  readonly purging: <T>(work: () => T) => T;
  /** Version of a database that a newer program made and that this one may write in; null for any other. */
  readonly newer: number | null;
}

// Compiled, a worker thread copies the WAL (checkpointer.ts) and SQLite's own way is the safety net behind it.
const autoCheckpointPages = import.meta.url.endsWith(".js") ? 16_000 : 1_000;

/**
 * Opens the evidence database for writing, made durable at every commit (`synchronous = FULL`), and migrates it. One of a
 * later version that says that this program may write in it keeps that version. Throws DB_NEWER for any other of a later
 * version, SqliteError for a damaged one; neither is changed.
 */
export function openDatabase(path: string, key: Uint8Array, steps = schemaSteps()): OpenDatabase {
  const fresh = !existsSync(path);
  const db = connect(path, key);
  try {
    const version = db.pragma("user_version", { simple: true }) as number;
    const known = steps.at(-1)?.version ?? 0;
    const isNewer = version > known;
    if (isNewer && !mayWriteIn(db, version, known)) {
      throw new TagwatchError(
        "DB_NEWER",
        `${path} has version ${String(version)}, this program knows ${String(known)}`,
      );
    }
    if (!fresh && version === 0 && hasTables(db)) {
      throw new TagwatchError("DB_NEWER", `${path} is not a database of this program`);
    }
    prepareConnection(db);
    const purging = definePurging(db);
    if (isNewer) leaveWord(db, known);
    else bringUp(db, steps, version);
    return { db, purging, newer: isNewer ? version : null };
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareConnection(db: Db): void {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("secure_delete = ON");
  // Above the length at which the checkpointer begins: a WAL that is cut and grown anew costs the file system more.
  db.pragma("journal_size_limit = 8388608");
  db.pragma(`wal_autocheckpoint = ${String(autoCheckpointPages)}`);
}

function bringUp(db: Db, steps: readonly SchemaStep[], version: number): void {
  makeGoodAfterOlder(db, steps, version);
  for (const step of steps) if (step.version > version) makeStep(db, steps, step);
}

function hasTables(db: Db): boolean {
  return (db.prepare("SELECT count(*) AS n FROM sqlite_master").get() as { n: number }).n > 0;
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
