// A span that somebody made shorter in the configuration: what is over only by that stays a week, and this is said.
import { expect, it } from "vitest";
import { testStore, type TestStore } from "../../kit/units/store.js";
import { aRead, aRecord } from "../../kit/samples/records.js";
import { onePass, TickClock } from "../../kit/units/retention.js";

const day = 86_400_000;
const told = ({ faults }: TestStore) => faults.list().filter(({ code }) => code === "PURGE_MANY");

it("deletes what only a shorter span makes due a week later, and says so until then", async () => {
  const clock = new TickClock();
  const bootId = "boot-1";
  const first = await testStore({ clock, bootId, config: { retention: { read: "90d" } } });
  const read = aRead({ capturedAt: { at: clock.now(), uncertaintyMs: 1_000, source: "ntp" } });
  await first.store.record(aRecord(read));
  await onePass(first);
  await clock.advance(40 * day);
  await onePass(first);
  first.store.close();
  const again = await testStore({ clock, bootId, dir: first.dir, config: { retention: { read: "30d" } } });
  await onePass(again);
  expect(again.store.read(read.id)).not.toBeNull();
  expect(told(again)).toMatchObject([{ subject: "store.retention.read", severity: "warning" }]);
  await clock.advance(6 * day);
  await onePass(again);
  expect(again.store.read(read.id)).not.toBeNull();
  await clock.advance(1.1 * day);
  await onePass(again);
  expect(again.store.read(read.id)).toBeNull();
  expect(told(again)).toEqual([]);
});
