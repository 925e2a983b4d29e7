// The time of a receipt counts only where it answers what was just sent, over a verified connection.
import { expect, test, vi } from "vitest";
import type { ToldTime } from "../../../src/unit/core/time/centre-time.js";
import { nthRead } from "../../kit/samples/numbered.js";
import { Deliveries } from "../../../src/unit/upload/receipts/deliveries.js";
import { createMarks } from "../../../src/unit/upload/marks.js";
import { readMessage } from "../../../src/unit/upload/messages.js";
import { Refusals } from "../../../src/unit/upload/refusals.js";
import { Rows } from "../../../src/unit/upload/rows.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { fakeBroker } from "../../kit/peers/fake-broker.js";
import { testUplink } from "../../kit/units/uplink.js";

const wait = { timeout: 10_000, interval: 10 };
const at = new Date().toISOString();
const receipt = (of: object): string => JSON.stringify({ v: 1, type: "receipt", at, ...of });

test("is bounded by the last row it names; one that names nothing that waits tells nothing", async () => {
  const clock = new FakeClock();
  const [outbox, faults] = [memoryOutbox(), memoryFaults()];
  const rows = new Rows(outbox);
  const told: Omit<ToldTime, "address">[] = [];
  const marks = createMarks({ outbox, clock, faults });
  const deps = { marks, rows, clock, faults, log: memoryLog(), random: () => 0 };
  const deliveries = new Deliveries({
    ...deps,
    refusals: new Refusals(deps),
    onTime: (time) => void told.push(time),
    confirm: "receiver",
    receiptTimeoutMs: 60_000,
  });
  const sent: bigint[] = [];
  const ids = [1, 2].map((n) => {
    const draft = readMessage(nthRead(n), []);
    outbox.add(draft);
    return draft.id;
  });
  for (let n = 0; n < 2; n++) {
    const item = rows.take("read");
    if (item) deliveries.sending(item);
    sent.push(clock.monoNs());
    await clock.advance(5_000);
  }
  deliveries.receipt(Buffer.from(receipt({ ids: ["another"] })));
  deliveries.receipt(Buffer.from(receipt({ ids })));
  deliveries.receipt(Buffer.from(receipt({ ids })));
  expect(told).toEqual([{ at: Date.parse(at), askedNs: sent[1], heardNs: clock.monoNs() }]);
});

test("is not taken over a connection without TLS, though the receipt counts", async () => {
  const broker = await fakeBroker(() => 0);
  const told: ToldTime[] = [];
  const authority = { ca: Buffer.alloc(0) } as Parameters<typeof testUplink>[0]["authority"];
  const uplink = testUplink(
    { ...broker, authority, users: {} },
    { config: { confirm: "receiver" }, secrets: {}, onTime: (time) => void told.push(time) },
  );
  const draft = readMessage(nthRead(1), []);
  uplink.outbox.add(draft);
  uplink.start();
  await vi.waitFor(() => expect(uplink.uploader.status().awaitingReceipt).toBe(1), wait);
  broker.send("tagwatch/car-12/receipts", receipt({ ids: [draft.id] }));
  await vi.waitFor(() => expect(uplink.outbox.counts().waiting).toBe(0), wait);
  expect(told).toEqual([]);
});
