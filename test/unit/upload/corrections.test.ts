// A hit of a corrected read goes out under its id again: a receipt for the first is none for the correction.
import { expect, test, vi } from "vitest";
import { alertMessage, hitMessage } from "../../../src/unit/upload/messages.js";
import { Deliveries } from "../../../src/unit/upload/receipts/deliveries.js";
import { createMarks } from "../../../src/unit/upload/marks.js";
import { Refusals } from "../../../src/unit/upload/refusals.js";
import { Rows } from "../../../src/unit/upload/rows.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryOutbox } from "../../kit/doubles/outbox.js";
import { nthHit, nthRead } from "../../kit/samples/numbered.js";
import { testBroker, testReceiver, testUplink } from "../../kit/units/uplink.js";

const receipt = (of: object): Buffer => Buffer.from(JSON.stringify({ v: 1, type: "receipt", ...of }));

function deliveriesOf(outbox: ReturnType<typeof memoryOutbox>) {
  const [clock, faults, rows] = [new FakeClock(), memoryFaults(), new Rows(outbox)];
  const marks = createMarks({ outbox, clock, faults });
  const deps = { marks, rows, clock, faults, log: memoryLog(), random: () => 0 };
  const more = { refusals: new Refusals(deps), onTime: () => undefined, confirm: "receiver" } as const;
  return { rows, deliveries: new Deliveries({ ...deps, ...more, receiptTimeoutMs: 60_000 }) };
}

const read = nthRead(1);
const hit = nthHit(1, read);
const corrected = { ...read, revision: 2 };
const alert = { hit, kind: "cancelled", recorded: true, raisedAt: 0 } as const;

test.each([
  ["hit", [hitMessage(hit, read), hitMessage(hit, corrected)]],
  ["alert", [alertMessage({ ...alert, read }), alertMessage({ ...alert, read: corrected })]],
])("a receipt for a %s confirms its revision only, in flight at once or late", (_kind, drafts) => {
  const outbox = memoryOutbox();
  for (const draft of drafts) outbox.add(draft);
  const { rows, deliveries } = deliveriesOf(outbox);
  const [first, second] = [rows.take("hit"), rows.take("hit")];
  if (!first || !second) throw new Error("no rows");
  for (const item of [first, second]) deliveries.sending(item);
  for (const item of [first, second]) deliveries.published(item);
  for (let times = 0; times < 2; times++) deliveries.receipt(receipt({ ids: [first.id] }));
  deliveries.receipt(receipt({ refused: [{ id: first.id, reason: "late" }] }));
  deliveries.flush();
  expect(outbox.sentSeqs).toEqual([first.seq]);
  deliveries.receipt(receipt({ ids: [`${second.id}.2`] }));
  deliveries.flush();
  expect(outbox.sentSeqs).toEqual([first.seq, second.seq]);
});

test("the reference receiver keeps both and answers each", async () => {
  const broker = await testBroker();
  const receiver = await testReceiver(broker, { receipts: true });
  const uplink = testUplink(broker, { config: { confirm: "receiver" } });
  for (const one of [read, corrected]) uplink.outbox.add(hitMessage(hit, one));
  uplink.start();
  await vi.waitFor(() => expect(uplink.outbox.sentSeqs).toHaveLength(2), { timeout: 20_000 });
  expect(receiver.has(`${hit.id}.2`)).toBe(true);
});
