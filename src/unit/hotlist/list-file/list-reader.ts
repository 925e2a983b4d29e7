// Looks keys up in one list file: filter in memory, then bucket, then block, then the row's own key to be sure.
import type Database from "better-sqlite3";
import { keyOf } from "../../../shared/domain/confusables.js";
import type { HotlistEntry } from "../../../shared/domain/types.js";
import { isEncrypted } from "../../../shared/platform/encrypted.js";
import { filterOver } from "./filter.js";
import { hashText, type Hash } from "./hash.js";
import { hasId, idNumber } from "./id-list.js";
import { bucketOf, rowsInBucket } from "./key-index.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import { openListDb, readMeta, type ListMeta } from "./list-db.js";
import { readPart, readPartInSteps } from "./parts.js";
import { rowsPerBlock, splitBlock, unpackToRow } from "./packed.js";
import { entryOfRow, hashIdentity } from "./entry.js";

/** One list file, opened to read. Most look-ups end in the filter and never touch the file. */
export interface ListReader {
  readonly meta: ListMeta;
  /** The file lies encrypted on the disk. */
  readonly encrypted: boolean;
  /** Appends the entries listed under a key to `into`, each with other dates or another priority. `hash` is that of the key. */
  find(key: string, hash: Hash, into: HotlistEntry[]): void;
  readonly patterns: readonly HotlistEntry[];
  /** Every row, at once: for short lists only. */
  all(): readonly HotlistEntry[];
  /** Whether an entry was not in the list before this one. */
  isNew(entry: HotlistEntry): boolean;
  close(): void;
}

/** Opens a list file for look-ups, in steps that leave the thread free in between. Throws when it is damaged. */
export async function openListReader(path: string, key: Buffer): Promise<ListReader> {
  const db = openListDb(path, key);
  try {
    return readerOver(db, await readPartInSteps(db, "filter"));
  } catch (error) {
    db.close();
    throw error;
  }
}

function readerOver(db: Database.Database, filterBytes: ArrayBuffer): ListReader {
  // A list file never changes, so one transaction does for all look-ups: each of its own would lock and unlock the file.
  db.exec("BEGIN");
  const meta = readMeta(db);
  const filter = filterOver(new Uint32Array(filterBytes));
  const selectBucket = db.prepare("SELECT items FROM bucket WHERE id = ?").pluck();
  const selectBlock = db.prepare("SELECT rows FROM block WHERE id = ?").pluck();
  const patterns = db
    .prepare("SELECT row FROM pattern ORDER BY id")
    .pluck()
    .all()
    .map((packed) => entryOfRow(unpackToRow(packed as string, meta.layouts), meta.source));
  let added: Buffer | undefined;
  return {
    meta,
    encrypted: isEncrypted(db),
    patterns,
    find: (key, hash, into) => {
      if (!filter.mayHold(hash)) return;
      const bucket = selectBucket.get(bucketOf(hash, meta.bucketBits)) as Buffer | undefined;
      if (!bucket) return;
      for (const row of rowsInBucket(bucket, hash)) {
        const entry = rowEntry(
          selectBlock.get(Math.floor(row / rowsPerBlock)) as Buffer | undefined,
          row,
          meta,
        );
        if (keyOf(entry.plate) === key && !into.some((other) => isRepeat(entry, other))) into.push(entry);
      }
    },
    all: () => {
      const blocks = db.prepare("SELECT rows FROM block ORDER BY id").pluck().all() as readonly Buffer[];
      const rows = blocks.flatMap((block) => splitBlock(block.toString("utf8")));
      return [
        ...rows.map((packed) => entryOfRow(unpackToRow(packed, meta.layouts), meta.source)),
        ...patterns,
      ];
    },
    isNew: (entry) => {
      if (meta.added === "all") return true;
      added ??= readPart(db, "added");
      return hasId(added, idNumber(identityOf(entry)));
    },
    close: () => db.close(),
  };
}

function isRepeat(a: HotlistEntry, b: HotlistEntry): boolean {
  const isSame = (key: "id" | "effectiveAt" | "expiresAt" | "priority"): boolean => a[key] === b[key];
  return isSame("id") && isSame("effectiveAt") && isSame("expiresAt") && isSame("priority");
}

function rowEntry(block: Buffer | undefined, row: number, meta: ListMeta): HotlistEntry {
  const packed = block ? splitBlock(block.toString("utf8"))[row % rowsPerBlock] : undefined;
  if (packed === undefined) throw new Error("a row of the list file is missing");
  return entryOfRow(unpackToRow(packed, meta.layouts), meta.source);
}

// An entry's id is the whole identity hash in hex.
function identityOf(entry: HotlistEntry): Hash {
  return { high: Number.parseInt(entry.id.slice(0, 8), 16), low: Number.parseInt(entry.id.slice(8), 16) };
}

const sampleSize = 256;

/** Opens a finished list file and finds a sample of its rows by their keys. Throws NotAList when one is not found. */
export async function checkSample(path: string, key: Buffer): Promise<void> {
  await checkList(path, key, sampleSize);
}

/** Finds every row (or about `sample` blocks of rows) of a list file by its key. Returns the number of rows tried. */
export async function checkList(
  path: string,
  key: Buffer,
  sample = Number.POSITIVE_INFINITY,
): Promise<number> {
  const db: Database.Database = openListDb(path, key);
  const reader = await openListReader(path, key);
  try {
    const blocks = Math.ceil(reader.meta.rows / rowsPerBlock);
    const step = Math.max(1, Math.floor(blocks / sample));
    let tried = 0;
    for (let id = 0; id < blocks; id += step) {
      const block = db.prepare("SELECT rows FROM block WHERE id = ?").pluck().get(id) as Buffer | undefined;
      if (!block) throw new NotAList("the list file was not written whole");
      const rows = splitBlock(block.toString("utf8"));
      const tries = sample === Number.POSITIVE_INFINITY ? rows : rows.slice(0, 1);
      for (const packed of tries) {
        findAgain(reader, unpackToRow(packed, reader.meta.layouts));
        tried++;
      }
    }
    return tried;
  } finally {
    reader.close();
    db.close();
  }
}

function findAgain(reader: ListReader, row: ReturnType<typeof unpackToRow>): void {
  const key = keyOf(row.plate);
  const found: HotlistEntry[] = [];
  reader.find(key, hashText(key, { high: 0, low: 0 }), found);
  const wanted = hashIdentity(reader.meta.source, row, { high: 0, low: 0 });
  const isThere = found.some((entry) => {
    const hash = identityOf(entry);
    return hash.high === wanted.high && hash.low === wanted.low;
  });
  if (!isThere) throw new NotAList("a row of the new list file is not found again: it was not written whole");
}
