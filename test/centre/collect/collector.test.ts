// The collector between a real mosquitto, with the centre's own configuration, and a real PostgreSQL.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { writeRevoked } from "../../../src/centre/machine/authority.js";
import type { Lookout } from "../../../src/shared/domain/lookout.js";
import { collectorName, writeAccessRules } from "../../../src/centre/machine/broker-files.js";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import type { ReadMessage } from "../../../src/shared/protocol/message-schemas.js";
import { lookoutMessage } from "../../../src/unit/upload/lookout-message.js";
import { readMessage, hitMessage, dispositionMessage } from "../../../src/unit/upload/messages.js";
import type { Read } from "../../../src/shared/domain/types.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { startCentreBroker, type CentreBroker } from "../../kit/peers/centre-broker.js";
import { aHit, aRead, idAt, testUnit } from "../../kit/samples/records.js";
import { testCollector, testKeeping, testSender } from "../../kit/units/centre.js";

let archive: TestArchive;
let broker: CentreBroker;

beforeAll(async () => {
  [archive, broker] = await Promise.all([startArchive(), startCentreBroker()]);
});
afterAll(async () => {
  await Promise.all([archive.stop(), broker.stop()]);
});

const bodyOf = (read: Read): ReadMessage => JSON.parse(readMessage(read, []).body.toString()) as ReadMessage;

async function aCentre() {
  const kept = await testKeeping(archive);
  const collector = testCollector(broker, kept.keeping);
  await collector.ready;
  return { ...collector, ...kept, db: kept.as("owner") };
}

it("receipts a read once it is in its day, with what a search needs beside the body as it came", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead({ text: "OBD186" });
  await unit.send("reads", bodyOf(read), true);
  const id = `${read.id}.1`;
  await expect.poll(() => unit.ids()).toEqual([id]);
  const [row] = await db.rows<Record<string, unknown>>(
    "SELECT tableoid::regclass::text AS day, plate, key, packed, cell::text, octet_length(body) AS bytes FROM reads",
  );
  expect(row).toMatchObject({ day: "reads_20260115", plate: "OBD186", key: "080186", packed: true });
  expect(Number(row?.["bytes"])).toBeLessThan(400);
  expect(row?.["cell"]).toBe(String(128_000 * 360_000 + 82_700));
  expect(await db.rows("SELECT key, day::text FROM plate_days")).toEqual([
    { key: "080186", day: "2026-01-15" },
  ]);
});

it("keeps a read once that is sent twice, also packed anew, and receipts it again", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead();
  await unit.send("reads", bodyOf(read), true);
  await unit.send("reads", bodyOf(read), false);
  await unit.send("reads", bodyOf(read), true);
  await expect.poll(() => unit.ids().length).toBe(3);
  expect(await db.rows("SELECT count(*)::int AS n FROM reads")).toEqual([{ n: 1 }]);
});

it("refuses another body under the same id, also with another time, and keeps what was first", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead({ text: "ABC123" });
  await unit.send("reads", bodyOf(read));
  await expect.poll(() => unit.ids()).toHaveLength(1);
  await unit.send("reads", bodyOf({ ...read, text: "XYZ789" }));
  const later = { ...read.capturedAt, at: read.capturedAt.at + 3_600_000 };
  await unit.send("reads", bodyOf({ ...read, capturedAt: later }));
  await expect.poll(() => unit.refused()).toHaveLength(2);
  expect(unit.refused()[0]).toEqual({ id: `${read.id}.1`, reason: "another message is kept under this id" });
  expect(await db.rows("SELECT plate FROM reads")).toEqual([{ plate: "ABC123" }]);
  expect(await db.rows("SELECT twin FROM messages_refused")).toEqual([{ twin: true }, { twin: true }]);
});

it("keeps a correction beside what it corrects", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead({ text: "ABC123" });
  await unit.send("reads", bodyOf({ ...read, revision: 2, text: "A8C123" }));
  await unit.send("reads", bodyOf(read));
  await expect.poll(() => unit.ids()).toHaveLength(2);
  expect(await db.rows("SELECT revision, plate FROM reads ORDER BY revision")).toEqual([
    { revision: 1, plate: "ABC123" },
    { revision: 2, plate: "A8C123" },
  ]);
});

it("takes a verdict before its hit, and a hit before its read", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead();
  const hit = aHit(read);
  const verdict = {
    id: idAt(),
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "jones",
    at: Date.now(),
  } as const;
  const drafts = [dispositionMessage(verdict, read.unit), hitMessage(hit, read)];
  for (const draft of drafts) if (draft) await unit.send(draft.topic, draft.body);
  await unit.send("reads", bodyOf(read));
  await expect.poll(() => unit.ids()).toHaveLength(3);
  const joined = await db.rows(
    "SELECT h.plate, d.verdict FROM reads r JOIN hits h USING (read_id) JOIN dispositions d USING (hit_id)",
  );
  expect(joined).toEqual([{ plate: read.text, verdict: "verified" }]);
});

it("takes the last word that the broker hands out again for no sign of life", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const status = (at: number) => ({
    ...{ v: 1, type: "status", unit: testUnit, state: "online", reason: "running", version: "1" },
    at: new Date(at).toISOString(),
  });
  const seen = async (): Promise<unknown> => {
    const read = bodyOf(aRead());
    await unit.send("reads", read);
    await expect.poll(() => unit.ids()).toContain(read.id);
    return (await db.rows("SELECT received_at FROM unit_status"))[0];
  };
  await unit.send("status", status(1));
  const first = await seen();
  await unit.send("status", status(1));
  expect(await seen()).toEqual(first);
  await unit.send("status", status(2));
  expect(await seen()).not.toEqual(first);
});

it("begins again behind more than it holds, all of which the broker kept for it", async () => {
  const { keeping } = await testKeeping(archive);
  const before = testCollector(broker, keeping);
  await before.ready;
  await before.stop();
  const unit = await testSender(broker);
  // Its answer to the subscription waits behind these at the broker.
  const status = {
    ...{ v: 1, type: "status", unit: testUnit, state: "online", reason: "running", version: "1" },
    at: new Date(0).toISOString(),
  };
  await Promise.all(Array.from({ length: 2_500 }, () => unit.send("status", status)));
  const again = testCollector(broker, keeping);
  await again.ready;
  const read = bodyOf(aRead());
  await unit.send("reads", read);
  await expect.poll(() => unit.ids(), { timeout: 40_000 }).toEqual([read.id]);
}, 90_000);

it("takes verdicts of both versions, reports of tours, and watches for plates", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const at = Date.now();
  const verification = { result: "not-confirmed", compared: { characters: true } } as const;
  const given = { id: idAt(), hitId: idAt(), verdict: "not-current", note: "", actor: "jones", at } as const;
  const verdict = dispositionMessage({ ...given, verification }, testUnit, "v2");
  const tour = {
    ...{ v: 1, type: "tour", id: idAt(), unit: testUnit, person: "jones", end: "sign-off", lastedMs: 1_000 },
    ...{ beganAt: new Date(at - 1_000).toISOString(), endedAt: new Date(at).toISOString() },
    ...{ cameras: [], reads: 3, hits: 1, verdicts: 1, defects: [] },
  };
  const lookout: Lookout = {
    ...{ id: "LW-ABC234", plate: "ABC12?", state: null, category: "bolo", priority: "medium" },
    ...{ reason: "Robbery", origin: "Dispatch", vehicle: "", enteredBy: "jones", enteredAt: at },
    ...{ changedBy: null, changedAt: null, expiresAt: null, hours: 4, changeId: idAt() },
  };
  const watch = lookoutMessage(
    { lookout, change: "entered", by: "jones", at, id: lookout.changeId },
    testUnit,
  );
  await unit.send(watch.topic, watch.body);
  await unit.send("dispositions", verdict.body);
  for (let times = 0; times < 2; times++) await unit.send("tours", tour);
  await expect.poll(() => [...unit.ids()].sort()).toEqual([given.id, tour.id, tour.id, watch.id].sort());
  expect(unit.refused()).toEqual([]);
  expect(await db.rows("SELECT verdict FROM dispositions")).toEqual([{ verdict: "not-current" }]);
  expect(await db.rows("SELECT tour_id AS id, ended_at AS at FROM tours")).toEqual([
    { id: tour.id, at: new Date(at) },
  ]);
  expect(await db.rows("SELECT change_id AS id, lookout_id AS no, change FROM lookouts")).toEqual([
    { id: watch.id, no: "LW-ABC234", change: "entered" },
  ]);
  const [granted] = await unit.client.subscribeAsync("tagwatch/car-12/acknowledge", { qos: 1 });
  expect(granted?.qos).toBe(1);
});

it("takes nothing into a schema of another version, and says so", async () => {
  const kept = await testKeeping(archive);
  const { keeping } = kept;
  await expect(keeping.keep([])).resolves.toEqual([]);
  const newest = "SELECT max(number) FROM schema_version";
  await kept.as("owner").change(`DELETE FROM schema_version WHERE number = (${newest})`);
  await expect(keeping.keep([])).rejects.toThrow(/schema is \d+, this program needs \d+/);
});

it("takes a hit again whose read was corrected, and refuses another body of the same revision", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const read = aRead({ text: "ABC123" });
  const hit = aHit(read);
  const corrected = { ...read, revision: 2, text: "ABC128" };
  for (const one of [read, corrected, read, { ...corrected, text: "ABC12B" }])
    await unit.send("hits", hitMessage(hit, one).body);
  await expect.poll(() => unit.ids()).toHaveLength(3);
  await expect.poll(() => unit.refused()).toHaveLength(1);
  // A receipt for the first never names the correction.
  expect(unit.ids()).toEqual([hit.id, `${hit.id}.2`, hit.id]);
  expect(unit.refused()[0]?.id).toBe(`${hit.id}.2`);
  expect(await db.rows("SELECT revision, plate FROM hits ORDER BY revision")).toEqual([
    { revision: 1, plate: "ABC123" },
    { revision: 2, plate: "ABC128" },
  ]);
});

it("keeps reads whose clock was never set, or is ahead of ours, by the time they came", async () => {
  const { db } = await aCentre();
  const unit = await testSender(broker);
  const at = Date.now() + 40 * 86_400_000;
  const ahead = aRead({ text: "AHEAD1", capturedAt: { at, uncertaintyMs: 1, source: "system" } });
  const unset = aRead({ text: "UNSET1", capturedAt: { at: 60_000, uncertaintyMs: 1, source: "unset" } });
  for (const read of [ahead, unset, unset]) await unit.send("reads", bodyOf(read));
  await expect.poll(() => unit.ids()).toHaveLength(3);
  expect(await db.rows("SELECT plate FROM reads_unset ORDER BY plate")).toEqual([
    { plate: "AHEAD1" },
    { plate: "UNSET1" },
  ]);
  expect(await db.rows("SELECT count(*)::int AS n FROM reads")).toEqual([{ n: 0 }]);
});

it("refuses what is no message with the reason, keeps it once, and takes words of a newer unit", async () => {
  const { db, log } = await aCentre();
  const unit = await testSender(broker);
  const good = bodyOf(aRead());
  await unit.send("reads", { ...good, plateProbability: 7 });
  await unit.send("reads", { ...good, plateProbability: 7 });
  await unit.send("reads", Buffer.from("XYZ987 is no JSON"));
  await unit.send("reads", { id: "XYZ987", v: 1 });
  const other = bodyOf(aRead({ unit: { id: "car-99", kind: "vehicle", name: "x" } }));
  await unit.send("reads", other);
  const newer = bodyOf(aRead());
  await unit.send("reads", { ...newer, timeSource: "quantum" });
  await expect.poll(() => unit.ids()).toEqual([newer.id]);
  await expect.poll(() => unit.refused()).toHaveLength(4);
  expect(unit.refused()[0]?.reason).toContain("plateProbability");
  expect(unit.refused().at(-1)).toEqual({ id: other.id, reason: "the message names another unit" });
  expect(await db.rows("SELECT message_id FROM messages_refused")).toHaveLength(4);
  // A refusal is in the log, and no word of what was sent.
  expect(log.lines.some(({ text }) => text.includes("refused"))).toBe(true);
  expect(JSON.stringify(log.lines)).not.toContain("XYZ987");
});

it("finds the one message that PostgreSQL cannot hold, and keeps the others of its batch", async () => {
  const { db, keeping } = await aCentre();
  const packet = {
    unit: "car-12",
    topic: "reads",
    body: Buffer.from("{}"),
    packed: false,
    receivedAt: Date.now(),
  };
  const reads = [aRead(), aRead({ camera: "fr\0nt" }), aRead()].map(bodyOf);
  const answers = await keeping.keep(
    reads.map((message) => ({
      type: "read",
      message,
      packet: { ...packet, body: Buffer.from(JSON.stringify(message)) },
    })),
  );
  expect(answers.filter(({ refused }) => refused === undefined)).toHaveLength(2);
  expect(answers.find(({ refused }) => refused !== undefined)?.id).toBe(reads[1]?.id);
  expect(await db.rows("SELECT count(*)::int AS n FROM reads")).toEqual([{ n: 2 }]);
});

it("writes a picture when its last piece is there, whatever their order, and receipts it then", async () => {
  const { db, pictures } = await aCentre();
  const unit = await testSender(broker);
  const jpeg = randomBytes(40_000);
  const readId = idAt();
  const sha256 = createHash("sha256").update(jpeg).digest("hex");
  const header = {
    ...({ v: 1, type: "picture", id: `${readId}.1.vehicle`, kind: "vehicle", bytes: jpeg.length } as const),
    ...{ sha256, unit: "car-12", readId, hit: true },
  };
  for (const offset of [32_768, 0]) await unit.send("pictures", encodeChunk(header, jpeg, offset, 16_384));
  const read = aRead();
  await unit.send("reads", bodyOf(read));
  await expect.poll(() => unit.ids()).toEqual([`${read.id}.1`]);
  await unit.send("pictures", encodeChunk(header, jpeg, 16_384, 20_000));
  await unit.send("pictures", encodeChunk(header, jpeg, 0, 40_000));
  await expect.poll(() => unit.ids()).toEqual([`${read.id}.1`, header.id, header.id]);
  const place = { id: header.id, day: "2026-01-15", class: "hit" } as const;
  expect(await pictures.read(place)).toEqual(jpeg);
  expect(await db.rows("SELECT count(*)::int AS n FROM picture_pieces")).toEqual([{ n: 0 }]);
  const wrong = { ...header, id: `${readId}.1.plate`, kind: "plate" } as const;
  await unit.send("pictures", encodeChunk(wrong, randomBytes(40_000), 0, 40_000));
  await expect.poll(() => unit.refused().map(({ id }) => id)).toEqual([wrong.id]);
  await pictures.destroy("2026-01-15", "hit");
  expect(await pictures.read(place)).toBeNull();
});

it("loses and doubles nothing with two collectors, PostgreSQL killed under them, and units that send again", async () => {
  const kept = await testKeeping(archive);
  const [one, two] = [
    testCollector(broker, kept.keeping, "centre-1"),
    testCollector(broker, kept.keeping, "centre-2"),
  ];
  await Promise.all([one.ready, two.ready]);
  const unit = await testSender(broker);
  const reads = Array.from({ length: 300 }, () => bodyOf(aRead()));
  const sendMissing = async (): Promise<number> => {
    const done = new Set(unit.ids());
    const missing = reads.filter(({ id }) => !done.has(id));
    await Promise.all(missing.map((read) => unit.send("reads", read, true)));
    return missing.length;
  };
  await Promise.all([sendMissing(), archive.kill()]);
  await expect
    .poll(() => [...one.faults.standing.keys(), ...two.faults.standing.keys()])
    .toContain("DATABASE_DOWN collector");
  await archive.start();
  await expect.poll(sendMissing, { interval: 500, timeout: 90_000 }).toBe(0);
  const db = kept.as("owner");
  expect(await db.rows("SELECT count(*)::int AS n FROM reads")).toEqual([{ n: 300 }]);
}, 120_000);

it("tells of a PostgreSQL that hangs, receipts nothing meanwhile, and goes on when it goes on", async () => {
  const kept = await testKeeping(archive, { statementMs: 1_000 });
  const collector = testCollector(broker, kept.keeping);
  await collector.ready;
  const unit = await testSender(broker);
  const [first, second] = [bodyOf(aRead()), bodyOf(aRead())];
  await unit.send("reads", first);
  await expect.poll(() => unit.ids()).toEqual([first.id]);
  const over = new AbortController();
  let isHeard = false;
  const watching = kept.as("site").listen("board", () => void (isHeard = true), over.signal);
  await expect.poll(() => isHeard).toBe(true);
  archive.hang();
  onTestFinished(() => archive.goOn());
  await unit.send("reads", second);
  await expect(watching).rejects.toThrow(/timeout/);
  await expect.poll(() => [...collector.faults.standing.keys()]).toContain("DATABASE_DOWN collector");
  expect(unit.ids()).toEqual([first.id]);
  archive.goOn();
  await expect.poll(() => [...collector.faults.standing.keys()]).toEqual([]);
  // While no collector was there the broker kept nothing: the unit sends again.
  const sentAgain = async (): Promise<readonly string[]> => {
    await unit.send("reads", second);
    return unit.ids();
  };
  await expect.poll(sentAgain, { interval: 200 }).toContain(second.id);
  expect(await kept.as("owner").rows("SELECT count(*)::int AS n FROM reads")).toEqual([{ n: 2 }]);
}, 60_000);

it("silences a revoked unit on its open connection, and leaves the others be", async () => {
  await aCentre();
  const identity = await broker.identity("car-66");
  const [stolen, other] = [await testSender(broker, "car-66", identity), await testSender(broker, "car-67")];
  const from = (id: string): ReadMessage => bodyOf(aRead({ unit: { id, kind: "vehicle", name: id } }));
  await stolen.send("reads", from("car-66"));
  await writeRevoked(broker.authority, [identity.certificate.toString()]);
  writeAccessRules(
    { dir: broker.dir, prefix: "tagwatch" },
    { collectors: [collectorName], revoked: ["car-66"] },
  );
  broker.hup();
  const attempt = (): Promise<unknown> =>
    stolen.send("reads", from("car-66")).then(
      () => "taken",
      (error: { code?: number }) => error.code,
    );
  await expect.poll(attempt).toBe(135);
  await other.send("reads", from("car-67"));
  await expect.poll(() => other.ids()).toHaveLength(1);
  stolen.client.end(true);
  await expect(testSender(broker, "car-66", identity)).rejects.toThrow(/revoked/);
});
