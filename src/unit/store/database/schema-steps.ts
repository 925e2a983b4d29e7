// The steps by which the database came to its present form, and what older programs may do with what a step made.
import { readFileSync, readdirSync } from "node:fs";
import type { Db } from "./db.js";
import { putNote, readNote } from "./notes.js";

/** One file of `migrations/`. */
export interface SchemaStep {
  readonly version: number;
  /** A program that does not know the step may go on writing: the file begins with `-- additive: WHY`. */
  readonly additive: boolean;
  readonly sql: string;
  /** What stands under `-- after an older program wrote:`; it may run any number of times. */
  readonly makeGood: string;
}

const folder = new URL("./migrations/", import.meta.url);
const additiveHead = /^-- additive: \S/;
const makeGoodHead = /^-- after an older program wrote:.*$/m;

/** Takes a migration apart; `file` begins with its number. */
export function parseStep(file: string, text: string): SchemaStep {
  const [sql = "", makeGood = ""] = text.split(makeGoodHead);
  return { version: Number.parseInt(file, 10), additive: additiveHead.test(text), sql, makeGood };
}

/** All steps that this program knows, oldest first. */
export function schemaSteps(): readonly SchemaStep[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => parseStep(file, readFileSync(new URL(file, folder), "utf8")));
}

const leastKey = "least program";
const olderKey = "older program wrote";

/** Makes one step, whole or not at all, and writes down the least version that a program must know to write from now on. */
export function makeStep(db: Db, steps: readonly SchemaStep[], step: SchemaStep): void {
  const least = Math.max(0, ...steps.flatMap((one) => (breaks(one, step.version) ? [one.version] : [])));
  db.transaction(() => {
    db.exec(step.sql);
    putNote(db, leastKey, { version: step.version, least });
    db.pragma(`user_version = ${String(step.version)}`);
  }).immediate();
}

const breaks = (step: SchemaStep, upTo: number): boolean => !step.additive && step.version <= upTo;

/** Whether a database of version `version` says that a program which knows `known` may write in it. */
export function mayWriteIn(db: Db, version: number, known: number): boolean {
  const isNoted = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'notes'").get() !== undefined;
  const note = (isNoted ? readNote(db, leastKey) : null) as {
    readonly version?: unknown;
    readonly least?: unknown;
  } | null;
  // Of another version, the note says nothing of this one.
  return note?.version === version && typeof note.least === "number" && note.least <= known;
}

/** Leaves word for the newer program that one which knows only `known` writes from now on. */
export function leaveWord(db: Db, known: number): void {
  db.transaction(() => {
    const before = olderWriter(db);
    if (before === null || before > known) putNote(db, olderKey, known);
  }).immediate();
}

/** Makes good what an older program did not keep up while it wrote, in one transaction with the end of its word. */
export function makeGoodAfterOlder(db: Db, steps: readonly SchemaStep[], version: number): void {
  if (version === 0 || olderWriter(db) === null) return;
  db.transaction(() => {
    const known = olderWriter(db) ?? version;
    for (const step of steps) if (step.version > known && step.version <= version) db.exec(step.makeGood);
    db.prepare("DELETE FROM notes WHERE key = ?").run(olderKey);
  }).immediate();
}

function olderWriter(db: Db): number | null {
  const known = readNote(db, olderKey);
  return typeof known === "number" ? known : null;
}
