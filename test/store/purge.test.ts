import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { storeSchema } from "../../src/config/store-schema.js";
import { openKeys } from "../../src/store/keys.js";
import { storePaths } from "../../src/store/paths.js";
import { createPictures } from "../../src/store/pictures.js";
import { createPace, purge, type PurgePass } from "../../src/store/purge.js";
import { openSessions } from "../../src/store/sessions.js";
import { FakeClock } from "../helpers/clock.js";
import { aRead, aRecord } from "../helpers/records.js";
import { testStore, unitKey } from "../helpers/store.js";

const day = 86_400_000;

/** A store with some reads whose time is over, and what its purge needs. */
async function ripe(
  reads: number,
): Promise<PurgePass & { readonly folder: string; readonly ids: readonly string[] }> {
  const made = await testStore();
  const records = Array.from({ length: reads }, () => aRecord(aRead()));
  for (const record of records) await made.store.record(record);
  made.store.close();
  const paths = storePaths(made.dir);
  const keys = openKeys(paths, unitKey, made.log);
  const clock = new FakeClock();
  await clock.advance(made.clock.now() + 31 * day - clock.now());
  const sessions = openSessions({ paths, keys, clock, log: made.log, faults: made.faults });
  onTestFinished(() => sessions.close());
  const [folder] = readdirSync(paths.pictures);
  return {
    sessions,
    keys,
    paths,
    pictures: createPictures(paths, keys),
    retention: storeSchema.parse({}).retention,
    // Its sleeps end at once: nobody turns this clock.
    clock: Object.assign(clock, { sleep: () => Promise.resolve() }),
    checkpointer: { poke: () => undefined, catchUp: () => Promise.resolve() },
    time: {
      now: clock.now(),
      by: ["person"],
      timeline: { writtenBy: (_seq, claimed) => claimed, writtenBefore: () => [] },
    },
    folder: join(paths.pictures, folder),
    ids: records.map(({ read }) => read.id),
  };
}

test("no picture goes before the deletion of its row is durable", async () => {
  const deps = await ripe(5);
  const session = deps.sessions.current();
  const flush = vi.spyOn(session, "flush").mockImplementation(() => {
    expect(session.reads.get(deps.ids[0])).toBeNull();
    expect(readdirSync(deps.folder)).toHaveLength(5);
    return Promise.reject(new Error("the disk is gone"));
  });
  await expect(purge(deps, new AbortController().signal)).rejects.toThrow("the disk is gone");
  expect(readdirSync(deps.folder)).toHaveLength(5);
  flush.mockRestore();
});

test("records are made durable at every commit, also right after a purge", async () => {
  const deps = await ripe(3);
  const { db } = deps.sessions.current();
  const during: unknown[] = [];
  const put = vi.spyOn(deps.sessions.current().chain, "append").mockImplementation(() => {
    during.push(db.pragma("synchronous", { simple: true }));
    throw new Error("stop here");
  });
  await expect(purge(deps, new AbortController().signal)).rejects.toThrow("stop here");
  put.mockRestore();
  // 1 is NORMAL, 2 is FULL.
  expect(during).toEqual([1]);
  expect(db.pragma("synchronous", { simple: true })).toBe(2);
  expect(readdirSync(deps.folder)).toHaveLength(3);
});

test("the witness follows a purge only once it is durable", async () => {
  const deps = await ripe(4);
  const session = deps.sessions.current();
  const before = session.witness.get()?.seq ?? 0;
  session.writeUnflushed(() =>
    session.audit.append({
      at: 1,
      actor: { name: "x", role: "system", source: "daemon" },
      event: "x",
      outcome: "success",
    }),
  );
  expect(session.witness.get()?.seq).toBe(before);
  await session.flush();
  expect(session.witness.get()?.seq).toBe(before + 1);
});

test("batches shrink when they take long, and grow when they are quick", () => {
  let now = 0n;
  const pace = createPace({ monoNs: () => now, now: () => 0, boot: "", sleep: () => Promise.resolve() });
  const first = pace.size();
  pace.measure(() => (now += 40_000_000n));
  expect(pace.size()).toBeLessThan(first);
  for (let i = 0; i < 30; i++) pace.measure(() => (now += 1_000_000n));
  expect(pace.size()).toBeGreaterThan(first);
  expect(pace.size()).toBeLessThanOrEqual(200);
});
