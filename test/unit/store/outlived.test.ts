// Reads that stay for a covert hit alone are noted before any read of their age goes, in slices that hold up nothing.
import { expect, onTestFinished, test } from "vitest";
import type { Read } from "../../../src/shared/domain/types.js";
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { noteOutlivedReads } from "../../../src/unit/store/retention/outlived.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aHit, anEntry, aRead, aRecord } from "../../kit/samples/records.js";
import { onePass, TickClock } from "../../kit/units/retention.js";
import { ripeStore, testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const dayMs = 86_400_000;
const covert = anEntry({ covert: true });

async function put({ store }: TestStore, isHit: boolean): Promise<Read> {
  const read = aRead();
  await store.record(aRecord(read, isHit ? [aHit(read, { entry: covert })] : []));
  return read;
}

function handleOf({ dir, clock }: TestStore): StoreHandle {
  const handle = openStoreHandle({ dir, unitKey, now: () => clock.now(), log: memoryLog() });
  onTestFinished(() => handle.close());
  return handle;
}

test("the purge notes them before the first read of their age is gone", async () => {
  const made = await testStore({ clock: new TickClock() });
  const [plain, kept] = [await put(made, false), await put(made, true)];
  // Nothing goes while there is no note.
  handleOf(made).evidence.db.exec(
    "CREATE TRIGGER too_early BEFORE DELETE ON reads WHEN NOT EXISTS (SELECT 1 FROM outlived)" +
      " BEGIN SELECT raise(ABORT, 'a read is gone before the note'); END",
  );
  await made.clock.advance(31 * dayMs);
  await onePass(made);
  expect([made.store.read(plain.id), made.store.read(kept.id)?.id]).toEqual([null, kept.id]);
  expect(made.faults.list()).toEqual([]);
});

test("one that a clock ahead stamped is noted by what is certain of its time, past many reads without a hit", async () => {
  const deps = await ripeStore(30);
  const read = aRead();
  const evidence = deps.currentDb.current();
  const last = (): number => evidence.chain.head().seq;
  const insert = (one: Read, of: "read" | "hit"): void => {
    const row = { read: one, class: of, keptFrom: deps.time.now, vault: null, pictures: null, matrices: [] };
    evidence.reads.insert({ ...row, messages: { first: 0, last: -1 } }, deps.time.now);
  };
  evidence.write(() => {
    insert(read, "hit");
    evidence.hits.insert(aHit(read, { entry: covert }), { first: 0, last: -1 }, deps.time.now);
    insert(aRead(), "read");
  });
  const noted = (): readonly unknown[] => evidence.db.prepare("SELECT read_id FROM outlived").pluck().all();
  const before = deps.time.now - dayMs;
  const look = (ranges: readonly { readonly from: number; readonly to: number; readonly at: number }[]) => {
    const timeline = { ...deps.time.timeline, writtenBefore: () => ranges };
    return noteOutlivedReads(
      { ...deps, time: { ...deps.time, timeline } },
      before,
      new AbortController().signal,
    );
  };
  await look([]);
  await look([{ from: 1, to: 5, at: before - 1 }]);
  expect(noted()).toEqual([]);
  await look([{ from: 1, to: last(), at: before - 1 }]);
  expect(noted()).toEqual([read.id]);
});
