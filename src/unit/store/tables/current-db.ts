import { readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Clock, Faults, Log } from "../../../shared/domain/ports.js";
import { saysCorrupt } from "../database/db.js";
import { replaceFile } from "../../../shared/platform/durable.js";
import type { Keys } from "../keys/keys.js";
import { forgetLosses, losses, untoldLosses } from "../database/losses.js";
import type { StorePaths } from "../database/paths.js";
import { openEvidenceDb, type ChainStart, type EvidenceDb } from "./evidence-db.js";
import { setAside } from "../database/set-aside.js";
import { readUpkeep } from "../database/upkeep-rescue.js";
import type { ChainHead } from "../../../shared/evidence/chain.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { daemonActor } from "../../../shared/domain/actor.js";
import type { KindOf } from "../../../shared/domain/trail/kinds.js";

/** What opening a database takes, and telling what was found. */
export interface CurrentDbDeps {
  readonly paths: StorePaths;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}

/** The database in force, and what happens when its database proves damaged. */
export interface CurrentDb {
  current(): EvidenceDb;
  /** Runs `work`; when the database turns out damaged, sets it aside and runs `work` on a fresh one. */
  run<T>(work: (evidence: EvidenceDb) => T): T;
  /** Sets the database aside although no query met the damage yet (background check). */
  replace(reason: string): void;
  close(): void;
}

/** A replacement that failed is tried again so often at most: each try may wait for the disk. */
const retryNs = 5_000_000_000n;

/** No database is open; every use tries again. */
const closedFault = { code: "EVIDENCE_WRITE", subject: "database" } as const;

/** Opens the database. A damaged database is set aside and a fresh one begun, now and at any later time. */
export function openSessions(deps: CurrentDbDeps): CurrentDb {
  let evidence = openOrReplace(deps);
  let isOver = false;
  let failed: { readonly error: unknown; readonly at: bigint } | null = null;
  report(evidence, deps);
  if (evidence.newer !== null)
    deps.log.info("the database was made by a newer version, which lets this one go on writing in it", {
      version: evidence.newer,
    });

  /** Where a full or read-only disk forbids setting a database aside, none is left open: whoever needs one tries again. */
  function inForce(open: () => EvidenceDb): EvidenceDb {
    if (failed && deps.clock.monoNs() - failed.at < retryNs) throw failed.error;
    try {
      evidence = open();
      failed = null;
      deps.faults.clear(closedFault.code, closedFault.subject);
      report(evidence, deps);
      return evidence;
    } catch (error) {
      failed = { error, at: deps.clock.monoNs() };
      throw error;
    }
  }

  /** SQLite says "malformed" of a disk that gave an error once, too: only what a fresh connection says again is damage. */
  function again<T>(work: (evidence: EvidenceDb) => T, reason: unknown): T {
    const after = leave(evidence);
    deps.log.warn("the evidence database reads as damaged and is opened again", {
      reason: errorText(reason),
    });
    try {
      return work(inForce(() => openOrReplace(deps, after)));
    } catch (error) {
      if (!saysCorrupt(error)) throw error;
      return work(replaced(errorText(error)));
    }
  }

  function replaced(reason: string): EvidenceDb {
    return inForce(() => startAfresh(reason, leave(evidence), deps));
  }

  const current = (): EvidenceDb =>
    evidence.db.open || isOver ? evidence : inForce(() => openOrReplace(deps));
  return {
    current,
    run(work) {
      try {
        return work(current());
      } catch (error) {
        if (!saysCorrupt(error)) throw error;
        return again(work, error);
      }
    },
    replace: (reason) => void replaced(reason),
    close() {
      isOver = true;
      if (evidence.db.open) evidence.close();
    },
  };
}

function open(start: ChainStart, { paths, keys, clock, log }: CurrentDbDeps): EvidenceDb {
  return openEvidenceDb({
    paths,
    keys,
    start,
    now: () => clock.now(),
    onAnchorFault: (error) =>
      log.error("the witness of the chain cannot be written", { reason: errorText(error) }),
  });
}

const anyStart: ChainStart = { reason: "first start", after: null };

/** `after` is the last head of the database before, as far as it is known. */
function openOrReplace(deps: CurrentDbDeps, after: ChainHead | null = null): EvidenceDb {
  try {
    return open(anyStart, deps);
  } catch (error) {
    if (!saysCorrupt(error)) throw error;
    return startAfresh(errorText(error), after, deps);
  }
}

/** Closes a database that is of no more use, and returns the head that was anchored last. */
function leave(evidence: EvidenceDb): ChainHead | null {
  if (!evidence.db.open) return null;
  try {
    return evidence.anchor.get();
  } catch {
    return null;
  } finally {
    evidence.close();
  }
}

/** Throws what the disk says when the damaged database cannot be set aside; the damage is reported in any case. */
function startAfresh(reason: string, after: ChainHead | null, deps: CurrentDbDeps): EvidenceDb {
  const { paths, clock, log, faults } = deps;
  try {
    // A disk that cannot be written to gives errors of its own: then nothing is known of the database.
    proveDisk(paths);
    const { folder } = setAside(paths, clock.now());
    const fresh = open({ reason: "database set aside", after, setAside: basename(folder) }, deps);
    log.error("the evidence database was damaged and set aside", { reason, folder });
    const text = `the evidence database was damaged (${reason}); it was set aside in ${folder}`;
    faults.raise({ code: "DB_CORRUPT", subject: "store", severity: "critical", text });
    note(fresh, deps, "store.set-aside", { reason });
    takeUpkeepOver(fresh, join(folder, basename(paths.database)), deps);
    return fresh;
  } catch (error) {
    const text = `the evidence database cannot be read (${reason}), nor be set aside: ${errorText(error)}`;
    faults.raise({ ...closedFault, severity: "critical", text });
    throw error;
  }
}

/** Nobody but a person would say again who has the unit, or that something on it is broken. */
function takeUpkeepOver(fresh: EvidenceDb, damaged: string, { keys, log }: CurrentDbDeps): void {
  const rows = readUpkeep(damaged, keys.database);
  try {
    fresh.write(() => rows.forEach(({ kind, row }) => fresh.upkeep.put(kind, row)));
    log.warn("assignments, tours and standing faults of the damaged database were taken over", {
      rows: rows.length,
    });
  } catch (error) {
    log.error("nothing of the damaged database could be taken over", { reason: errorText(error) });
  }
}

/** Throws what the disk says of a small file that is written, flushed, read and removed. */
function proveDisk({ dir }: StorePaths): void {
  const file = join(dir, "disk-proof");
  const bytes = Buffer.alloc(4_096, 1);
  replaceFile(file, bytes);
  if (!readFileSync(file).equals(bytes)) throw new Error("the disk does not give back what was written");
  rmSync(file);
}

/** A database that is opened again while the daemon runs may have lost as much as one at the start. */
function report(evidence: EvidenceDb, deps: CurrentDbDeps): void {
  reportTail(evidence, deps);
  reportLosses(evidence, deps);
}

function reportTail(evidence: EvidenceDb, deps: CurrentDbDeps): void {
  if (!evidence.tail) return;
  const { anchored, found } = evidence.tail;
  const text = `records up to number ${String(anchored.seq)} were witnessed, the database ends at ${String(found.seq)}`;
  deps.faults.raise({ code: "DB_CORRUPT", subject: "chain", severity: "critical", text });
  note(evidence, deps, "chain.tail-lost", {
    witnessedSeq: anchored.seq,
    witnessedHash: anchored.hash,
    foundSeq: found.seq,
  });
}

function reportLosses(evidence: EvidenceDb, { faults }: CurrentDbDeps): void {
  for (const loss of untoldLosses(evidence.db))
    faults.raise({ code: "EVIDENCE_LOST", subject: loss, severity: "critical", text: losses[loss] });
  forgetLosses(evidence.db);
}

function note(
  evidence: EvidenceDb,
  { clock }: CurrentDbDeps,
  event: KindOf<"losses">,
  detail: Readonly<Record<string, string | number>>,
): void {
  evidence.write(() =>
    evidence.audit.append({ at: clock.now(), actor: daemonActor, event, outcome: "failure", detail }),
  );
}
