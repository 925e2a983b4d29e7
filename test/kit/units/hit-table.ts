// The store's own tables of hits, on a database that waits for no disk: for tests of thousands of steps.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import type { Disposition } from "../../../src/shared/domain/verification.js";
import { createBodies } from "../../../src/unit/store/tables/bodies.js";
import { createChain } from "../../../src/unit/store/ledger/links.js";
import type { Db } from "../../../src/unit/store/database/db.js";
import { openDatabase } from "../../../src/unit/store/database/open.js";
import { createHits, type HitTable } from "../../../src/unit/store/tables/hits.js";
import { createReads } from "../../../src/unit/store/tables/reads.js";
import { idAt, testTime } from "../samples/records.js";
import { unitKey } from "./store.js";
import { scratchFolder } from "./scratch.js";

export interface ScratchHits {
  readonly table: HitTable;
  readonly db: Db;
  readonly purging: <T>(work: () => T) => T;
  read(read: Read): void;
  hit(hit: Hit): void;
  judge(hitId: string, verdict?: Disposition["verdict"], actor?: string): Disposition;
}

/** Opens the tables in a folder that goes away after the test. */
export function scratchHits(): ScratchHits {
  const { db, purging } = openDatabase(join(scratchFolder(), "evidence.db"), unitKey);
  onTestFinished(() => void db.close());
  db.pragma("synchronous = OFF");
  const chain = createChain(db, 0);
  const bodies = createBodies();
  const reads = createReads(db, chain, bodies);
  const table = createHits(db, chain, { reads, bodies });
  const messages = { first: 0, last: -1 };
  const empty = { pictures: null, vault: null, messages, matrices: [] };
  return {
    table,
    db,
    purging,
    read: (read) => reads.insert({ ...empty, read, class: "hit", keptFrom: testTime }, testTime),
    hit: (hit) => table.insert(hit, messages, testTime),
    judge(hitId, verdict = "verified", actor = "olive") {
      const disposition = { id: idAt(), hitId, verdict, note: "", actor, at: testTime };
      table.dispose(disposition, messages, testTime);
      return disposition;
    },
  };
}
