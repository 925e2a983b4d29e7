// Where reads stand among the results, on a real PostgreSQL.
import { afterAll, beforeAll, expect, it } from "vitest";
import { searchArchiveReads } from "../../../src/centre/archive/search.js";
import { take } from "../../../src/centre/collect/take.js";
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
