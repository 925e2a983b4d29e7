// What goes wrong before a connection works: each has words of its own, and nothing is lost.
import { expect, test, vi } from "vitest";
import { makeAuthority } from "../../kit/peers/certificates.js";
import { freePort } from "../../kit/peers/broker.js";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import { hitMessage } from "../../../src/unit/upload/messages.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { testBroker, testReceiver, testUplink, type TestUplink } from "../../kit/units/uplink.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const wait = { timeout: 15_000, interval: 20 };
const draft = (): OutboxDraft => hitMessage(nthHit(1, nthRead(1)), nthRead(1));

async function expectFault(uplink: TestUplink, code: string, ...words: readonly string[]): Promise<void> {
  uplink.outbox.add(draft());
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.list()).toHaveLength(1), wait);
  const [fault] = uplink.faults.list();
  expect(fault?.code).toBe(code);
  for (const word of words) expect(`${fault?.text ?? ""} | ${fault?.hint ?? ""}`).toContain(word);
  expect(uplink.outbox.counts()).toMatchObject({ waiting: 1, parked: 0 });
}

const strangerAuthority = () => makeAuthority(scratchFolder(), "A stranger");

test("the broker's certificate comes from another authority", async () => {
  const broker = await testBroker();
  const uplink = testUplink(broker, { secrets: { ca: strangerAuthority().ca } });
  await expectFault(uplink, "BROKER_DOWN", "not signed by an authority we trust", "upload.ca");
});

test("the broker's certificate is for another host", async () => {
  const broker = await testBroker({ certificateNames: "DNS:broker.example" });
  await expectFault(testUplink(broker), "BROKER_DOWN", "its certificate is for another name", "upload.url");
});

test("the broker's certificate has expired", async () => {
  const broker = await testBroker({ certificateDays: -1 });
  await expectFault(testUplink(broker), "BROKER_DOWN", "its certificate has expired", "clock");
});

test("the password was revoked while we were away", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const uplink = testUplink(broker);
  uplink.outbox.add(draft());
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await broker.kill();
  broker.setPassword("unit", "another");
  await broker.start();
  uplink.outbox.add(hitMessage(nthHit(2, nthRead(2)), nthRead(2)));
  // While the broker starts there is BROKER_DOWN as well.
  const refused = (): string | undefined =>
    uplink.faults.list().find((fault) => fault.code === "BROKER_REFUSED")?.text;
  await vi.waitFor(() => expect(refused()).toMatch(/not authorised|user name or password refused/), wait);
  expect(uplink.outbox.counts().waiting).toBe(1);
  broker.setPassword("unit", broker.users["unit"] ?? "");
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  await vi.waitFor(() => expect(receiver.counts().distinct["hit"]).toBe(2), wait);
  expect(uplink.faults.list()).toEqual([]);
});

test("the broker asks for a client certificate we do not have, then we have one", async () => {
  const broker = await testBroker({ requireCertificate: true });
  const without = testUplink(broker);
  await expectFault(without, "BROKER_REFUSED", "client certificate", "upload.certificate");
  await without.stop();
  const { certificate, key } = broker.authority.issue("car-12");
  const password = Buffer.from(`${broker.users["unit"] ?? ""}\n`);
  const uplink = testUplink(broker, { secrets: { ca: broker.authority.ca, certificate, key, password } });
  // It is let in and its hit is taken; that nobody is there to receive it is another matter.
  await expectFault(uplink, "NOBODY_SUBSCRIBED", "hits");
});

test("our client certificate has expired", async () => {
  const broker = await testBroker({ requireCertificate: true });
  const { certificate, key } = broker.authority.issue("car-12", -1);
  const uplink = testUplink(broker, { secrets: { ca: broker.authority.ca, certificate, key } });
  await expectFault(uplink, "BROKER_REFUSED", "our certificate has expired");
});

test("nothing listens there", async () => {
  const broker = await testBroker();
  const url = `mqtts://localhost:${String(await freePort())}`;
  await expectFault(testUplink(broker, { config: { url } }), "BROKER_DOWN", "nothing listens there");
});
