// Everything that hangs on one open database. When a database is set aside the whole of it is replaced by a new one.
import type { Millis } from "../../../shared/domain/types.js";
import { createAuditTable, type AuditTable } from "./audit.js";
import { createBodies, type Bodies } from "./bodies.js";
import { sealBody, type ChainHead } from "../../../shared/evidence/chain.js";
import { createChain, type Chain } from "../ledger/links.js";
import { isEncrypted } from "../../../shared/platform/encrypted.js";
import type { Db } from "../database/db.js";
import { openDatabase, type OpenDatabase } from "../database/open.js";
import { createHits, type HitTable } from "./hits.js";
import type { Keys } from "../keys/keys.js";
import { keepOrphans, recordLoss, type Loss } from "../database/losses.js";
import { createOutbox, type OutboxTable } from "./outbox.js";
import type { StorePaths } from "../database/paths.js";
import { createReads, type ReadTable } from "./reads.js";
import { openExternalAnchor, type ExternalAnchor } from "../ledger/external-anchor.js";
import { createAnchoring } from "./anchoring.js";
import { createUpkeepTable, type UpkeepTable } from "./upkeep.js";
import { createWriting, type Writing } from "./writing.js";

/** Made anew with each database: whoever keeps an old one does not see the new. */
export interface EvidenceDb extends Writing {
  readonly db: Db;
  /** The file lies encrypted on the disk, as measured when it was opened. */
  readonly encrypted: boolean;
  readonly purging: OpenDatabase["purging"];
  readonly newer: OpenDatabase["newer"];
  readonly chain: Chain;
  readonly anchor: ExternalAnchor;
  /** What could not be read of it so far. */
  readonly bodies: Bodies;
  readonly reads: ReadTable;
  readonly hits: HitTable;
  readonly audit: AuditTable;
  readonly outbox: OutboxTable;
  readonly upkeep: UpkeepTable;
  /** What the external anchor says about the database just opened; null when they agree. */
  readonly tail: TailLoss | null;
  close(): void;
}

/** The database ends before the head in the external anchor, or has another hash there. */
export interface TailLoss {
  readonly anchored: ChainHead;
  readonly found: ChainHead;
}

/** Why and after what a chain begins. */
export interface ChainStart {
  readonly reason: "first start" | "database set aside";
  readonly after: ChainHead | null;
  readonly setAside?: string;
}

/** What one database is opened with. */
export interface EvidenceDbDeps {
  readonly paths: StorePaths;
  readonly keys: Keys;
  readonly now: () => Millis;
  readonly start: ChainStart;
  /** The external anchor could not be written; the record itself is safe. */
  readonly onAnchorFault: (error: unknown) => void;
}

/** Opens the database and all its tables. Throws what `openDatabase` throws. */
export function openEvidenceDb(deps: EvidenceDbDeps): EvidenceDb {
  const open = openDatabase(deps.paths.database, deps.keys.database);
  try {
    return assemble(open, deps);
  } catch (error) {
    open.db.close();
    throw error;
  }
}

/** The tables over one open database; a chain that has lost something says so before anything else is written. */
function assemble({ db, purging, newer }: OpenDatabase, deps: EvidenceDbDeps): EvidenceDb {
  const { paths, keys, now, start, onAnchorFault } = deps;
  const anchor = openExternalAnchor(paths.anchor, keys.anchor);
  const anchored = anchor.get();
  const floor = Math.max(anchored?.seq ?? 0, start.after?.seq ?? 0);
  const chain = createChain(db, floor);
  const bodies = createBodies();
  const reads = createReads(db, chain, bodies);
  const upkeep = createUpkeepTable(db);
  const tail = findTailLoss(db, chain.head(), anchored);
  const anchoring = createAnchoring(anchor, onAnchorFault);
  const writing = createWriting(db, chain, anchoring, `${paths.database}-wal`);
  const lost = findLosses(keys, start, { head: chain.head(), anchored });
  if (chain.head().seq === 0) writing.write(() => begin(db, chain, start, now()));
  const audit = createAuditTable(db, chain, bodies);
  if (lost.length > 0 || tail)
    writing.write(() => {
      lost.forEach((loss) => recordLoss(db, (line) => audit.append(line), loss, now()));
      keepOrphans(db);
    });
  keys.publish();
  return {
    db,
    encrypted: isEncrypted(db),
    purging,
    newer,
    chain,
    anchor,
    bodies,
    reads,
    hits: createHits(db, chain, { reads, bodies }),
    audit,
    outbox: createOutbox(db, upkeep, now),
    upkeep,
    tail,
    ...writing,
    close: () => {
      anchor.close();
      db.close();
    },
  };
}

/** A chain that has begun has an external anchor; a chain that begins anew does so in a folder that was never used, or is told why. */
function findLosses(
  keys: Keys,
  start: ChainStart,
  { head, anchored }: { readonly head: ChainHead; readonly anchored: ChainHead | null },
): readonly Loss[] {
  const isBegun = head.seq > 0;
  // Killed in the first start, between the first link and the anchor: nothing is recorded that could be gone.
  const isJustBegun = head.seq === 1 && keys.isUnused;
  const isUsed = !keys.isUnused || head.seq > 1;
  return [
    ...(isBegun && !isJustBegun && !anchored ? (["chain.witness-missing"] as const) : []),
    ...(!isBegun && !anchored && !keys.isUnused && start.reason === "first start"
      ? (["store.database-missing"] as const)
      : []),
    ...(keys.isSigningNew && isUsed ? (["keys.signing-replaced"] as const) : []),
  ];
}

/** The first link says why the chain begins. Message numbers start at the time, above those of any earlier database. */
function begin(db: Db, chain: Chain, start: ChainStart, at: Millis): void {
  const sealed = sealBody(start, Buffer.alloc(0));
  chain.append("start", sealed.body, at, sealed.digest);
  db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)").run(at);
}

function findTailLoss(db: Db, head: ChainHead, anchored: ChainHead | null): TailLoss | null {
  if (!anchored) return null;
  const row = db
    .prepare<[number], { hash: Buffer }>("SELECT hash FROM links WHERE seq = ?")
    .get(anchored.seq);
  return row?.hash.toString("hex") === anchored.hash ? null : { anchored, found: head };
}
