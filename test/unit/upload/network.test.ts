// A real mosquitto behind a bad network.
import { createHash, randomBytes } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { startProxy, type Proxy } from "../../kit/peers/proxy.js";
import type { Broker } from "../../kit/peers/broker.js";
import {
  hitMessage,
  pictureMessage,
  readMessage,
  recordMessages,
} from "../../../src/unit/upload/messages.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { testBroker, testReceiver, testUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 18_000, interval: 20 };

async function testProxy(broker: Broker): Promise<Proxy & { readonly url: string }> {
  const proxy = await startProxy(broker.port);
  onTestFinished(() => proxy.close());
  return Object.assign(proxy, { url: `mqtts://localhost:${String(proxy.port)}` });
}

function addPicture(outbox: { add(draft: ReturnType<typeof pictureMessage>): void }, bytes: number) {
  const read = nthRead(1);
  const jpeg = randomBytes(bytes);
  const sha256 = createHash("sha256").update(jpeg).digest("hex");
  outbox.add(pictureMessage({ id: `${read.id}.1.vehicle`, kind: "vehicle", bytes, sha256 }, read, false));
  return { jpeg, id: `${read.id}.1.vehicle` };
}

test("connections cut in the middle of packets lose nothing", async () => {
  const broker = await testBroker();
  const proxy = await testProxy(broker);
  const receiver = await testReceiver(broker);
  const jpeg = randomBytes(40_000);
  const uplink = testUplink(broker, {
    config: { url: proxy.url },
    pictures: { picture: () => Promise.resolve(jpeg) },
  });
  for (let n = 0; n < 120; n++)
    for (const draft of recordMessages(nthRead(n), [], { plate: jpeg, vehicle: jpeg }))
      uplink.outbox.add(draft);
  uplink.start();
  for (const bytes of [3_001, 20_011, 200_003, 700_001, 1_500_007]) await proxy.cutAfter(bytes);
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct).toMatchObject({ read: 120, picture: 240 }), wait);
  expect(receiver.counts()).toMatchObject({ bad: 0, twins: 0, openPictures: 0 });
  expect(proxy.accepted).toBeGreaterThanOrEqual(6);
}, 60_000);

test("a broker that is killed after it confirmed loses nothing when the receiver confirms", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker, { receipts: true });
  const uplink = testUplink(broker, { config: { confirm: "receiver", receiptTimeout: "2s" } });
  for (let n = 0; n < 1_000; n++) uplink.outbox.add(readMessage(nthRead(n), []));
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().delivered).toBeGreaterThan(100), wait);
  await broker.kill();
  const before = uplink.outbox.counts().waiting;
  await broker.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), { ...wait, timeout: 50_000 });
  expect(receiver.counts().distinct["read"]).toBe(1_000);
  expect(before).toBeGreaterThan(0);
}, 90_000);

test("a picture goes on where it was when the connection was lost", async () => {
  const broker = await testBroker();
  const proxy = await testProxy(broker);
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const uplink = testUplink(broker, {
    config: { url: proxy.url, chunkSize: "33k" },
    pictures: { picture: (id) => Promise.resolve(jpegs.get(id) ?? null) },
  });
  const { jpeg, id } = addPicture(uplink.outbox, 2_000_000);
  jpegs.set(id, jpeg);
  uplink.start();
  await proxy.cutAfter(1_000_000);
  await vi.waitFor(() => expect(uplink.outbox.row(id)?.chunksSent).toBeGreaterThan(20), wait);
  proxy.resetCounts();
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(1), wait);
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  expect(proxy.bytes.up).toBeLessThan(1_700_000);
  expect(receiver.counts()).toMatchObject({ bad: 0, openPictures: 0 });
}, 60_000);

test("a picture goes on in another process when ours was killed in the middle of it", async () => {
  const broker = await testBroker();
  const proxy = await testProxy(broker);
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const given = {
    config: { url: proxy.url, chunkSize: "33k" },
    pictures: { picture: (id: string) => Promise.resolve(jpegs.get(id) ?? null) },
  };
  const killed = testUplink(broker, given);
  const { jpeg, id } = addPicture(killed.outbox, 2_000_000);
  jpegs.set(id, jpeg);
  killed.start();
  await proxy.cutAfter(1_000_000);
  proxy.drop(true);
  await killed.stop();
  expect(killed.outbox.row(id)?.chunksSent).toBeGreaterThan(20);
  proxy.accept();
  proxy.resetCounts();
  const next = testUplink(broker, { ...given, outbox: killed.outbox });
  next.start();
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(1), wait);
  await vi.waitFor(() => expect(killed.outbox.counts().waiting).toBe(0), wait);
  expect(proxy.bytes.up).toBeLessThan(1_700_000);
}, 60_000);

test("pictures fit the broker's maximum packet size", async () => {
  const broker = await testBroker({ settings: ["max_packet_size 20000"] });
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const uplink = testUplink(broker, {
    pictures: { picture: (id) => Promise.resolve(jpegs.get(id) ?? null) },
  });
  const { jpeg, id } = addPicture(uplink.outbox, 150_000);
  jpegs.set(id, jpeg);
  uplink.start();
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(1), wait);
  expect(uplink.uploader.status().connections).toBe(1);
});

// mosquitto's message_size_limit is not announced in CONNACK, and what it does about a message above it cuts the connection.
test("pieces shrink when the broker refuses their size without having said so", async () => {
  const broker = await testBroker({ settings: ["message_size_limit 12000"] });
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const uplink = testUplink(broker, {
    pictures: { picture: (id) => Promise.resolve(jpegs.get(id) ?? null) },
  });
  const { jpeg, id } = addPicture(uplink.outbox, 150_000);
  jpegs.set(id, jpeg);
  uplink.start();
  let reads = 0;
  // Reads go on coming: their answers must not hide that no picture gets through.
  const reading = setInterval(() => uplink.outbox.add(readMessage(nthRead(10 + reads++), [])), 50);
  onTestFinished(() => clearInterval(reading));
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(1), wait);
  clearInterval(reading);
  await vi.waitFor(() => expect(uplink.outbox.counts()).toMatchObject({ waiting: 0, parked: 0 }), wait);
  expect(receiver.counts()).toMatchObject({ bad: 0, twins: 0 });
  expect(receiver.counts().distinct["read"]).toBe(reads);
}, 60_000);

test("a network that cuts every connection makes pieces smaller, but refuses nothing", async () => {
  const broker = await testBroker();
  const proxy = await testProxy(broker);
  const receiver = await testReceiver(broker);
  const jpeg = randomBytes(200_000);
  const uplink = testUplink(broker, {
    config: { url: proxy.url },
    pictures: { picture: () => Promise.resolve(jpeg) },
  });
  const sha256 = createHash("sha256").update(jpeg).digest("hex");
  const read = nthRead(1);
  const picture = { id: `${read.id}.1.vehicle`, kind: "vehicle", bytes: jpeg.length, sha256 } as const;
  uplink.outbox.add(pictureMessage(picture, read, false));
  uplink.start();
  // Each connection dies after some 30 kB: no piece of the usual 64 kB would ever arrive.
  let arrived = false;
  void (async () => {
    while (!arrived) await proxy.cutAfter(30_000);
  })();
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(1), { ...wait, timeout: 50_000 });
  arrived = true;
  expect(uplink.outbox.row(picture.id)?.attempts ?? 0).toBe(0);
  expect(proxy.accepted).toBeGreaterThan(5);
  expect(uplink.faults.raised).not.toContain("BROKER_REFUSED");
}, 60_000);

test("access rules that forbid a topic hold its rows until they are mended", async () => {
  const broker = await testBroker({
    acl: "user unit\ntopic write tagwatch/car-12/hits\ntopic write tagwatch/car-12/status\nuser receiver\ntopic readwrite tagwatch/#\n",
  });
  const receiver = await testReceiver(broker);
  const uplink = testUplink(broker);
  uplink.outbox.add(readMessage(nthRead(1), []));
  uplink.outbox.add(hitMessage(nthHit(1, nthRead(1)), nthRead(1)));
  uplink.start();
  await vi.waitFor(() => expect(receiver.counts().distinct["hit"]).toBe(1), wait);
  await vi.waitFor(() => expect(uplink.outbox.row(`${nthRead(1).id}.1`)?.attempts).toBeGreaterThan(0), wait);
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 1, parked: 0 });
  broker.setAcl("user unit\ntopic readwrite tagwatch/car-12/#\nuser receiver\ntopic readwrite tagwatch/#\n");
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
}, 30_000);

test("a hit overtakes pictures on a slow link", async () => {
  const broker = await testBroker();
  const proxy = await testProxy(broker);
  let carried = 0;
  const receiver = await testReceiver(broker, {
    onVerdict: (verdict) => {
      if (verdict.kind === "new" && verdict.type === "hit") carried = proxy.bytes.up;
    },
  });
  const jpeg = randomBytes(60_000);
  const uplink = testUplink(broker, {
    config: { url: proxy.url },
    pictures: { picture: () => Promise.resolve(jpeg) },
  });
  for (let n = 0; n < 60; n++)
    for (const draft of recordMessages(nthRead(n), [], { plate: jpeg, vehicle: jpeg }))
      uplink.outbox.add(draft);
  proxy.throttle(125_000);
  uplink.start();
  await vi.waitFor(() => expect(proxy.bytes.up).toBeGreaterThan(400_000), wait);
  const before = proxy.bytes.up;
  uplink.outbox.add(hitMessage(nthHit(1, nthRead(1)), nthRead(1)));
  uplink.uploader.wake();
  await vi.waitFor(() => expect(receiver.counts().distinct["hit"]).toBe(1), wait);
  // No more went before it than was on its way: at this link's pace two seconds.
  expect(carried - before).toBeLessThan(250_000);
  expect(uplink.outbox.counts().waiting).toBeGreaterThan(10);
  proxy.throttle(0);
}, 60_000);
