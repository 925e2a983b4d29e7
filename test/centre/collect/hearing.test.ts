// A collector that is at the broker says so to the archive, for whoever asks whether the centre hears its units.
import { afterAll, beforeAll, expect, it } from "vitest";
import { noteHearing, readHearing } from "../../../src/centre/archive/hearing.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { startCentreBroker, type CentreBroker } from "../../kit/peers/centre-broker.js";
import { testCollector, testKeeping } from "../../kit/units/centre.js";

let archive: TestArchive;
let broker: CentreBroker;

beforeAll(async () => {
  [archive, broker] = await Promise.all([startArchive(), startCentreBroker()]);
});
afterAll(async () => {
  await Promise.all([archive.stop(), broker.stop()]);
});

it("tells the archive that it hears for as long as it is at the broker", async () => {
  const { keeping, as } = await testKeeping(archive);
  const hears = () => noteHearing(as("collector"), "centre-1");
  const collector = testCollector(broker, keeping, "centre-1", hears);
  await collector.ready;
  const site = as("site");
  await expect.poll(async () => (await readHearing(site)).hears).toBe(true);
  await collector.stop();
  await as("owner").change(
    "UPDATE collectors_heard SET heard_at = now() - interval '2 minutes', since = now() - interval '1 hour'",
  );
  const { hears: isHeard, since, heardAt } = await readHearing(site);
  expect([isHeard, since]).toEqual([false, heardAt]);
  // After a gap it hears since now; without one, since it began.
  await hears();
  const again = await readHearing(site);
  expect(again.since).toBeGreaterThan(heardAt ?? Infinity);
  await hears();
  expect((await readHearing(site)).since).toBe(again.since);
});
