// The database behind the outbox may fail at any call (full disk): nothing is lost, and nobody else is harmed.
import { expect, test, vi } from "vitest";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { fakeBroker } from "../../kit/peers/fake-broker.js";
import { plainUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 15_000, interval: 20 };

/** An outbox with five reads one of whose calls fails until the disk has space again. */
function brokenOutbox(call: "next" | "sent" | "refused" | "progress") {
  const inner = memoryOutbox();
  const disk = { isFull: true };
  const fail = (): never => {
    throw new Error("database or disk is full");
  };
  const outbox = {
    ...inner,
    [call]: (...args: never[]) => (disk.isFull ? fail() : (inner[call] as (...a: never[]) => never)(...args)),
  };
  for (let n = 0; n < 5; n++) inner.add(readMessage(nthRead(n), []));
  return { inner, outbox, disk };
}

test("an outbox that cannot be read ends the run, and the next run goes on", async () => {
  const broker = await fakeBroker(() => 0);
  const { inner, outbox, disk } = brokenOutbox("next");
  const uplink = plainUplink(broker.url, {}, { outbox });
  const stopping = new AbortController();
  await expect(uplink.uploader.run(stopping.signal)).rejects.toThrow("disk is full");
  expect(() => uplink.uploader.wake()).not.toThrow();
  expect(inner.counts().waiting).toBe(5);
  disk.isFull = false;
  const running = uplink.uploader.run(stopping.signal);
  await vi.waitFor(() => expect(inner.counts().waiting).toBe(0), wait);
  stopping.abort();
  await running;
});

test("what was delivered and cannot be marked is told, sent once, and no alert waits for it", async () => {
  const broker = await fakeBroker(() => 0);
  const { inner, outbox, disk } = brokenOutbox("sent");
  const uplink = plainUplink(broker.url, {}, { outbox });
  uplink.start();
  await vi.waitFor(
    () => expect(uplink.faults.standing.get("OUTBOX_WRITE upload")).toMatch(/disk is full/),
    wait,
  );
  inner.add(hitMessage(nthHit(9, nthRead(9)), nthRead(9)));
  uplink.uploader.wake();
  await vi.waitFor(() => expect(broker.published).toHaveLength(6), wait);
  expect(inner.counts().waiting).toBe(6);
  disk.isFull = false;
  await vi.waitFor(() => expect(inner.counts().waiting).toBe(0), wait);
  expect(uplink.faults.list()).toEqual([]);
  expect(broker.published).toHaveLength(6);
  expect(uplink.uploader.status().connections).toBe(1);
});

test("a row that is refused and cannot be marked rests all the same, over the same connection", async () => {
  let answer = 0x99;
  const broker = await fakeBroker(() => answer);
  const { inner, outbox, disk } = brokenOutbox("refused");
  const uplink = plainUplink(broker.url, {}, { outbox });
  uplink.start();
  await vi.waitFor(() => expect(uplink.faults.standing.has("OUTBOX_WRITE upload")).toBe(true), wait);
  expect(inner.counts()).toMatchObject({ waiting: 5, parked: 0 });
  disk.isFull = false;
  answer = 0;
  await vi.waitFor(() => expect(inner.counts()).toMatchObject({ waiting: 0, parked: 0 }), wait);
  await vi.waitFor(() => expect(uplink.faults.list()).toEqual([]), wait);
  expect(uplink.uploader.status().connections).toBe(1);
});

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
