// Where reads were taken: counted by cells within a box and a span, newest days first, within bounds that are told.
import { afterAll, beforeAll, expect, it } from "vitest";
import { countDensity } from "../../../src/centre/archive/density.js";
import { cellOf, micro } from "../../../src/centre/archive/columns.js";
import { densityAsked } from "../../../src/centre/site/web/search/found-ground.js";
import type { ArchiveRead } from "../../../src/centre/core/questions.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { testKeeping } from "../../kit/units/centre.js";

const dayMs = 86_400_000;
const now = Date.parse("2026-11-20T12:00:00Z");
const box = { south: 39, west: -95, north: 39.1, east: -94.9 };
const [here, there, outside] = [
  { lat: 39.0505, lon: -94.9505 },
  { lat: 39.0605, lon: -94.9405 },
  { lat: 39.0505, lon: -94.5 },
];

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

/** Places of reads, by how many days before `now` they were taken. */
async function archiveWith(reads: readonly (readonly [age: number, at: typeof here])[]) {
  const { as } = await testKeeping(archive);
  for (const [age, { lat, lon }] of reads) {
    const at = new Date(now - age * dayMs).toISOString();
    await as("owner").rows("SELECT ensure_day($1)", [at.slice(0, 10)]);
    await as("owner").change(
      "INSERT INTO reads SELECT $1, $1, gen_random_uuid(), $2, 1, $3, $4, 0.9, 1, false, 'front', 'ABC123', 'A8C123', 'KS', '\\x00'",
      [at, cellOf(lat, lon), micro(lat), micro(lon)],
    );
  }
  return as("site");
}

it("counts reads by cells, of the box and the span alone", async () => {
  const site = await archiveWith([
    [0, here],
    [0, outside],
    [1, here],
    [1, there],
    [9, here],
  ]);
  const found = await countDensity(site, { box, from: now - 3 * dayMs, to: now }, () => 0);
  expect(found).toMatchObject({ cellDegrees: 0.001, countedTo: null, isCut: false });
  expect(found.cells.map(([south, west, n]) => [south.toFixed(3), west.toFixed(3), n])).toEqual([
    ["39.050", "-94.951", 2],
    ["39.060", "-94.941", 1],
  ]);
});

it("stops at its bounds, and says how far back it counted", async () => {
  const site = await archiveWith([
    [0, here],
    [1, here],
    [1, there],
    [2, there],
  ]);
  const question = { box, from: now - 3 * dayMs, to: now };
  const few = await countDensity(site, question, () => 0, { reads: 2, ms: 1 });
  // Both reads of that noon are one too many: what is told was counted whole.
  expect(few.cells.map(([, , n]) => n)).toEqual([1]);
  expect(few.countedTo).toBe(Date.parse("2026-11-19T18:00:00Z"));
  const three = await countDensity(site, question, () => 0, { reads: 3, ms: 1 });
  expect(three.cells.map(([, , n]) => n)).toEqual([2, 1]);
  expect(three.countedTo).toBe(Date.parse("2026-11-18T18:00:00Z"));
  const all = await countDensity(site, question, () => 0, { reads: 4, ms: 1 });
  expect(all).toMatchObject({ countedTo: null, isCut: false });
  let ms = 0;
  const slow = await countDensity(site, question, () => (ms += 100), { reads: 9, ms: 150 });
  expect(slow.cells.map(([, , n]) => n)).toEqual([1]);
  expect(slow.countedTo).toBe(Date.parse("2026-11-20T00:00:00Z"));
});

it("asks around the reads that were found, on their days, and never for more than a month or a wide box", () => {
  const read = (capturedAt: number, lat: number | null): ArchiveRead =>
    ({ capturedAt, receivedAt: capturedAt, isUndated: false, lat, lon: lat && -95 }) as ArchiveRead;
  expect(densityAsked([read(now, null)])).toBeNull();
  expect(densityAsked([read(now, 39), read(now, null)])).toMatchObject({
    from: Date.parse("2026-11-20T00:00:00Z"),
    to: Date.parse("2026-11-21T00:00:00Z") - 1,
    box: { south: 38.95, north: 39.05 },
  });
  const far = densityAsked([read(now, 39), read(now - 90 * dayMs, 45)]);
  expect((far?.to ?? 0) - (far?.from ?? 0)).toBe(31 * dayMs);
  expect(far?.box).toMatchObject({ south: 38.7, north: 39.3 });
});
