import { expect, onTestFinished, test } from "vitest";
import { statSync } from "node:fs";
import { daemonActor } from "../../../src/shared/domain/actor.js";
import { createAuditWriter } from "../../../src/unit/store/audit-writer.js";
import { connect } from "../../../src/unit/store/database/db.js";
import { createWriting } from "../../../src/unit/store/tables/writing.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { createPictures } from "../../../src/unit/store/keys/pictures.js";
import { delegatedOutbox, delegatedUpkeep } from "../../../src/unit/store/delegated.js";
import { createRecorder } from "../../../src/unit/store/recorder.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { createAnchoring } from "../../../src/unit/store/tables/anchoring.js";
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
    ...{ shortage: () => 0 as const, faults, memory: null, shadows: null },
  });
  const audit = createAuditWriter({ currentDb, clock, faults });
  const wal = `${paths.database}-wal`;
  return {
    database: () => connect(paths.database, keys.database),
    wal,
    slow,
    recorder,
    waiting,
    modes,
    outbox: delegatedOutbox(currentDb),
    currentDb,
    audit,
  };
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

test("the daemon's own lines of the trail wait for no disk; a person's is durable when it is written", async () => {
  const { slow, modes, audit } = await onSlowDisk();
  const durable: unknown[] = [];
  const usual = slow.write.bind(slow);
  Object.assign(slow, { write: <T>(work: () => T): T => (durable.push(work), usual(work)) });
  const line = { event: "start", outcome: "success" } as const;
  audit.append({ ...line, actor: daemonActor });
  expect([modes, durable.length]).toEqual([[1], 0]);
  audit.append({ ...line, actor: { name: "ada", role: "auditor", source: "127.0.0.1" } });
  expect([modes, durable.length]).toEqual([[1], 1]);
});

test("after a flush that failed nothing is written behind what may be lost, until all of it is flushed anew", async () => {
  const { database, wal, slow, outbox } = await onSlowDisk();
  // A device that cannot be flushed: EINVAL.
  const writing = createWriting(
    slow.db,
    slow.chain,
    createAnchoring(slow.anchor, () => undefined),
    "/dev/null",
  );
  const add = (count: number) => () => void slow.outbox.put(Array(count).fill(aDraft("fault")), 0);
  writing.writeUnflushed(() =>
    slow.upkeep.put("fault", { id: "a", at: 0, open: true, body: { text: "x".repeat(300_000) } }),
  );
  const before = statSync(wal).size;
  await expect(writing.flush()).rejects.toThrow("EINVAL");
  const reader = database();
  onTestFinished(() => void reader.close());
  const reading = reader.prepare("SELECT * FROM sqlite_master").iterate();
  reading.next();
  expect(() => writing.write(add(1))).toThrow("a query reads it still");
  await expect(writing.flush()).rejects.toThrow("a query reads it still");
  expect(outbox.next(10)).toEqual([]);
  reading.return?.();
  writing.write(add(1));
  // The log began anew: what it held is in the database file.
  expect(statSync(wal).size).toBeLessThan(before);
  expect(outbox.next(10)).toHaveLength(1);
  expect(slow.upkeep.open("fault")).toHaveLength(1);
});
