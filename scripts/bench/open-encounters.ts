// npm run -s bench -- open-encounters [--reads N] [--hits N] [--open N]: how long the queries over unverified hits take in a
// store of that many reads; milliseconds, the median and the slowest of a hundred. They run on the thread that alerts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import { createBodies } from "../../src/unit/store/tables/bodies.js";
import { createChain } from "../../src/unit/store/ledger/links.js";
import { openDatabase } from "../../src/unit/store/database/open.js";
import { createHits, type HitTable } from "../../src/unit/store/tables/hits.js";
import { createReads } from "../../src/unit/store/tables/reads.js";
import { aHit, anEntry, aRead } from "../../test/kit/samples/records.js";
import { option } from "./option.js";

const batch = 5_000;

/** Prints the figures. */
export async function run(args: readonly string[]): Promise<void> {
  const [reads, hits, open] = [
    option(args, "reads", 600_000),
    option(args, "hits", 6_000),
    option(args, "open", 136),
  ];
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  const { db } = openDatabase(join(dir, "evidence.db"), Buffer.alloc(32, 7));
  try {
    db.pragma("synchronous = OFF");
    const chain = createChain(db, 0);
    const bodies = createBodies();
    const table = createReads(db, chain, bodies);
    const hitTable = createHits(db, chain, { reads: table, bodies });
    const newId = createNewId(createClock());
    const messages = { first: 0, last: -1 };
    const every = Math.floor(reads / hits);
    const put = (n: number): void => {
      const read = aRead({ id: newId() });
      const isHit = n % every === 0;
      const rest = { pictures: null, vault: null, messages, matrices: [] };
      table.insert({ ...rest, read, class: isHit ? "hit" : "read", keptFrom: n }, n);
      if (!isHit) return;
      const id = newId();
      const entry = anEntry({ priority: n % 3 === 0 ? "high" : "low" });
      hitTable.insert(aHit(read, { id, encounterId: id, entry }), messages, n);
      if (n / every < open) return;
      hitTable.dispose(
        { id: newId(), hitId: id, verdict: "verified", note: "", actor: "olive", at: n },
        messages,
        n,
      );
    };
    for (let from = 0; from < reads; from += batch) {
      db.transaction(() => {
        for (let n = from; n < Math.min(reads, from + batch); n++) put(n);
      })();
    }
    console.log(
      `${String(reads)} reads, ${String(hits)} hits, open ${JSON.stringify(hitTable.openCounts())}`,
    );
    measure(hitTable);
  } finally {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
  await Promise.resolve();
}

function measure(table: HitTable): void {
  const all = { open: false, covert: false, limit: 50 } as const;
  const queries: Readonly<Record<string, () => unknown>> = {
    "count of what is open": () => table.openCounts(),
    "100 open for the snapshot": () => table.open(100),
    "page of the log, all": () => table.encounters(all),
    "page of the log, a verdict nobody gave": () => table.encounters({ ...all, verdict: "misread" }),
  };
  for (const [name, query] of Object.entries(queries)) {
    const times = Array.from({ length: 100 }, () => {
      const start = performance.now();
      query();
      return performance.now() - start;
    }).sort((a, b) => a - b);
    console.log(`${name}: ${times[50]?.toFixed(2) ?? ""} ms, slowest ${times[99]?.toFixed(2) ?? ""} ms`);
  }
}
