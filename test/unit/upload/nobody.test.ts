// Messages the broker takes and nobody receives, a silent receiver, a broker without retained messages, a twin unit.
import { connect } from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import { Deliveries } from "../../../src/unit/upload/receipts/deliveries.js";
import { hitMessage, readMessage, recordMessages } from "../../../src/unit/upload/messages.js";
import { createMarks } from "../../../src/unit/upload/marks.js";
import { Refusals } from "../../../src/unit/upload/refusals.js";
import { Rows } from "../../../src/unit/upload/rows.js";
import { TakeOvers } from "../../../src/unit/upload/take-over.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { fakeBroker } from "../../kit/peers/fake-broker.js";
import { plainUplink, testBroker, testReceiver, testUplink } from "../../kit/units/uplink.js";
import { memoryFaults } from "../../kit/doubles/faults.js";

const wait = { timeout: 20_000, interval: 20 };
const readDraft = (n: number): OutboxDraft => readMessage(nthRead(n), []);
const hitDraft = (n: number): OutboxDraft => hitMessage(nthHit(n, nthRead(n)), nthRead(n));

test("what nobody is subscribed to stays and is told, and leaves when somebody is", async () => {
  const broker = await testBroker();
  const jpeg = Buffer.alloc(40_000, 1);
  const uplink = testUplink(broker, { pictures: { picture: () => Promise.resolve(jpeg) } });
  for (let n = 0; n < 20; n++) uplink.outbox.add(readDraft(n));
  for (const draft of recordMessages(nthRead(30), [], { plate: jpeg, vehicle: jpeg }))
    uplink.outbox.add(draft);
  uplink.outbox.add(hitDraft(7));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()).toHaveLength(3), wait);
  expect(uplink.faults.list().map((fault) => [fault.code, fault.subject, fault.severity])).toEqual(
    expect.arrayContaining([
      ["NOBODY_SUBSCRIBED", "hits", "critical"],
      ["NOBODY_SUBSCRIBED", "reads", "warning"],
      ["NOBODY_SUBSCRIBED", "pictures", "warning"],
    ]),
  );
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 24, parked: 0 });
  expect(uplink.uploader.status().delivered).toBe(0);

  const receiver = await testReceiver(broker);
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct).toEqual({ hit: 1, read: 21, picture: 2 }), wait);
  expect(uplink.faults.list()).toEqual([]);
}, 40_000);

test("a topic without subscribers is tried with one message, and holds up no other topic of its kind", async () => {
  let listening = false;
  const broker = await fakeBroker((packet) =>
    !listening && packet.topic.endsWith("/restricted") ? 0x10 : 0,
  );
  const uplink = plainUplink(broker.url);
  const restricted = (n: number): OutboxDraft => ({ ...hitDraft(n), topic: "hits/restricted" });
  for (let n = 0; n < 30; n++) uplink.outbox.add(restricted(n));
  const startedAt = performance.now();
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()).toHaveLength(1), wait);
  for (let n = 40; n < 45; n++) uplink.outbox.add(hitDraft(n));
  uplink.uploader.wake();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(30), wait);
  expect(uplink.faults.list()).toMatchObject([{ code: "NOBODY_SUBSCRIBED", subject: "hits/restricted" }]);
  // One more in every pause, however long this took.
  const pauses = (performance.now() - startedAt) / 500;
  expect(broker.published.length).toBeLessThanOrEqual(30 + 5 + 2 + pauses);
  listening = true;
  await vi.waitFor(() => expect(uplink.outbox.counts()).toMatchObject({ waiting: 0, parked: 0 }), wait);
  expect(uplink.faults.list()).toEqual([]);
}, 30_000);

/** Rows sent into nothing, by a clock that the test moves: the broker takes all of them, and receipts come when told. */
function silentReceiver() {
  const clock = new FakeClock();
  const [outbox, faults] = [memoryOutbox(), memoryFaults()];
  const rows = new Rows(outbox);
  const marks = createMarks({ outbox, clock, faults });
  const deps = { marks, rows, clock, faults, log: memoryLog(), random: () => 0, onTime: () => undefined };
  const refusals = new Refusals(deps);
  const deliveries = new Deliveries({ ...deps, refusals, confirm: "receiver", receiptTimeoutMs: 60_000 });
  let sent = 0;
  const pump = (kind: "read" | "hit"): void => {
    for (;;) {
      const head = rows.head(kind);
      if (!head || !deliveries.admits(head.id, kind === "hit")) return;
      rows.take(kind);
      deliveries.sending(head);
      deliveries.published(head);
      sent++;
    }
  };
  async function live(minutes: number): Promise<void> {
    for (let second = 0; second < minutes * 60; second++) {
      await clock.advance(1_000);
      deliveries.tick();
      pump("hit");
      pump("read");
    }
  }
  const receiptFor = (ids: readonly string[]): void =>
    deliveries.receipt(Buffer.from(JSON.stringify({ v: 1, type: "receipt", ids })));
  return { outbox, faults, rows, deliveries, pump, live, receiptFor, sent: () => sent };
}

test("a silent receiver gets one row at a time, ever more rarely; its first receipt sets all free", async () => {
  const { outbox, faults, rows, pump, live, receiptFor, sent } = silentReceiver();
  for (let n = 0; n < 3_000; n++) outbox.add(readDraft(n));
  await live(2);
  expect(faults.list()).toMatchObject([{ code: "RECEIVER_SILENT" }]);
  expect(sent()).toBeLessThanOrEqual(2_000 + 2);
  let before = sent();
  await live(60);
  expect(sent() - before).toBeGreaterThan(5);
  expect(sent() - before).toBeLessThan(15);
  // A new hit does not wait for its turn; in vain, it waits like the others.
  before = sent();
  outbox.add(hitDraft(1));
  rows.wake();
  pump("hit");
  expect(sent() - before).toBe(1);
  await live(5);
  expect(sent() - before).toBeLessThanOrEqual(3);

  const [first] = outbox.next(1);
  receiptFor([first?.id ?? ""]);
  expect(faults.list()).toEqual([]);
  before = sent();
  pump("read");
  expect(sent() - before).toBeGreaterThanOrEqual(100);
});

test("what the broker kept for a receiver that was away is not sent again when it answers", async () => {
  const { outbox, deliveries, live, sent, receiptFor } = silentReceiver();
  for (let n = 0; n < 60; n++) outbox.add(readDraft(n));
  const ids = outbox.next(60).map(({ id }) => id);
  // Ten minutes away: one of the sixty goes out again at once, and then ever more rarely.
  await live(10);
  expect(deliveries.waiting).toBe(60);
  expect(sent()).toBeGreaterThan(62);
  expect(sent()).toBeLessThan(68);
  const before = sent();
  receiptFor(ids.slice(0, 20));
  await live(0.5);
  receiptFor(ids.slice(20));
  await live(5);
  expect(sent()).toBe(before);
  expect(deliveries.waiting).toBe(0);
  expect(outbox.counts().waiting).toBe(0);
});

test("a receiver that goes while its queue is long finds nothing sent twice when it comes back", async () => {
  const { outbox, deliveries, live, sent, receiptFor } = silentReceiver();
  for (let n = 0; n < 90; n++) outbox.add(readDraft(n));
  const ids = outbox.next(90).map(({ id }) => id);
  await live(0.5);
  receiptFor(ids.slice(0, 10));
  await live(10);
  // Tries of one row each, and no more.
  expect(sent()).toBeLessThan(98);
  const before = sent();
  receiptFor(ids.slice(10));
  await live(5);
  expect([sent(), deliveries.waiting, outbox.counts().waiting]).toEqual([before, 0, 0]);
});

test("what the broker lost meanwhile is sent again when no receipt for it comes for long", async () => {
  const { outbox, deliveries, live, sent, receiptFor } = silentReceiver();
  for (let n = 0; n < 60; n++) outbox.add(readDraft(n));
  const ids = outbox.next(60).map(({ id }) => id);
  await live(10);
  const before = sent();
  receiptFor(ids.slice(0, 1));
  await live(3.9);
  expect(sent()).toBe(before);
  await live(0.2);
  expect(sent()).toBe(before + 59);
  receiptFor(ids);
  await live(0.1);
  expect([deliveries.waiting, outbox.counts().waiting]).toEqual([0, 0]);
});

test("a receiver with a long queue is not sent twice what stands in it, and gets less at once", async () => {
  const { outbox, deliveries, live, sent, receiptFor } = silentReceiver();
  for (let n = 0; n < 1_000; n++) outbox.add(readDraft(n));
  const queue = outbox.next(1_000).map(({ id }) => id);
  let most = 0;
  // One receipt a second, in the order of sending: the queue is longer than the receipts' timeout.
  for (const id of queue) {
    await live(1 / 60);
    receiptFor([id]);
    most = Math.max(most, deliveries.waiting);
  }
  expect(sent()).toBe(1_000);
  expect(most).toBeLessThan(110);
});

test("a row that the receiver lost while others arrive is sent again", async () => {
  const { outbox, deliveries, live, sent, receiptFor } = silentReceiver();
  for (let n = 0; n < 300; n++) outbox.add(readDraft(n));
  const [lost, ...others] = outbox.next(300).map(({ id }) => id);
  for (const id of others) {
    await live(1 / 60);
    receiptFor([id]);
  }
  expect(sent()).toBeGreaterThan(300);
  expect(sent()).toBeLessThan(306);
  receiptFor([lost ?? ""]);
  expect(deliveries.waiting).toBe(0);
});

test("a broker without retained messages: everything is delivered, the missing status is told once", async () => {
  const broker = await testBroker({ settings: ["retain_available false"] });
  const receiver = await testReceiver(broker);
  const listener = connect(broker.url, {
    protocolVersion: 5,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
  });
  onTestFinished(() => void listener.end(true));
  const heard: string[] = [];
  listener.on("message", (topic) => heard.push(topic));
  await listener.subscribeAsync("tagwatch/car-12/status", { qos: 1 });
  const uplink = testUplink(broker, { config: { statusEvery: "1s" } });
  for (let n = 0; n < 20; n++) uplink.outbox.add(readDraft(n));
  uplink.outbox.add(hitDraft(7));
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct).toEqual({ hit: 1, read: 20 }), wait);
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(2), wait);
  expect(uplink.faults.raised).toEqual(["BROKER_NO_RETAIN"]);
  expect(uplink.uploader.status().connections).toBe(1);
});

test("a second unit with our id is told, and both deliver by turns instead of pushing each other off", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const [one, two] = [testUplink(broker), testUplink(broker)];
  one.start();
  await vi.waitFor(() => expect(one.uploader.status().state).toBe("connected"), wait);
  two.start();
  // This mosquitto closes the older connection without a word.
  await vi.waitFor(() => expect(one.faults.list()[0]?.code).toBe("UNIT_ID_TWICE"), wait);
  expect(one.faults.list()[0]).toMatchObject({ subject: "tagwatch-car-12", severity: "warning" });
  one.outbox.add(readDraft(1));
  two.outbox.add(readDraft(2));
  await vi.waitFor(() => expect(two.faults.list()[0]?.code).toBe("UNIT_ID_TWICE"), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct["read"]).toBe(2), wait);
  expect(one.uploader.status().connections + two.uploader.status().connections).toBeLessThanOrEqual(10);
  // A connection that works for a moment is no sign that the twin is gone.
  expect(one.faults.list().map((fault) => fault.code)).toContain("UNIT_ID_TWICE");
}, 40_000);

test("a broker that says that our session was taken over is believed at once", async () => {
  const broker = await fakeBroker(() => ({ disconnect: 0x8e }));
  const uplink = plainUplink(broker.url);
  uplink.outbox.add(readDraft(1));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()).toHaveLength(1), wait);
  expect(uplink.faults.list()[0]).toMatchObject({ code: "UNIT_ID_TWICE", severity: "critical" });
  expect(broker.connects).toHaveLength(1);
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 1, parked: 0 });
});

test("a twin unit is forgotten when nobody took the session for ten minutes", async () => {
  const [clock, faults] = [new FakeClock(), memoryFaults()];
  const takeOvers = new TakeOvers({ clock, faults, random: () => 0 }, "tagwatch-car-12");
  expect(takeOvers.waitMs()).toBe(0);
  const waits = Array.from({ length: 8 }, () => {
    takeOvers.seen();
    return takeOvers.waitMs();
  });
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000, 120_000]);
  expect(takeOvers.waitMs()).toBe(0);
  await clock.advance(599_000);
  takeOvers.works();
  expect(faults.list()).toHaveLength(1);
  await clock.advance(1_000);
  takeOvers.works();
  expect(faults.list()).toEqual([]);
  takeOvers.seen();
  expect(takeOvers.waitMs()).toBe(5_000);
});
