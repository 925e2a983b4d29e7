// What the broker may refuse and how: nothing is ever lost, nothing is ever repeated in a rush.
import { describe, expect, test, vi } from "vitest";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import { decompress } from "../../../src/shared/protocol/compress.js";
import { alertMessage, hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { fakeBroker, type Answer } from "../../kit/peers/fake-broker.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { plainUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 15_000, interval: 20 };
const readDraft = (n: number): OutboxDraft => readMessage(nthRead(n), []);
const hitDraft = (n: number): OutboxDraft => hitMessage(nthHit(n, nthRead(n)), nthRead(n));
const idOf = (payload: string | Buffer): string =>
  (JSON.parse(decompress(Buffer.from(payload)).toString()) as { readonly id: string }).id;

test("quota exceeded: the row stays, a fault says so, and it passes when the broker has room again", async () => {
  let room = false;
  const broker = await fakeBroker(() => (room ? 0 : 0x97));
  const uplink = plainUplink(broker.url);
  for (let n = 0; n < 30; n++) uplink.outbox.add(readDraft(n));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()).toHaveLength(1), wait);
  expect(uplink.faults.list()[0]).toMatchObject({ code: "BROKER_REFUSED", subject: "reads" });
  expect(uplink.faults.list()[0]?.text).toContain("quota exceeded (0x97)");
  expect(uplink.outbox.counts().waiting).toBe(30);
  const rush = broker.published.length;
  room = true;
  await vi.waitFor(() => expect(uplink.outbox.counts()).toMatchObject({ waiting: 0, parked: 0 }), wait);
  expect(rush).toBeLessThanOrEqual(30 + 2);
  expect(uplink.faults.list()).toEqual([]);
});

test("a kind that is not authorised pauses alone; hits go on", async () => {
  const broker = await fakeBroker((packet) => (packet.topic.endsWith("/reads") ? 0x87 : 0));
  const uplink = plainUplink(broker.url);
  for (let n = 0; n < 5; n++) uplink.outbox.add(readDraft(n));
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()[0]?.text).toContain("not authorised (0x87)"), wait);
  uplink.outbox.add(hitDraft(7));
  uplink.uploader.wake();
  await vi.waitFor(() => expect(uplink.outbox.counts().hitsWaiting).toBe(0), wait);
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 5, parked: 0 });
});

test("a row that alone is refused again and again is parked and reported; the others pass", async () => {
  const poisoned = readDraft(3);
  const broker = await fakeBroker((packet) => (idOf(packet.payload) === poisoned.id ? 0x99 : 0));
  const uplink = plainUplink(broker.url);
  // Four refusals lie behind it, from earlier runs: waiting for them here would take half a minute.
  uplink.outbox.add(poisoned);
  const [row] = uplink.outbox.next(1);
  for (let n = 0; n < 3; n++) uplink.outbox.refused(row?.seq ?? 0, "payload format invalid", false);
  uplink.start();
  for (let n = 10; n < 14; n++) uplink.outbox.add(readDraft(n));
  await vi.waitFor(() => expect(uplink.outbox.counts()).toMatchObject({ waiting: 0, parked: 1 }), {
    ...wait,
    timeout: 25_000,
  });
  expect(uplink.outbox.row(poisoned.id)).toMatchObject({ attempts: 5 });
  const fault = uplink.faults.list().find((one) => one.code === "OUTBOX_PARKED");
  expect(fault?.text).toContain(poisoned.id);
  expect(fault?.text).toContain("payload format invalid (0x99)");
}, 30_000);

test("a message that makes the broker cut the connection is found by sending one at a time", async () => {
  const poisoned = readDraft(3);
  const answer = (payload: string | Buffer): Answer =>
    idOf(payload) === poisoned.id ? { disconnect: 0x95 } : 0;
  const broker = await fakeBroker((packet) => answer(packet.payload));
  const uplink = plainUplink(broker.url);
  for (const draft of [readDraft(1), readDraft(2), poisoned, readDraft(4), readDraft(5)])
    uplink.outbox.add(draft);
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(1), wait);
  expect(uplink.outbox.row(poisoned.id)?.attempts).toBeGreaterThanOrEqual(1);
  expect(broker.connects.length).toBeLessThanOrEqual(4);
});

test("a broker that confirms nothing is left after the deadline, and the rows are sent again", async () => {
  let dumb = true;
  const broker = await fakeBroker(() => (dumb ? "silence" : 0));
  const uplink = plainUplink(broker.url, { ackTimeout: "500ms" });
  uplink.outbox.add(readDraft(1));
  uplink.start();
  await vi.waitFor(() => expect(broker.connects.length).toBeGreaterThan(1), wait);
  expect(uplink.faults.raised).toContain("BROKER_DOWN");
  dumb = false;
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  expect(broker.published.length).toBeGreaterThan(1);
});

describe("limits the broker states", () => {
  test("receive maximum is the window; a quarter of it is left for hits", async () => {
    const broker = await fakeBroker(() => "silence", { receiveMaximum: 8 });
    const uplink = plainUplink(broker.url);
    for (let n = 0; n < 30; n++) uplink.outbox.add(readDraft(n));
    uplink.start();
    await vi.waitFor(() => expect(broker.published).toHaveLength(6), wait);
    for (let n = 0; n < 5; n++) uplink.outbox.add(hitDraft(n));
    uplink.uploader.wake();
    await vi.waitFor(() => expect(broker.published).toHaveLength(8), wait);
    expect(broker.published.slice(6).every((packet) => packet.topic.endsWith("/hits"))).toBe(true);
    expect(uplink.uploader.status().inFlight).toBe(8);
  });

  test("a message over the maximum packet size is never sent, and never lost", async () => {
    const broker = await fakeBroker(() => 0, { maximumPacketSize: 400 });
    const uplink = plainUplink(broker.url);
    const long = nthRead(1, {
      camera: "x".repeat(2) + Array.from({ length: 900 }, (_, n) => (n * 7919).toString(36)).join(""),
    });
    uplink.outbox.add(readMessage(long, []));
    uplink.start();
    await vi.waitFor(() => expect(uplink.outbox.row(`${long.id}.1`)?.attempts).toBe(1), wait);
    expect(broker.published).toEqual([]);
    expect(uplink.outbox.counts().waiting).toBe(1);
  });
});

test("alerts expire at the broker and on the unit; hits never do", async () => {
  const broker = await fakeBroker(() => 0);
  const uplink = plainUplink(broker.url);
  const read = nthRead(1);
  const alert = (raisedAt: number, n: number) =>
    alertMessage({ hit: nthHit(n, read), read, recorded: true, kind: "new", raisedAt });
  uplink.outbox.add(alert(Date.now() - 60_000, 1));
  uplink.outbox.add(alert(Date.now() - 3_600_000, 2));
  uplink.outbox.add(hitDraft(1));
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  expect(broker.published.map((packet) => packet.topic)).toEqual([
    "tagwatch/car-12/alerts",
    "tagwatch/car-12/hits",
  ]);
  const expiry = broker.published[0]?.properties?.messageExpiryInterval ?? 0;
  expect(expiry).toBeGreaterThan(500);
  expect(expiry).toBeLessThanOrEqual(540);
  expect(broker.published[1]?.properties?.messageExpiryInterval).toBeUndefined();
});

test("the session outlives the connection, leaves a will, and names topics once", async () => {
  const broker = await fakeBroker(() => 0);
  const uplink = plainUplink(broker.url);
  for (let n = 0; n < 3; n++) uplink.outbox.add(readDraft(n));
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  const [connect] = broker.connects;
  expect(connect).toMatchObject({
    protocolVersion: 5,
    clean: false,
    clientId: "tagwatch-car-12",
    properties: { sessionExpiryInterval: 604_800 },
    will: { topic: "tagwatch/car-12/status", retain: true, qos: 1 },
  });
  expect(broker.published.every((packet) => packet.properties?.topicAlias !== undefined)).toBe(true);
  const will = JSON.parse(String(connect?.will?.payload)) as object;
  expect(will).toMatchObject({ type: "status", state: "offline", reason: "connection lost" });
});
