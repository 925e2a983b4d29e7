// A real mosquitto and the reference receiver.
import { randomBytes } from "node:crypto";
import { connect, type MqttClient } from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Broker } from "../../kit/peers/broker.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { messageSchemas, type StatusMessage } from "../../../src/shared/protocol/message-schemas.js";
import { hitMessage, readMessage, recordMessages } from "../../../src/unit/upload/messages.js";
import { plainUplink, testBroker, testReceiver, testUplink } from "../../kit/units/uplink.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { fakeBroker } from "../../kit/peers/fake-broker.js";

const wait = { timeout: 15_000, interval: 20 };

/** A plain client with the receiver's rights. */
async function testClient(broker: Broker): Promise<MqttClient> {
  const client = connect(broker.url, {
    protocolVersion: 5,
    ca: broker.authority.ca,
    username: "receiver",
    password: broker.users["receiver"] ?? "",
  });
  onTestFinished(() => void client.end(true));
  await new Promise((resolve) => client.once("connect", resolve));
  return client;
}

test("reads, hits and pictures arrive over TLS and leave the outbox", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const uplink = testUplink(broker, {
    pictures: { picture: (id) => Promise.resolve(jpegs.get(id) ?? null) },
  });
  for (let n = 0; n < 20; n++) {
    const read = nthRead(n);
    const pictures = { plate: randomBytes(3_000), vehicle: randomBytes(150_000) };
    jpegs.set(`${read.id}.1.plate`, pictures.plate).set(`${read.id}.1.vehicle`, pictures.vehicle);
    const hits = n === 7 ? [nthHit(n, read)] : [];
    for (const draft of recordMessages(read, hits, pictures)) uplink.outbox.add(draft);
  }
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct).toEqual({ hit: 1, read: 20, picture: 40 }), wait);
  expect(receiver.counts()).toMatchObject({ again: 0, twins: 0, bad: 0, openPictures: 0 });
});

test("on a metered link only pictures of hits are sent", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const jpeg = randomBytes(2_000);
  const uplink = testUplink(broker, {
    config: { metered: { unmeteredFile: "/nonexistent/operstate" } },
    pictures: { picture: () => Promise.resolve(jpeg) },
  });
  for (const n of [1, 2]) {
    const read = nthRead(n);
    const hits = n === 2 ? [nthHit(n, read)] : [];
    for (const draft of recordMessages(read, hits, { plate: jpeg, vehicle: jpeg })) uplink.outbox.add(draft);
  }
  uplink.start();
  await vi.waitFor(() => expect(receiver.counts().distinct["picture"]).toBe(2), wait);
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(2), wait);
  expect(uplink.outbox.next(9).every((item) => item.kind === "picture")).toBe(true);
  expect(uplink.uploader.status().metered).toBe(true);
});

test("with confirm: receiver a row leaves only with its receipt", async () => {
  const broker = await testBroker();
  // Somebody listens, and says nothing.
  const mute = await testClient(broker);
  await mute.subscribeAsync(["tagwatch/car-12/reads", "tagwatch/car-12/pictures"], { qos: 1 });
  const jpeg = randomBytes(90_000);
  const uplink = testUplink(broker, {
    config: { confirm: "receiver", receiptTimeout: "700ms" },
    pictures: { picture: () => Promise.resolve(jpeg) },
  });
  for (const draft of recordMessages(nthRead(1), [], { plate: jpeg, vehicle: jpeg }))
    uplink.outbox.add(draft);
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().awaitingReceipt).toBe(3), wait);
  expect(uplink.outbox.counts().waiting).toBe(3);
  await vi.waitFor(() => expect(uplink.faults.list()[0]?.code).toBe("RECEIVER_SILENT"), wait);
  const persisted: string[] = [];
  await testReceiver(broker, {
    receipts: true,
    persist: (verdicts) => {
      persisted.push(...verdicts.flatMap((verdict) => (verdict.kind === "new" ? [verdict.type] : [])));
      return Promise.resolve();
    },
  });
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  expect(persisted.sort()).toEqual(["picture", "picture", "read"]);
  expect(uplink.faults.list()).toEqual([]);
  expect(uplink.uploader.status()).toMatchObject({ awaitingReceipt: 0, delivered: 3 });
});

test("what the receiver refuses stays, and nonsense on the receipts topic harms nothing", async () => {
  const broker = await testBroker();
  const client = await testClient(broker);
  await client.subscribeAsync("tagwatch/car-12/reads", { qos: 1 });
  const uplink = testUplink(broker, { config: { confirm: "receiver" } });
  const read = nthRead(1);
  uplink.outbox.add(readMessage(read, []));
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().awaitingReceipt).toBe(1), wait);
  const say = (body: unknown): void =>
    void client.publish("tagwatch/car-12/receipts", typeof body === "string" ? body : JSON.stringify(body));
  say("not json");
  say({ v: 2, type: "receipt", ids: [`${read.id}.1`] });
  say({ v: 1, type: "receipt", refused: [{ id: `${read.id}.1`, reason: "no such unit" }] });
  await vi.waitFor(() => expect(uplink.outbox.row(`${read.id}.1`)?.attempts).toBe(1), wait);
  expect(uplink.uploader.status().badReceipts).toBe(2);
  expect(uplink.outbox.counts().waiting).toBe(1);
  await vi.waitFor(() => expect(uplink.uploader.status().awaitingReceipt).toBe(1), wait);
  // What is confirmed does not come again because the receiver's clock is nonsense.
  say({ v: 1, type: "receipt", at: "yesterday", ids: [`${read.id}.1`, "unknown"] });
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
});

test("the retained status says online with health, and offline after a stop", async () => {
  const broker = await testBroker();
  const client = await testClient(broker);
  const seen: StatusMessage[] = [];
  client.on("message", (_, payload) =>
    seen.push(messageSchemas.status.parse(JSON.parse(payload.toString()))),
  );
  const uplink = testUplink(broker);
  uplink.faults.raise({ code: "GPS_LOST", subject: "gps", severity: "warning", text: "no fix" });
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().state).toBe("connected"), wait);
  await client.subscribeAsync("tagwatch/car-12/status", { qos: 1 });
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), wait);
  expect(seen[0]).toMatchObject({ state: "online", version: "0.0.0-test", health: { worst: "warning" } });
  // The minute is not waited for when something else stands.
  uplink.faults.raise({ code: "POWER_LOW", subject: "computer", severity: "critical", text: "4.5 V" });
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ health: { worst: "critical" } }), wait);
  await uplink.stop();
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ state: "offline", reason: "stopped" }), wait);
});

test("an announcement sent while we were away arrives, and a handler that throws harms nothing", async () => {
  const broker = await testBroker();
  const client = await testClient(broker);
  await client.subscribeAsync("tagwatch/car-12/reads", { qos: 1 });
  const first = testUplink(broker);
  first.uploader.onMessage("hotlist", () => undefined);
  first.start();
  await vi.waitFor(() => expect(first.uploader.status().state).toBe("connected"), wait);
  first.outbox.add(readMessage(nthRead(1), []));
  await vi.waitFor(() => expect(first.outbox.counts().waiting).toBe(0), wait);
  await first.stop();
  await client.publishAsync("tagwatch/car-12/hotlist", "list 7", { qos: 1 });
  await client.publishAsync("tagwatch/car-12/hotlist", "list 8", { qos: 1 });
  const second = testUplink(broker);
  const heard: string[] = [];
  second.uploader.onMessage("hotlist", (payload) => {
    heard.push(Buffer.from(payload).toString());
    if (heard.length === 1) throw new Error("cannot");
  });
  second.start();
  await vi.waitFor(() => expect(heard).toEqual(["list 7", "list 8"]), wait);
  expect(second.log.lines.some((line) => line.text.includes("not understood"))).toBe(true);
});

test("a stop delivers what waits", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const uplink = testUplink(broker);
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().state).toBe("connected"), wait);
  for (let n = 0; n < 50; n++) uplink.outbox.add(hitMessage(nthHit(n, nthRead(n)), nthRead(n)));
  await uplink.stop();
  expect(uplink.outbox.counts().waiting).toBe(0);
  await vi.waitFor(() => expect(receiver.counts().distinct["hit"]).toBe(50), wait);
});

test("a stop waits for answers no longer than two seconds", async () => {
  const broker = await fakeBroker(() => "silence");
  const clock = new FakeClock();
  const uplink = plainUplink(broker.url, {}, { clock });
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().state).toBe("connected"), wait);
  uplink.outbox.add(hitMessage(nthHit(1, nthRead(1)), nthRead(1)));
  uplink.uploader.wake();
  await vi.waitFor(() => expect(broker.published).toHaveLength(1), wait);
  let isOver = false;
  const stopped = uplink.stop().then(() => (isOver = true));
  await clock.advance(1_900);
  expect(isOver).toBe(false);
  await clock.advance(200);
  await stopped;
  expect(uplink.outbox.counts().waiting).toBe(1);
});
