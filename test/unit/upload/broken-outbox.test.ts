// The database behind the outbox may fail at any call (full disk): nothing is lost, and nobody else is harmed.
import { expect, test, vi } from "vitest";
import { readMessage } from "../../../src/unit/upload/messages.js";
import { nthRead } from "../../kit/samples/numbered.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { fakeBroker } from "../../kit/peers/fake-broker.js";
import { plainUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 15_000, interval: 20 };

test.each(["next", "sent", "refused"] as const)(
  "a failing %s ends the run, and the next run goes on",
  async (call) => {
    let answer = call === "refused" ? 0x97 : 0;
    const broker = await fakeBroker(() => answer);
    const inner = memoryOutbox();
    let full = true;
    const fail = (): never => {
      throw new Error("database or disk is full");
    };
    const outbox = {
      ...inner,
      [call]: (...args: never[]) => (full ? fail() : (inner[call] as (...a: never[]) => never)(...args)),
    };
    const uplink = plainUplink(broker.url, {}, { outbox });
    for (let n = 0; n < 5; n++) inner.add(readMessage(nthRead(n), []));
    const stopping = new AbortController();
    await expect(uplink.uploader.run(stopping.signal)).rejects.toThrow("disk is full");
    expect(() => uplink.uploader.wake()).not.toThrow();
    expect(inner.counts().waiting).toBe(5);
    full = false;
    answer = 0;
    const running = uplink.uploader.run(stopping.signal);
    await vi.waitFor(() => expect(inner.counts().waiting).toBe(0), wait);
    stopping.abort();
    await running;
  },
);

test("rows that an operator released are sent without a new connection", async () => {
  const broker = await fakeBroker(() => 0);
  const inner = memoryOutbox();
  let hidden = true;
  const first = readMessage(nthRead(1), []);
  const outbox = {
    ...inner,
    next: (...args: Parameters<typeof inner.next>) =>
      inner.next(...args).filter((item) => !(hidden && item.id === first.id)),
  };
  const uplink = plainUplink(broker.url, {}, { outbox });
  inner.add(first);
  inner.add(readMessage(nthRead(2), []));
  uplink.start();
  await vi.waitFor(() => expect(inner.counts().waiting).toBe(1), wait);
  hidden = false;
  await vi.waitFor(() => expect(inner.counts().waiting).toBe(0), wait);
  expect(uplink.uploader.status().connections).toBe(1);
});
