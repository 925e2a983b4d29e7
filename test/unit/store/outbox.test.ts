import { expect, test } from "vitest";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aDraft, aRecord, testTime } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";

test("messages leave in the order of their kinds, each kind in the order of promise", async () => {
  const { store } = await testStore();
  const { outbox } = store;
  for (const kind of ["picture", "fault", "read", "hit-picture", "disposition", "hit", "read"] as const)
    outbox.add(aDraft(kind));
  const kinds = outbox.next(10).map((item) => item.kind);
  expect(kinds).toEqual(["hit", "disposition", "read", "read", "fault", "hit-picture", "picture"]);
  const [first, second] = outbox.next(10, ["read"]);
  expect(outbox.next(10, ["read"], first.seq)).toEqual([second]);
  expect(outbox.next(2)).toHaveLength(2);
});

test("a message comes back as it was promised, and leaves only when sent", async () => {
  const { store, clock } = await testStore();
  const draft = aDraft("picture", { pictureId: "p.1.plate", expiresAt: testTime + 5 });
  store.outbox.add(draft);
  const [item] = store.outbox.next(1);
  expect(item).toMatchObject({ ...draft, attempts: 0, chunksSent: 0, createdAt: clock.now() });
  store.outbox.progress(item.seq, 7);
  store.outbox.refused(item.seq, "quota exceeded", false);
  expect(store.outbox.next(1)[0]).toMatchObject({ chunksSent: 7, attempts: 1 });
  store.outbox.sent([item.seq], clock.now());
  expect(store.outbox.next(1)).toEqual([]);
});

test("a parked message is out of the queue, counted, shown with its reason, and can be released", async () => {
  const { store, dir, clock } = await testStore();
  store.outbox.add(aDraft("hit"));
  store.outbox.add(aDraft("read"));
  const [hit] = store.outbox.next(1);
  store.outbox.refused(hit.seq, "not authorised", true);
  expect(store.outbox.counts()).toMatchObject({ waiting: 1, hitsWaiting: 0, parked: 1 });
  expect(store.outbox.next(5).map((item) => item.kind)).toEqual(["read"]);
  const handle = openStoreHandle({ dir, unitKey, now: () => clock.now(), log: memoryLog() });
  expect(handle.evidence.outbox.parked()).toMatchObject([
    { kind: "hit", reason: "not authorised", attempts: 1 },
  ]);
  expect(handle.evidence.outbox.release(200, [hit.seq])).toBe(1);
  handle.close();
  // Another process changed the table: the count kept in memory must not be believed.
  expect(store.outbox.counts()).toMatchObject({ waiting: 2, hitsWaiting: 1, parked: 0 });
});

test("a number is never given twice, even when the queue was empty at a restart", async () => {
  const first = await testStore();
  first.store.outbox.add(aDraft("read"));
  const [item] = first.store.outbox.next(1);
  first.store.outbox.sent([item.seq], 0);
  first.store.close();
  const { store } = await testStore({ dir: first.dir });
  store.outbox.add(aDraft("read"));
  expect(store.outbox.next(1)[0].seq).toBeGreaterThan(item.seq);
});

test("thousands of messages are marked in batches", async () => {
  const { store } = await testStore();
  const { outbox } = store;
  const record = aRecord();
  const many = Array.from({ length: 3000 }, () => aDraft("read"));
  await store.record({ ...record, outbox: many });
  for (let left = outbox.next(500); left.length > 0; left = outbox.next(500))
    outbox.sent(
      left.map((item) => item.seq),
      0,
    );
  expect(outbox.counts()).toEqual({ waiting: 0, hitsWaiting: 0, parked: 0, oldestAt: null });
});
