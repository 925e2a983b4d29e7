import { existsSync } from "node:fs";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Log } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import type { Actor, AuditEvent } from "../../shared/domain/actor.js";
import { saysCorrupt } from "./database/db.js";
import { openKeys, type Keys } from "./keys/keys.js";
import { takeLock } from "./database/lock.js";
import { storePaths, type StorePaths } from "./database/paths.js";
import { createPictures, type Pictures } from "./keys/pictures.js";
import { openEvidenceDb, type EvidenceDb } from "./tables/evidence-db.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { TrailKind } from "../../shared/domain/trail/kinds.js";

/** The store as commands use it, beside a running daemon or without one. It never sets anything aside. */
export interface StoreHandle {
  readonly evidence: EvidenceDb;
  readonly keys: Keys;
  readonly paths: StorePaths;
  readonly pictures: Pictures;
  readonly now: () => Millis;
  close(): void;
}

/** Opening the store for a command, beside a daemon that may be running. */
export interface StoreHandleDeps {
  readonly dir: string;
  /** 32 bytes. */
  readonly unitKey: Buffer;
  readonly now: () => Millis;
  readonly log: Log;
}

// Longer than rotating the keys or opening the store takes, shorter than a person waits.
const lockWaitMs = 3_000;

/** Opens an existing store. Throws INPUT_MISSING when there is none, STORE_BUSY while another has it alone, DB_KEY, DB_NEWER, and DB_CORRUPT for a damaged one. */
export function openStoreHandle(deps: StoreHandleDeps): StoreHandle {
  const { now } = deps;
  const paths = storePaths(deps.dir);
  if (!existsSync(paths.database))
    throw new TagwatchError("INPUT_MISSING", `there is no store in ${paths.dir}`);
  // Shared: what needs the store alone (a new unit key, a wipe) neither begins now nor is met half done.
  const lock = takeLock({ path: paths.lock, mode: "shared", who: "a command", waitMs: lockWaitMs, now });
  try {
    const handle = openLocked(deps, paths);
    const close = (): void => {
      handle.close();
      lock.release();
    };
    return { ...handle, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLocked({ unitKey, now, log }: StoreHandleDeps, paths: StorePaths): StoreHandle {
  const keys = openKeys(paths, unitKey, log);
  const pictures = createPictures(paths, keys);
  const start = { reason: "first start", after: null } as const;
  const onAnchorFault = (error: unknown): void =>
    log.error("the witness of the chain cannot be written", { reason: errorText(error) });
  try {
    const evidence = openEvidenceDb({ paths, keys, now, start, onAnchorFault });
    return { evidence, keys, paths, pictures, now, close: () => evidence.close() };
  } catch (cause) {
    if (!saysCorrupt(cause)) throw cause;
    throw new TagwatchError("DB_CORRUPT", `${paths.database} is damaged: ${errorText(cause)}`, {
      cause,
      hint: "the daemon sets it aside at its next start; keep the folder for recovery",
    });
  }
}

/** Writes an audit line of a command. */
export function auditedCommand(
  handle: StoreHandle,
  actor: Actor,
  event: TrailKind,
  line: Partial<Pick<AuditEvent, "object" | "detail" | "outcome">>,
): void {
  const { evidence, now } = handle;
  evidence.write(() => evidence.audit.append({ at: now(), actor, event, outcome: "success", ...line }));
}
