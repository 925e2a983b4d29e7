import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { recordMessages } from "../../src/upload/messages.js";
import { sampleHit, sampleRead } from "../../scripts/drill/lib/samples.js";
import { testBroker, testReceiver, testUplink } from "./uplink.js";

test("reads, hits and pictures arrive over TLS and leave the outbox", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker);
  const jpegs = new Map<string, Buffer>();
  const uplink = testUplink(broker, {
    pictures: { picture: (id) => Promise.resolve(jpegs.get(id) ?? null) },
  });
  for (let n = 0; n < 20; n++) {
    const read = sampleRead(n);
    const pictures = { plate: randomBytes(3_000), vehicle: randomBytes(150_000) };
    jpegs.set(`${read.id}.1.plate`, pictures.plate).set(`${read.id}.1.vehicle`, pictures.vehicle);
    for (const draft of recordMessages(read, n === 7 ? [sampleHit(n, read)] : [], pictures))
      uplink.outbox.add(draft);
  }
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), { timeout: 10_000 });
  await vi.waitFor(() =>
    expect(receiver.counts().distinct).toEqual({ hit: 1, read: 20, picture: 40, status: undefined }),
  );
  expect(receiver.counts()).toMatchObject({ again: 0, twins: 0, bad: 0, openPictures: 0 });
});
