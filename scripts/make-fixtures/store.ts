// Writes fixtures/db/v<schema>: a small store with every kind of record, its unit key beside it, and what it must say.
// Run: npx tsx scripts/make-fixtures/store.ts. Each schema version's folder is made once, by the code of that version, and
// then kept: test/unit/store/migration.test.ts opens all of them with today's code.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { storeSchema } from "../../src/unit/config/store-schema.js";
import type { ReadRecord } from "../../src/unit/core/ports.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createNewId } from "../../src/shared/platform/new-id.js";
import { openStoreHandle } from "../../src/unit/store/offline.js";
import { signCheckpoint } from "../../src/unit/store/ledger/checkpoints.js";
import { addHold } from "../../src/unit/store/retention/holds.js";
import { openStore, type Store } from "../../src/unit/store/store.js";
import { dispositionMessage, recordMessages } from "../../src/unit/upload/messages.js";
import { testUnit } from "../../test/kit/samples/records.js";
import { believed, quiet } from "../../test/kit/doubles/quiet.js";
import { nthHit, nthId, nthRead } from "../../test/kit/samples/numbered.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

const clock = createClock();
const unitKey = createHash("sha256").update("fixture, not a secret").digest();
const supervisor = { name: "sgt", role: "supervisor", source: "cli" } as const;
const dayMs = 86_400_000;

function recordOf(n: number, revision: number, hit: boolean): ReadRecord {
  const capturedAt = { at: clock.now() - n * 1000, uncertaintyMs: 5, source: "gps" } as const;
  const read = nthRead(n, { revision, capturedAt });
  const hits = hit ? [nthHit(n, read)] : [];
  const pictures = {
    plate: Buffer.from(`plate ${String(n)}.${String(revision)}`),
    vehicle: Buffer.from(`vehicle ${String(n)}.${String(revision)}`),
  };
  const matrices = [{ steps: 4, symbols: 5, data: new Float32Array(20).fill(-1.5) }];
  return { read, hits, pictures, matrices, outbox: recordMessages(read, hits, pictures) };
}

/** A read, one corrected into a hit, one with a verdict, one held; an audit line. */
async function fill(store: Store): Promise<readonly ReadRecord[]> {
  const plain = recordOf(1, 1, false);
  const first = recordOf(2, 1, false);
  const corrected = { ...recordOf(2, 2, true) };
  const struck = recordOf(3, 1, true);
  const held = recordOf(4, 1, false);
  for (const record of [plain, first, corrected, struck, held]) await store.record(record);
  const disposition = {
    id: nthId(9),
    hitId: struck.hits[0]?.id ?? "",
    verdict: "verified",
    note: "dispatch confirms",
    actor: "sgt",
    at: clock.now(),
  } as const;
  store.dispose(disposition, supervisor, [dispositionMessage(disposition, testUnit)]);
  store.append({ actor: supervisor, event: "sign-in", outcome: "failure" });
  return [plain, corrected, struck, held];
}

async function main(): Promise<void> {
  const base = "fixtures/db/new";
  rmSync(base, { recursive: true, force: true });
  const dir = join(base, "store");
  mkdirSync(dir, { recursive: true });
  const options = {
    unit: testUnit,
    clock,
    log: quiet,
    faults: memoryFaults(),
    newId: createNewId(clock),
    ...believed(clock),
  };
  const store = await openStore({ ...options, dir, unitKey, config: storeSchema.parse({}) });
  const records = await fill(store);
  const waiting = store.outbox.next(100).map(({ seq, kind, id }) => ({ seq, kind, id }));
  store.close();
  const handle = openStoreHandle({ dir, unitKey, now: () => clock.now(), log: quiet });
  const until = clock.now() + 400 * dayMs;
  addHold(handle, { caseId: "24-1187", why: "homicide", until }, [nthId(4)], supervisor);
  signCheckpoint(handle.evidence, handle.keys, testUnit.id, clock.now());
  const version = handle.evidence.db.pragma("user_version", { simple: true }) as number;
  handle.evidence.db.pragma("wal_checkpoint(TRUNCATE)");
  handle.close();
  writeFileSync(join(base, "unit.key"), unitKey);
  const reads = records.map(({ read, hits, pictures }) => ({
    read,
    hits,
    plate: pictures.plate.toString(),
    vehicle: pictures.vehicle.toString(),
  }));
  writeFileSync(join(base, "expected.json"), `${JSON.stringify({ version, reads, waiting }, null, 1)}\n`);
  console.log(`schema ${String(version)}: rename ${base} to fixtures/db/v${String(version)} if that is new`);
}

await main();
