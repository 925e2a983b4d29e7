// Fills a new list file: rows go into blocks as they come, keys and identities into memory, and both are written sorted.
import type Database from "better-sqlite3";
import { keyOf, keyVersion } from "../../../shared/domain/confusables.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Category } from "../../../shared/domain/categories.js";
import type { Row } from "../../../shared/hotlist/complete.js";
import { createFilter } from "./filter.js";
import { hashText, type Hash } from "./hash.js";
import { createIdCursor, createIdList, createIdWriter, type IdList } from "./id-list.js";
import { bucketOf, createKeyIndex, mostRows, type KeyIndex } from "./key-index.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import { formatVersion, writeMeta, type ListMeta } from "./list-db.js";
import { writePart } from "./parts.js";
import { createLayouts, joinBlock, packRow, rowsPerBlock } from "./packed.js";
import { hashIdentity } from "./entry.js";

/** Patterns are tried one by one on every read, so a list of them must be short. */
export const mostPatterns = 2_000;
const keysPerBucket = 64;
/** Most bytes UTF-8 takes for one unit of a JavaScript text. */
const mostUtf8 = 3;
const isPattern = /[*?]/;

/** Takes rows in the order of the file; `finish` is called once. */
export interface ListBuilder {
  /** Takes a row. Throws NotAList when the list is too long. */
  add(row: Row): void;
  /** Writes everything that waits. `previous` is the list in force, null for none. */
  finish(previous: Database.Database | null, listDate: Millis | null): ListMeta;
  readonly rows: number;
}

/** Fills `db`, which `createListDb` made; `source` is part of every entry's identity. */
export function createListBuilder(db: Database.Database, source: string): ListBuilder {
  const layouts = createLayouts();
  const keys = createKeyIndex();
  const ids = createIdList();
  const categories = new Map<Category, number>();
  const insertBlock = db.prepare("INSERT INTO block VALUES (?, ?)");
  const insertPattern = db.prepare("INSERT INTO pattern (row) VALUES (?)");
  const hash: Hash = { high: 0, low: 0 };
  let waiting: string[] = [];
  let bytes = Buffer.alloc(1 << 16);
  let rows = 0;
  let patterns = 0;

  function flush(): void {
    if (waiting.length === 0) return;
    const block = joinBlock(waiting);
    if (block.length * mostUtf8 > bytes.length) bytes = Buffer.alloc(block.length * mostUtf8);
    // The statement copies it, so one buffer does for all blocks.
    insertBlock.run(Math.floor((rows - 1) / rowsPerBlock), bytes.subarray(0, bytes.write(block)));
    waiting = [];
  }

  function addPattern(row: Row): void {
    if (++patterns > mostPatterns)
      throw new NotAList(`more than ${String(mostPatterns)} plates with wildcards`);
    insertPattern.run(packRow(row, layouts.numberOf(row.names)));
  }

  return {
    get rows() {
      return rows + patterns;
    },
    add: (row) => {
      categories.set(row.category, (categories.get(row.category) ?? 0) + 1);
      ids.add(hashIdentity(source, row, hash));
      if (isPattern.test(row.plate)) return addPattern(row);
      if (rows === mostRows) throw new NotAList(`more than ${String(mostRows)} entries`);
      keys.add(hashText(keyOf(row.plate), hash), rows++);
      waiting.push(packRow(row, layouts.numberOf(row.names)));
      if (waiting.length === rowsPerBlock) flush();
    },
    finish: (previous, listDate) => {
      flush();
      const bucketBits = writeKeys(db, keys);
      const { entries, added } = writeIds(db, ids, previous);
      const meta: ListMeta = {
        format: formatVersion,
        keyVersion,
        source,
        entries,
        rows,
        patterns,
        bucketBits,
        layouts: layouts.all,
        categories: Object.fromEntries(categories),
        listDate,
        added,
      };
      writeMeta(db, meta);
      return meta;
    },
  };
}

/** Writes the sorted identities, and those of them that the list in force does not have. */
function writeIds(
  db: Database.Database,
  ids: IdList,
  previous: Database.Database | null,
): Pick<ListMeta, "entries" | "added"> {
  const all = createIdWriter(db, "ids");
  if (!previous) {
    ids.drain((id) => all.add(id));
    return { entries: all.finish(), added: "all" };
  }
  const fresh = createIdWriter(db, "added");
  const old = createIdCursor(previous);
  try {
    ids.drain((id) => {
      all.add(id);
      if (!old.has(id)) fresh.add(id);
    });
  } finally {
    old.close();
  }
  return { entries: all.finish(), added: fresh.finish() };
}

/** Writes the sorted keys as buckets, and the filter in front of them. Returns the bits that number a bucket. */
function writeKeys(db: Database.Database, keys: KeyIndex): number {
  const bits = Math.max(0, Math.min(16, Math.ceil(Math.log2(Math.max(1, keys.count) / keysPerBucket))));
  const insert = db.prepare("INSERT INTO bucket VALUES (?, ?)");
  const filter = createFilter(keys.count);
  const hash: Hash = { high: 0, low: 0 };
  let bucket = -1;
  let items: number[] = [];
  const flush = (): void => {
    if (items.length > 0) insert.run(bucket, Buffer.from(Uint32Array.from(items).buffer));
    items = [];
  };
  keys.drain((high, low) => {
    hash.high = high;
    hash.low = low;
    filter.add(hash);
    const number = bucketOf(hash, bits);
    if (number !== bucket) {
      flush();
      bucket = number;
    }
    items.push(low, high);
  });
  flush();
  writePart(db, "filter", new Uint8Array(filter.words.buffer));
  return bits;
}
