// The space guard: what is given up when the disk fills, in this order: pictures of uploaded reads without a hit, then of
// waiting ones, then new reads without a hit. Hits, and what waits to be told of them, are never given up.
import { statfs } from "node:fs/promises";
import type { StoreConfig } from "../../config/schema.js";
import type { Clock, Faults, Log } from "../../../shared/domain/ports.js";
import type { Checkpointer } from "../database/checkpointer.js";
import type { Keys } from "../keys/keys.js";
import type { Pictures } from "../keys/pictures.js";
import type { PictureRef } from "../keys/picture-file.js";
import { removeFiles } from "./purge.js";
import { createPace, runBatch } from "./pace.js";
import { putReceipt } from "../ledger/receipts.js";
import { rangesOf } from "../../../shared/evidence/receipt.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { CurrentDb } from "../tables/current-db.js";
import { withVaults } from "../tables/reads.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What the guard measures and may remove; `floors` is the configuration's `store.space`. */
export interface SpaceDeps {
  readonly dir: string;
  readonly sessions: CurrentDb;
  readonly keys: Keys;
  readonly pictures: Pictures;
  readonly checkpointer: Checkpointer;
  readonly floors: StoreConfig["space"];
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Free bytes below `dir`; replaced in tests. */
  readonly free?: () => Promise<number>;
}

/** How short space is: 0 enough, 1 pictures are being removed, 2 new plain reads go without pictures, 3 hits only. */
export type Shortage = 0 | 1 | 2 | 3;

/** Looks when it is told to; `shortage` and `freeBytes` are of the last look. */
export interface SpaceGuard {
  /** Measures free space and removes what the floors demand. */
  check(signal: AbortSignal): Promise<void>;
  shortage(): Shortage;
  freeBytes(): number;
}

// Removing stops a little above the floor, so that the guard does not work at every read.
const slack = 1.05;

/** Free bytes for this user on the file system of `dir`. */
export async function measureFreeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

/** Watches the floors of free space. */
export function createSpaceGuard(deps: SpaceDeps): SpaceGuard {
  const { floors, faults, log, clock, sessions } = deps;
  const measure = deps.free ?? ((): Promise<number> => measureFreeBytes(deps.dir));
  let free = Infinity;
  let shortage: Shortage = 0;

  async function evictUntil(goal: number, waiting: boolean, signal: AbortSignal): Promise<number> {
    const pace = createPace(clock);
    let count = 0;
    while (free < goal && !signal.aborted) {
      const files = await runBatch(deps, pace, signal, (s) => evictBatch(s, deps, waiting, pace.size()));
      if (files.length === 0) break;
      await removeFiles(deps.pictures, files);
      count += files.length;
      free = await measure();
      await clock.sleep(1, signal);
    }
    if (count > 0) log.warn("pictures were removed for lack of space", { count, waiting, freeBytes: free });
    return count;
  }

  function report(evicted: number): void {
    const text = `${(free / 1e6).toFixed(0)} MB are free; ${lostWords[shortage]}`;
    if (shortage === 0) faults.clear("DISK_FLOOR", "store");
    else
      faults.raise({
        code: "DISK_FLOOR",
        subject: "store",
        severity: shortage > 1 ? "critical" : "warning",
        text,
      });
    if (evicted === 0) return;
    sessions.run((s) =>
      s.write(() =>
        s.audit.append({
          at: clock.now(),
          actor: daemonActor,
          event: "space.pictures-removed",
          outcome: "success",
          detail: { pictures: evicted, freeBytes: free },
        }),
      ),
    );
  }

  return {
    async check(signal) {
      free = await measure();
      let evicted = 0;
      if (free < floors.pictures) evicted += await evictUntil(floors.pictures * slack, false, signal);
      if (free < floors.reads) evicted += await evictUntil(floors.reads * slack, true, signal);
      shortage = free < floors.hits ? 3 : free < floors.reads ? 2 : free < floors.pictures ? 1 : 0;
      report(evicted);
    },
    shortage: () => shortage,
    freeBytes: () => free,
  };
}

const lostWords: Readonly<Record<Shortage, string>> = {
  0: "enough",
  1: "pictures of uploaded reads without a hit are removed",
  2: "reads without a hit are kept without pictures",
  3: "only hits are recorded",
};

interface Evicted {
  readonly seq: number;
  readonly id: string;
  readonly revision: number;
  readonly pictures: string;
  readonly kept_from: number;
}

/** Vaults of plain reads in the order of the chain: their names are days by a clock that may have been wrong. */
function plainVaults({ db }: EvidenceDb): readonly string[] {
  return db
    .prepare<[], { name: string }>(
      `${withVaults} SELECT name FROM vaults WHERE name GLOB '????-??-??.read'` +
        " ORDER BY (SELECT min(seq) FROM reads WHERE pictures = vaults.name)",
    )
    .all()
    .map(({ name }) => name);
}

/** Takes the pictures of the oldest plain reads out of their rows, with a receipt; belongs inside a transaction. `waiting` includes those not uploaded. */
function evictBatch(
  session: EvidenceDb,
  { keys, clock }: SpaceDeps,
  waiting: boolean,
  limit: number,
): readonly (PictureRef & { readonly vault: string })[] {
  const uploaded =
    "NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.seq BETWEEN first_message AND last_message)";
  const oldest = session.db.prepare<[string, number], Evicted>(
    "SELECT seq, id, revision, pictures, kept_from FROM reads INDEXED BY reads_by_vault" +
      ` WHERE pictures = ? AND ${waiting ? "1" : uploaded} ORDER BY seq LIMIT ?`,
  );
  const rows: Evicted[] = [];
  for (const vault of plainVaults(session)) {
    if (rows.length < limit) rows.push(...oldest.all(vault, limit - rows.length));
  }
  if (rows.length === 0) return [];
  for (const row of rows) session.reads.moved(row.seq, null);
  putReceipt(session, keys, {
    version: 1,
    gone: "pictures",
    reason: "space",
    class: "read",
    count: rows.length,
    unsent: 0,
    links: rangesOf(rows.map((row) => row.seq)),
    firstAt: rows[0].kept_from,
    lastAt: rows.at(-1)!.kept_from,
    at: clock.now(),
  });
  return rows.map((row) => ({ readId: row.id, revision: row.revision, vault: row.pictures }));
}
