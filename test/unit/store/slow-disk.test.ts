import { expect, onTestFinished, test } from "vitest";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { createPictures } from "../../../src/unit/store/keys/pictures.js";
import { delegatedOutbox, delegatedUpkeep } from "../../../src/unit/store/delegated.js";
import { createRecorder } from "../../../src/unit/store/recorder.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openSessions } from "../../../src/unit/store/tables/current-db.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aDraft, aHit, aRead, aRecord } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";

/** A store whose disk flushes nothing before it is told to. */
async function onSlowDisk() {
  const made = await testStore();
  made.store.close();
  const [clock, log, faults, paths] = [new FakeClock(), memoryLog(), memoryFaults(), storePaths(made.dir)];
  const keys = openKeys(paths, unitKey, log);
  const currentDb = openSessions({ paths, keys, clock, log, faults });
  onTestFinished(() => currentDb.close());
  const evidence = currentDb.current();
  const usual = { ...evidence };
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const modes: unknown[] = [];
  const noting = <T>(work: () => T): T => {
    modes.push(evidence.db.pragma("synchronous", { simple: true }));
    return work();
  };
  const slow = Object.assign(evidence, {
    async flush() {
      await new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
      await usual.flush();
    },
    writeUnflushed: <T>(work: () => T): T => usual.writeUnflushed(() => noting(work)),
    writeSoon: <T>(work: () => T): T => usual.writeSoon(() => noting(work)),
  });
  const recorder = createRecorder({
    ...{ currentDb, pictures: createPictures(paths, keys), now: () => clock.now() },
    ...{ shortage: () => 0 as const, faults, memory: null },
  });
  return { slow, recorder, waiting, modes, outbox: delegatedOutbox(currentDb), currentDb };
}

test("a read does not wait for the disk where alerts run; it counts as recorded, and leaves, once it is durable", async () => {
  const { slow, recorder, waiting, modes, outbox } = await onSlowDisk();
  outbox.add(aDraft("fault"));
  const read = aRead();
  let isDurable = false;
  const written = recorder.record(aRecord(read, [aHit(read)])).then(() => (isDurable = true));
  await expect.poll(() => waiting.length).toBe(1);
  // 1 is NORMAL: SQLite flushes nothing at the commit.
  expect(modes.at(-1)).toBe(1);
  expect(slow.db.pragma("synchronous", { simple: true })).toBe(2);
  expect(slow.reads.get(read.id)).toEqual(read);
  expect(outbox.next(10).map(({ kind }) => kind)).toEqual(["fault"]);
  // What comes after it waits with it, and what came before goes.
  outbox.add(aDraft("fault"));
  expect(outbox.next(10)).toHaveLength(1);
  expect(isDurable).toBe(false);
  waiting[0]?.resolve();
  await written;
  expect(outbox.next(10).map(({ kind }) => kind)).toContain("hit");
});

test("a read that could not be flushed is said not to be recorded, keeps its pictures, and holds up nothing", async () => {
  const { recorder, waiting, outbox } = await onSlowDisk();
  const written = recorder.record(aRecord(aRead()));
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.reject(new Error("EIO: i/o error"));
  await expect(written).rejects.toThrow("EIO");
  outbox.add(aDraft("fault"));
  expect(outbox.next(10).map(({ kind }) => kind)).toContain("fault");
});

test("marks of the outbox and faults wait for no disk, and are made durable soon", async () => {
  const { slow, modes, outbox, currentDb } = await onSlowDisk();
  const upkeep = delegatedUpkeep(currentDb);
  outbox.add(aDraft("fault"));
  const [first] = outbox.next(1);
  outbox.progress(first?.seq ?? 0, 1);
  outbox.refused(first?.seq ?? 0, "no", false);
  outbox.sent([first?.seq ?? 0], 0);
  upkeep.put("fault", { id: "a", at: 0, open: true, body: {} });
  upkeep.remove("fault", "a");
  expect(modes).toEqual([1, 1, 1, 1, 1, 1]);
  expect(slow.db.pragma("synchronous", { simple: true })).toBe(2);
});
