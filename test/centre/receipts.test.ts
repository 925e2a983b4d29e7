// After a restore: the journal of receipts beside a real archive, and units that are asked through the real broker.
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { take } from "../../src/centre/collect/take.js";
import type { Arrival } from "../../src/centre/core/arrivals.js";
import { openJournal } from "../../src/centre/journal/write.js";
import { askAgain, checkReceipts } from "../../src/centre/receipts.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { encodeChunk } from "../../src/shared/protocol/chunks.js";
import type { SendAgain } from "../../src/shared/protocol/send-again-schema.js";
import { dispositionMessage, hitMessage, readMessage } from "../../src/unit/upload/messages.js";
import { memoryFaults } from "../kit/doubles/faults.js";
import { startArchive, type TestArchive } from "../kit/peers/archive.js";
import { startCentreBroker, type CentreBroker } from "../kit/peers/centre-broker.js";
import { aHit, aRead, idAt } from "../kit/samples/records.js";
import { toldOf } from "../kit/samples/told.js";
import { testKeeping, testSender } from "../kit/units/centre.js";

let archive: TestArchive;
let broker: CentreBroker;
beforeAll(async () => {
  [archive, broker] = await Promise.all([startArchive(), startCentreBroker()]);
});
afterAll(async () => {
  await Promise.all([archive.stop(), broker.stop()]);
});

const arrival = (topic: string, body: Uint8Array): Arrival =>
  take({ unit: "car-12", topic, body: Buffer.from(body), packed: false, receivedAt: Date.now() });

/** One message of each kind that a unit sends for a hit, a second read, and a hit of a corrected read. */
function messages() {
  const [read, other] = [aRead(), aRead({ text: "XYZ789" })];
  const [hit, jpeg] = [aHit(read), randomBytes(300)];
  const corrected = { ...read, revision: 2, text: "A8C123" };
  const { live, ...told } = toldOf(hit, read);
  const verdict = {
    id: idAt(),
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "jones",
    at: Date.now(),
  } as const;
  const header = {
    ...({ v: 1, type: "picture", id: `${read.id}.1.plate`, kind: "plate", bytes: 300 } as const),
    ...{
      sha256: createHash("sha256").update(jpeg).digest("hex"),
      unit: "car-12",
      readId: read.id,
      hit: true,
    },
  };
  const drafts = [
    ...[hitMessage(hit, read), hitMessage(hit, corrected)],
    ...[
      dispositionMessage(verdict, read.unit),
      readMessage(read, []),
      readMessage(corrected, []),
      readMessage(other, []),
    ],
    ...Object.values(told),
  ];
  const batch = drafts.map(({ topic, body }) => arrival(topic, body));
  return {
    ...{ live: arrival(live.topic, live.body), told },
    read,
    other,
    hit,
    verdict,
    batch: [...batch, arrival("pictures", encodeChunk(header, jpeg, 0, 300))],
  };
}

it("names exactly what was receipted and is not in the archive, and asks the units for it through the broker", async () => {
  const { keeping, dir, as } = await testKeeping(archive);
  const receipts = join(dir, "receipts");
  const journal = openJournal({ dir: receipts, name: "centre-1", days: 8 }, memoryFaults());
  const { read, other, hit, verdict, batch, live, told } = messages();
  const answers = await keeping.keep([...batch, live]);
  expect(answers).toHaveLength(batch.length + 1);
  const at = Date.UTC(2026, 0, 15, 13);
  await journal.write(answers, at);
  // Every collector receipts a hit.
  await journal.write(answers, at + 60_000);
  await journal.close();
  const [site, owner] = [as("site"), as("owner")];
  expect(await checkReceipts(receipts, site)).toMatchObject({ checked: 2 * batch.length, uncovered: [] });

  await owner.change("DELETE FROM reads WHERE read_id = $1 AND revision = 1", [read.id]);
  await owner.change("INSERT INTO reads_unset SELECT * FROM reads WHERE read_id = $1", [other.id]);
  await owner.change("DELETE FROM reads WHERE read_id = $1", [other.id]);
  await owner.change("DELETE FROM hits WHERE revision = 2");
  for (const table of ["alerts", "dispositions", "pictures", "faults", "tours", "lookouts"])
    await owner.change(`DELETE FROM ${table}`);
  const { uncovered } = await checkReceipts(receipts, site);
  expect(uncovered.map(({ unit, kind, ids, count }) => ({ unit, kind, ids, count }))).toEqual([
    // Of alerts the one that takes another back; a live one is over.
    { unit: "car-12", kind: "alert", ids: [`${hit.id}.cancelled`], count: 1 },
    { unit: "car-12", kind: "disposition", ids: [verdict.id], count: 1 },
    { unit: "car-12", kind: "fault", ids: [told.fault.id], count: 1 },
    { unit: "car-12", kind: "hit", ids: [`${hit.id}.2`], count: 1 },
    { unit: "car-12", kind: "lookout", ids: [told.lookout.id], count: 1 },
    { unit: "car-12", kind: "picture", ids: [`${read.id}.1.plate`], count: 1 },
    { unit: "car-12", kind: "read", ids: [`${read.id}.1`], count: 1 },
    { unit: "car-12", kind: "tour", ids: [told.tour.id], count: 1 },
  ]);
  expect(uncovered[0]).toMatchObject({ from: at });

  const [unit, another] = [await testSender(broker), await testSender(broker, "car-13")];
  const heard: SendAgain[] = [];
  const onlyAgain = (into: unknown[]) => (topic: string, payload: Buffer) => {
    if (topic.endsWith("/again")) into.push(JSON.parse(payload.toString()));
  };
  const overheard: unknown[] = [];
  unit.client.on("message", onlyAgain(heard));
  another.client.on("message", onlyAgain(overheard));
  await unit.client.subscribeAsync("tagwatch/car-12/again", { qos: 1 });
  await another.client.subscribeAsync("tagwatch/car-12/again", { qos: 1 }).catch(() => undefined);
  const { ca, certificate, key } = broker.collector("centre-1");
  const link = { url: broker.url, clientId: "ask", prefix: "tagwatch", ca, certificate, key };
  const missing = [...uncovered, { ...uncovered[0], unit: "car-99" }] as typeof uncovered;
  const absent = await askAgain({ database: site, clock: createClock(), link, by: "jones" }, missing);
  expect(absent).toEqual(["car-99"]);
  await expect.poll(() => heard.length).toBe(8);
  expect(heard.map(({ kind, ids }) => ({ kind, ids }))).toEqual(
    uncovered.map(({ kind, ids }) => ({ kind, ids })),
  );
  // No unit may ask another one, or hear what it is asked.
  await another.client.publishAsync("tagwatch/car-12/again", "{}", { qos: 1 }).catch(() => undefined);
  await unit.client.publishAsync("tagwatch/car-12/again", "{}", { qos: 1 }).catch(() => undefined);
  await unit.send("reads", batch[4]?.packet.body ?? Buffer.alloc(0));
  expect(heard).toHaveLength(8);
  expect(overheard).toEqual([]);
  const lines = await owner.rows<{ readonly line: string }>(
    "SELECT line FROM trail WHERE line LIKE '%unit.ask-again%'",
  );
  expect(lines).toHaveLength(9);
});

it("names nothing that was deleted after its receipt because its time was over", async () => {
  const { keeping, dir, as } = await testKeeping(archive);
  const receipts = join(dir, "receipts");
  const journal = openJournal({ dir: receipts, name: "centre-1", days: 8 }, memoryFaults());
  const { read, other, batch } = messages();
  const at = Date.UTC(2026, 0, 15, 13);
  await journal.write(await keeping.keep(batch), at);
  await journal.close();
  const [site, owner] = [as("site"), as("owner")];
  await owner.change("DELETE FROM reads");
  const dispose = (when: number): Promise<unknown> =>
    owner.change(
      "INSERT INTO disposals (at, day, class, records, held, pictures, certificate, signature) VALUES ($1, $2, 'reads', 3, 0, 0, '', '')",
      [new Date(when).toISOString(), new Date(read.capturedAt.at).toISOString().slice(0, 10)],
    );
  const named = async (): Promise<readonly string[]> =>
    (await checkReceipts(receipts, site)).uncovered.flatMap(({ ids }) => ids);
  // Before the receipt: what came late under an old date counts anew.
  await dispose(at - 3_600_000);
  expect(await named()).toContain(`${other.id}.1`);
  await dispose(at + 3_600_000);
  // The other has a hit, which keeps it longer.
  expect(await named()).toEqual([`${read.id}.1`, `${read.id}.2`]);
});
