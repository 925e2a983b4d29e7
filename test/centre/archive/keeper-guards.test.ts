// What deletion at the centre stops at: a time that leaps, pictures that are away, holds of reads of unknown date, an upgrade.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeWord } from "../../../src/centre/archive/keeper/time.js";
import { checkSchema, migrate } from "../../../src/centre/archive/migrate.js";
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

it("deletes nothing of an archive that never deleted before a month after its upgrade, and says so a week ahead", async () => {
  const { owner, minutes, faults, clock, delivered, found } = await keptArchive(archive);
  // As it stood before the keeper: the migrations up to the third, with a read and its hit.
  await owner.change(
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC",
  );
  const folder = new URL("../../../src/centre/archive/migrations/", import.meta.url);
  for (const name of readdirSync(folder).sort().slice(0, 3))
    await owner.change(readFileSync(new URL(name, folder), "utf8"));
  await owner.change(
    "CREATE TABLE schema_version (number integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now()); INSERT INTO schema_version VALUES (1), (2), (3)",
  );
  for (let n = 40; n < 60; n++)
    await owner.rows("SELECT ensure_day($1)", [new Date(clock.now() - n * dayMs).toISOString().slice(0, 10)]);
  expect((await migrate(owner))[0]).toBe(4);
  await checkSchema(owner);
  await delivered("OLD111", { hit: true });
  await minutes(12, true);
  expect([...faults.standing.keys()]).toEqual([]);
  await clock.advance(24 * dayMs);
  await minutes(1, true);
  expect(faults.standing.get("PURGE_MANY retention")).toContain("20 days of reads without a hit");
  expect(await found("OLD111")).toHaveLength(1);
  expect(await owner.rows("SELECT 1 FROM disposals")).toEqual([]);
  await clock.advance(7 * dayMs);
  await minutes(61, true);
  expect(await owner.rows("SELECT class FROM disposals WHERE class = 'reads'")).toHaveLength(1);
  expect(await found("OLD111")).toHaveLength(1);
  expect([...faults.standing.keys()]).toEqual([]);
});

it("waits a week, and says so, before a span that was made shorter counts", async () => {
  const { delivered, minutes, faults, found, clock, spans, seenLongAgo } = await keptArchive(archive);
  spans.reads = 60 * dayMs;
  await delivered("PLN890");
  await seenLongAgo();
  await minutes(12, true);
  spans.reads = 10 * dayMs;
  await minutes(61, true);
  expect(faults.standing.get("PURGE_MANY keep.reads")).toContain("10 days instead of 60 days");
  expect(await found("PLN890")).toHaveLength(1);
  await clock.advance(6 * dayMs);
  await minutes(1, true);
  expect(await found("PLN890")).toHaveLength(1);
  await clock.advance(dayMs);
  await minutes(1, true);
  expect(await found("PLN890")).toEqual([]);
  expect([...faults.standing.keys()]).toEqual([]);
});

it("signs the trail each minute, also while pictures stand in the way of everything else", async () => {
  const broken = { isAway: false };
  const { minutes, site, owner, delivered, faults, clock } = await keptArchive(archive, (real) => ({
    ...real,
    read: (place) => (broken.isAway ? Promise.reject(new Error("no such disk")) : real.read(place)),
  }));
  const actor = { name: "admin", role: "administrator", source: "site" } as const;
  const line = { actor, event: "reads.search", outcome: "success" } as const;
  const unsigned = () =>
    owner.rows("SELECT seq FROM trail WHERE seq > (SELECT coalesce(max(seq), 0) FROM trail_heads)");
  await minutes(14, true);
  await site.audit([line]);
  expect(await unsigned()).toHaveLength(1);
  await minutes(1, true);
  expect(await unsigned()).toEqual([]);
  await delivered("HLD891");
  const until = clock.now() + 90 * dayMs;
  await site.hold({
    ...{ id: idAt(), caseNumber: "26-1", reason: "trial", by: "analyst", until },
    plate: "HLD891",
  });
  broken.isAway = true;
  await site.audit([line]);
  await minutes(1, true);
  expect(faults.standing.get("KEEP_FAILED keeper")).toBe("no such disk");
  expect(await unsigned()).toEqual([]);
});

it("looks for a lost picture each ten minutes and not at each turn, and copies it once it is there", async () => {
  const looked: string[] = [];
  const broken = { isAway: true };
  const { minutes, site, delivered, faults, opened, clock, owner } = await keptArchive(archive, (real) => ({
    ...real,
    read(place) {
      looked.push(place.class);
      return broken.isAway ? Promise.resolve(null) : real.read(place);
    },
  }));
  const { picture } = await delivered("HLD892");
  const until = clock.now() + 90 * dayMs;
  await site.hold({
    ...{ id: idAt(), caseNumber: "26-1", reason: "trial", by: "analyst", until },
    plate: "HLD892",
  });
  await minutes(10, false);
  expect(looked).toEqual(["read", "held"]);
  expect(faults.standing.get("KEEP_FAILED held pictures")).toContain("1 held pictures");
  broken.isAway = false;
  await minutes(2, false);
  expect(await owner.rows("SELECT picture_id FROM pictures_held")).toEqual([{ picture_id: picture }]);
  expect(faults.standing.has("KEEP_FAILED held pictures")).toBe(false);
  expect(await opened(picture)).toBe("picture of HLD892");
});
