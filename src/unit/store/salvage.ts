// Messages that waited in a damaged database: whatever can still be read of them is promised again, so that hits and reads
// still reach the server. Ids are kept, so the receiver drops what it had. Pictures are not salvaged: their rows and
// hashes are gone from the new chain, the files stay with the set-aside database.
import Database from "better-sqlite3";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Log } from "../../shared/domain/ports.js";
import { outboxKinds, type OutboxDraft, type OutboxKind } from "../core/outbox.js";
import { connect, type Db } from "./database/db.js";
import { replaceFile } from "../../shared/platform/durable.js";
import type { Keys } from "./keys/keys.js";
import type { StorePaths } from "./database/paths.js";
import type { CurrentDb } from "./tables/current-db.js";
import { listSetAside, salvagedMarker, type SetAside } from "./database/set-aside.js";
import { errorText } from "../../shared/domain/error-text.js";
import { daemonActor } from "../../shared/domain/actor.js";

/** `currentDb` is the new database; the damaged ones are found below `paths`. */
export interface SalvageDeps {
  readonly currentDb: CurrentDb;
  readonly keys: Keys;
  readonly paths: StorePaths;
  readonly clock: Clock;
  readonly log: Log;
}

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly rank: number;
  readonly topic: string;
  readonly body: Buffer;
  readonly expires_at: number | null;
  readonly created_at: number;
}

const page = 100;
const kinds: readonly OutboxKind[] = ["hit", "disposition", "read", "fault"];

/** Takes what can be read out of every set-aside database that was not gone through before. Returns the messages saved. */
export async function salvageMessages(deps: SalvageDeps, signal: AbortSignal): Promise<number> {
  let total = 0;
  for (const one of listSetAside(deps.paths)) {
    if (signal.aborted || existsSync(join(one.folder, salvagedMarker))) continue;
    const saved = await salvageOne(deps, one, signal);
    if (signal.aborted) return total;
    replaceFile(join(one.folder, salvagedMarker), Buffer.from(`${String(saved)}\n`));
    report(deps, saved);
    total += saved;
  }
  return total;
}

async function salvageOne(deps: SalvageDeps, { folder }: SetAside, signal: AbortSignal): Promise<number> {
  const { keys, clock, log } = deps;
  const seen = new Set<number>();
  let db: Db | null = null;
  try {
    db = connect(join(folder, "tagwatch.db"), keys.database);
    for (const rows of readablePages(db)) {
      if (signal.aborted) break;
      const fresh = rows.filter((row) => !seen.has(row.seq));
      for (const row of fresh) seen.add(row.seq);
      putBack(deps, fresh);
      await clock.sleep(1, signal);
    }
  } catch (error) {
    log.warn("a set-aside database could not be read to its end", { reason: errorText(error) });
  } finally {
    db?.close();
  }
  return seen.size;
}

/** Hits first by the index, then by number from both ends: a damaged page stops each way at another place. */
function* readablePages(db: Db): Generator<readonly Row[]> {
  const columns = "SELECT seq, id, rank, topic, body, expires_at, created_at FROM outbox";
  const ranks = kinds.map((kind) => String(outboxKinds.indexOf(kind))).join(", ");
  const ways = [
    ...kinds.map((kind) => ({
      sql: `${columns} WHERE parked = 0 AND rank = ${String(outboxKinds.indexOf(kind))} AND seq > ? ORDER BY seq LIMIT ${String(page)}`,
      from: 0,
    })),
    {
      sql: `${columns} NOT INDEXED WHERE seq > ? AND rank IN (${ranks}) ORDER BY seq LIMIT ${String(page)}`,
      from: 0,
    },
    {
      sql: `${columns} NOT INDEXED WHERE seq < ? AND rank IN (${ranks}) ORDER BY seq DESC LIMIT ${String(page)}`,
      from: Number.MAX_SAFE_INTEGER,
    },
  ];
  for (const { sql, from } of ways) {
    try {
      const next = db.prepare<[number], Row>(sql);
      for (let rows = next.all(from); rows.length > 0; rows = next.all(rows.at(-1)!.seq)) yield rows;
    } catch (error) {
      // A damaged page ends this way through the table; the next may come from the other side.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
}

function putBack({ currentDb }: SalvageDeps, rows: readonly Row[]): void {
  const drafts = rows.map((row) => {
    const kind = outboxKinds[row.rank];
    const expires = row.expires_at === null ? {} : { expiresAt: row.expires_at };
    const draft: OutboxDraft = { id: row.id, kind, topic: row.topic, body: row.body, ...expires };
    return { draft, at: row.created_at };
  });
  if (drafts.length === 0) return;
  currentDb.run((s) => s.write(() => drafts.forEach(({ draft, at }) => s.outbox.putLoose(draft, at))));
}

function report({ currentDb, clock, log }: SalvageDeps, messages: number): void {
  log.warn("messages of a damaged database were taken over", { messages });
  const line = {
    at: clock.now(),
    actor: daemonActor,
    event: "store.salvaged",
    detail: { messages },
  } as const;
  currentDb.run((s) => s.write(() => s.audit.append({ ...line, outcome: "success" })));
}
