import { expect, it } from "vitest";
import { openStore } from "../../../src/unit/store/store.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testTime } from "../../kit/samples/records.js";
import { testStore, unitKey, type TestStore } from "../../kit/units/store.js";

const marks = (store: TestStore["store"]) =>
  store.auditEvents(50, null).filter(({ event }) => event === "run.unclean");

/** Opens the store of `made` again, in the same boot or another. */
async function again(made: TestStore, bootId = made.options.bootId, clock = made.clock) {
  const log = memoryLog();
  const store = await openStore({ ...made.options, bootId, clock, log });
  store.runs.begin();
  const journal = log.lines.filter(({ text }) => text.includes("ended without a stop"));
  return { store, journal };
}

it("a run that stopped is not marked, nor the first one", async () => {
  const made = await testStore();
  made.store.runs.begin();
  made.store.runs.end();
  made.store.close();
  const { store, journal } = await again(made);
  expect([...marks(store), ...journal]).toEqual([]);
  store.close();
});

it("a run that was killed is marked once, with its last sign of life by the store's own notes", async () => {
  const made = await testStore();
  made.store.runs.begin();
  const stop = new AbortController();
  const retention = made.store.retention.run(stop.signal);
  await made.clock.advance(3_600_000);
  // Nothing is written after this moment: what follows is as if the process were gone.
  const lastSign = new Date(made.clock.now()).toISOString().slice(0, 16);
  stop.abort();
  await retention;
  made.store.close();
  await made.clock.advance(600_000);
  made.clock.step(-86_400_000);
  const next = await again(made);
  expect(next.journal).toHaveLength(1);
  const [line] = marks(next.store);
  expect(line).toMatchObject({ outcome: "failure", detail: { machine: "ran on" } });
  expect(line.detail?.["lastSignOfLife"]).toContain(lastSign);
  // By the monotonic clock, whatever the wall clock was moved by.
  expect(Number(line.detail?.["silentForMs"])).toBeGreaterThanOrEqual(600_000);
  expect(Number(line.detail?.["silentForMs"])).toBeLessThan(700_000);
  expect(Number(line.detail?.["ranForMs"])).toBeGreaterThan(3_500_000);
  next.store.runs.end();
  next.store.close();
  const after = await again(made);
  expect(after.journal).toEqual([]);
  expect(marks(after.store)).toHaveLength(1);
  after.store.close();
});

it("a power cut is told from a killed process, and no silence is claimed over it", async () => {
  const made = await testStore();
  made.store.runs.begin();
  made.store.close();
  const { store } = await again(made, "another boot", new FakeClock(Date.UTC(1970, 0, 1)));
  const [line] = marks(store);
  expect(line.detail).toMatchObject({ machine: "was restarted" });
  expect(line.detail).not.toHaveProperty("silentForMs");
  store.close();
});

it("a note that nobody can read counts as a run that did not stop", async () => {
  const made = await testStore();
  made.store.close();
  const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
  handle.evidence.db.prepare("INSERT OR REPLACE INTO notes (key, value) VALUES ('run', 'garbage')").run();
  handle.evidence.db
    .prepare("INSERT OR REPLACE INTO notes (key, value) VALUES ('time.state', '{\"wall\":7}')")
    .run();
  handle.close();
  const { store, journal } = await again(made);
  expect(journal).toHaveLength(1);
  expect(marks(store)).toHaveLength(1);
  store.close();
});
