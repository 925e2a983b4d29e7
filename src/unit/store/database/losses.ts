// What a store must have and had not when it was opened. Each is a line of the audit trail for good, which verification
// names, and waits in the database until a daemon has reported it as a fault: whoever opened the store first may have been a command.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Millis } from "../../../shared/domain/types.js";
import { type AuditEvent, daemonActor } from "../../../shared/domain/actor.js";
import type { Db } from "./db.js";
import { putNote, readNote } from "./notes.js";
import type { StorePaths } from "./paths.js";

/** Event of the audit trail by which a loss is remembered, and what it means. */
export const losses = {
  "chain.witness-missing":
    "the witness of the chain was missing or held no head: the database may be an older copy of itself; compare a head kept elsewhere (tagwatch evidence verify --head)",
  "store.database-missing":
    "the database and the witness of the chain were gone while keys of an earlier time were there",
  "keys.signing-replaced":
    "the unit's signing key was missing or damaged and a new one was made: signatures since then are by another key",
  "pictures.key-lost":
    "the key of pictures was missing or damaged: those sealed under it cannot be opened any more",
  "pictures.without-record":
    "pictures were there whose records are gone while the database was put back or lost: they are kept in set-aside below the store",
} as const;

/** What was lost, as it stands in the trail. */
export type Loss = keyof typeof losses;

/** Whether a link's reference names a loss. */
export const isLoss = (ref: string): ref is Loss => ref in losses;

/**
 * Whether nothing in the folder was ever used: only then are a missing database, anchor and key the first start. Database
 * and anchor themselves say nothing here, for a first start that was killed leaves both, empty.
 */
export function isUnused(paths: StorePaths): boolean {
  const holds = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;
  const folders = [
    join(paths.keys, "public"),
    paths.vaultKeys,
    paths.pictures,
    paths.setAside,
    paths.exports,
  ];
  return !existsSync(paths.holds) && !folders.some(holds);
}

const noteKey = "untold losses";
const orphansKey = "orphans are kept";

/** The database was put back, or is new where an older one was: pictures without a record may be all that is left of it. */
export const keepOrphans = (db: Db): void => putNote(db, orphansKey, true);
/** Whether the next sweep keeps pictures without a record. */
export const areOrphansKept = (db: Db): boolean => readNote(db, orphansKey) !== null;
/** The sweep is through. */
export const orphansDone = (db: Db): void =>
  void db.prepare("DELETE FROM notes WHERE key = ?").run(orphansKey);

/** Writes the line and remembers to tell it. Belongs inside a transaction. */
export function recordLoss(db: Db, append: (event: AuditEvent) => void, loss: Loss, at: Millis): void {
  append({ at, actor: daemonActor, event: loss, outcome: "failure" });
  const value = [...untoldLosses(db), loss].join(" ");
  db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)").run(noteKey, value);
}

/** Losses that no daemon has reported yet. */
export function untoldLosses(db: Db): readonly Loss[] {
  const row = db.prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?").get(noteKey);
  return (row?.value.split(" ") ?? []).filter(isLoss);
}

/** They are reported. */
export function forgetLosses(db: Db): void {
  db.prepare("DELETE FROM notes WHERE key = ?").run(noteKey);
}
