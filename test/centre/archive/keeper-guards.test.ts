// What deletion at the centre stops at: a time that leaps, pictures that are away, holds of reads of unknown date.
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeWord } from "../../../src/centre/archive/keeper/time.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { idAt } from "../../kit/samples/records.js";
import { dayMs, keptArchive } from "../../kit/units/keeper.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

it("waits for days, and says so, where two sources take the time on at once; a person's word ends it", async () => {
  const { delivered, minutes, faults, found, clock, as } = await keptArchive(archive);
  await delivered("PLN888");
  await minutes(12, true);
  clock.step(200 * dayMs);
  await minutes(75, true);
  expect(faults.standing.get("PURGE_WAITS retention")).toContain("the time went on at once from");
  expect(await found("PLN888")).toHaveLength(1);
  await clock.advance(1_000);
  await writeWord(as("keeper"), { at: clock.now(), who: "test", why: "compared with a watch" }, clock);
  await minutes(1, true);
  expect(await found("PLN888")).toEqual([]);
  expect([...faults.standing.keys()]).toEqual([]);
});

it("goes by no unit that is ahead of another", async () => {
  const { minutes, faults, clock, owner, delivered } = await keptArchive(archive);
  await delivered("PLN889");
  clock.step(200 * dayMs);
  for (let n = 0; n < 20; n++) {
    await owner.change(
      "INSERT INTO unit_times VALUES (2, $1, $2) ON CONFLICT (unit) DO UPDATE SET at = excluded.at, received_at = excluded.received_at",
      [new Date(clock.now() - 200 * dayMs).toISOString(), new Date(clock.now()).toISOString()],
    );
    await minutes(1, true);
  }
  expect(faults.standing.get("PURGE_WAITS retention")).toContain("differ by 4800.0 hours");
});

it("keeps a day of pictures while one that is held cannot be copied, and its copies when a pass is broken off", async () => {
  const broken = { isAway: true, isCut: true };
  const all = await keptArchive(archive, (real) => ({
    ...real,
    read: (place) => (broken.isAway ? Promise.resolve(null) : real.read(place)),
    async destroy(day, of) {
      await real.destroy(day, of);
      if (of === "read" && broken.isCut) throw new Error("cut off");
    },
  }));
  const { delivered, minutes, faults, opened, site, clock } = all;
  const plain = await delivered("PLN999");
  const late = await delivered("LTE999", { receivedAt: clock.now() });
  const held = await delivered("HLD999");
  await site.hold({
    ...{ id: idAt(), caseNumber: "26-1", reason: "trial", by: "analyst", until: clock.now() + 90 * dayMs },
    plate: "HLD999",
  });
  await all.seenLongAgo();
  await minutes(14, true);
  expect([...faults.standing.keys()].sort()).toEqual([
    "KEEP_FAILED held pictures",
    "KEEP_FAILED pictures to be kept",
  ]);
  expect(await opened(plain.picture)).toBe("picture of PLN999");
  broken.isAway = false;
  await minutes(61, true);
  expect(faults.standing.get("KEEP_FAILED keeper")).toBe("cut off");
  broken.isCut = false;
  await minutes(1, true);
  expect([...faults.standing.keys()]).toEqual([]);
  expect(await opened(plain.picture)).toBeNull();
  for (const { read, picture } of [late, held]) expect(await opened(picture)).toBe(`picture of ${read.text}`);
});

it("holds reads of unknown date too where a hold names a span, unless they came before it", async () => {
  const { delivered, minutes, site, clock, owner, found, opened } = await keptArchive(archive);
  const { picture } = await delivered("LTE777", { receivedAt: clock.now() });
  await owner.change("INSERT INTO reads_unset SELECT * FROM reads");
  await owner.change("DELETE FROM reads");
  const order = { caseNumber: "26-1", reason: "trial", by: "analyst", until: clock.now() + 90 * dayMs };
  const [from, to] = [clock.now() - 50 * dayMs, clock.now() - 30 * dayMs];
  expect(await site.hold({ ...order, id: idAt(), plate: "LTE777", from: clock.now() + dayMs })).toBe(0);
  expect(await site.hold({ ...order, id: idAt(), plate: "LTE777", from, to })).toBe(1);
  await minutes(12, true);
  await clock.advance(32 * dayMs);
  await minutes(1, true);
  expect(await owner.rows("SELECT 1 FROM reads_unset")).toEqual([]);
  expect(await found("LTE777")).toMatchObject([{ isUndated: true }]);
  expect(await opened(picture)).toBe("picture of LTE777");
});
