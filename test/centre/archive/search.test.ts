// Where reads stand among the results, on a real PostgreSQL.
import { afterAll, beforeAll, expect, it } from "vitest";
import { searchArchiveReads } from "../../../src/centre/archive/search.js";
import { take } from "../../../src/centre/collect/take.js";
import { restamped } from "../../../src/unit/core/time/restamped.js";
import { readMessage } from "../../../src/unit/upload/messages.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { aRead, testTime } from "../../kit/samples/records.js";
import { testKeeping } from "../../kit/units/centre.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const hourMs = 3_600_000;

it("a read whose time became known later stands in its day, once, and the first revision says that it was corrected", async () => {
  const { keeping, as } = await testKeeping(archive);
  const first = 60_000;
  const captured = testTime + 40 * 24 * hourMs;
  const read = aRead({ text: "LATER1", capturedAt: { at: first, uncertaintyMs: 2 ** 31, source: "unset" } });
  const later = restamped(read, { at: captured, uncertaintyMs: 120_000, source: "system" }, read.unit);
  for (const one of [read, later, later]) {
    const body = Buffer.from(readMessage(one, []).body);
    const packet = { unit: "car-12", topic: "reads", body, packed: false, receivedAt: captured + hourMs };
    await keeping.keep([take(packet)]);
  }
  const found = async (from: number, to: number) => {
    const finding = await searchArchiveReads(as("site"), { plate: "LATER1", from, to, limit: 9 }, true);
    return finding.reads.map((one) => [one.readId, one.revision, one.isCorrected]);
  };
  expect(await found(captured - 1_000, captured + 1_000)).toEqual([[read.id, 2, false]]);
  expect(await found(captured - 1_000, captured + 2 * hourMs)).toEqual([
    [read.id, 1, true],
    [read.id, 2, false],
  ]);
});

it("places a read whose clock was not set by when it came, among those that say when they were captured", async () => {
  const { keeping, as } = await testKeeping(archive);
  const at = (hours: number): number => testTime + hours * hourMs;
  const send = async (captured: number, received: number, source: "gps" | "unset") => {
    const read = aRead({ capturedAt: { at: captured, uncertaintyMs: 40, source } });
    const body = readMessage(read, []).body;
    const packet = {
      unit: "car-12",
      topic: "reads",
      body: Buffer.from(body),
      packed: false,
      receivedAt: received,
    };
    await keeping.keep([take(packet)]);
    return read.id;
  };
  const old = await send(at(0), at(1), "gps");
  const unset = await send(60_000, at(2), "unset");
  const fresh = await send(at(3), at(3), "gps");
  const found = async (limit: number) => {
    const finding = await searchArchiveReads(as("site"), { plate: "ABC123", limit }, true);
    return [finding.reads.map(({ readId }) => readId), finding.isCut];
  };
  expect(await found(5)).toEqual([[fresh, unset, old], false]);
  expect(await found(1)).toEqual([[fresh], true]);
});
