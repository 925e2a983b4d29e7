// Reads that stay for a covert hit alone, on a real PostgreSQL: no hold brings them to whoever may not know of the hit.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CaseHold } from "../../../src/centre/core/cases.js";
import { hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { aHit, aRead, idAt } from "../../kit/samples/records.js";
import { dayMs, keptArchive } from "../../kit/units/keeper.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

type Kept = Awaited<ReturnType<typeof keptArchive>>;

const caseNumber = "26-1";
const officers = { by: "officer", seesCovert: false } as const;
const analysts = { by: "analyst", seesCovert: true } as const;

const hold = ({ site, clock }: Kept, over: Pick<CaseHold, "by" | "seesCovert"> & Partial<CaseHold>) =>
  site.hold({ id: idAt(), caseNumber, reason: "trial", until: clock.now() + 90 * dayMs, ...over });

/** All that the site hands out of a read, by every way, to who may know of covert hits or not. */
async function handedOut({ site, found }: Kept, plate: string, picture: string, seesCovert: boolean) {
  const [known] = await found(plate);
  const id = known?.readId ?? "";
  const { reads: searched } = await site.search({ plate, limit: 9 }, seesCovert);
  const { reads: ofCase } = await site.caseReads(caseNumber, 9, seesCovert);
  return {
    search: searched.length,
    whole: (await site.idsOf({ plate, limit: 9 }, 9, seesCovert))?.length,
    case: ofCase.length,
    holds: (await site.holds(seesCovert)).map(({ reads }) => reads),
    package: (await site.keptReads([id], seesCovert)).length,
    picture: (await site.picture(picture, seesCovert)).length > 0,
  };
}

/** A read with a covert hit, of a day that the keeper has deleted. */
async function covertlyKept(
  all: Kept,
  plate: string,
  before: () => Promise<unknown> = () => Promise.resolve(),
) {
  const { picture } = await all.delivered(plate, { hit: true });
  await all.owner.change("UPDATE hits SET covert = true");
  await before();
  await all.seenLongAgo();
  await all.minutes(32, true);
  expect(await all.owner.rows("SELECT 1 FROM reads")).toEqual([]);
  return picture;
}

const nothing = { search: 0, whole: 0, case: 0, package: 0, picture: false };
const everything = { search: 1, whole: 1, case: 1, package: 1, picture: true };

it("takes none into an officer's hold, and shows none that others hold, until the hit is covert no more", async () => {
  const all = await keptArchive(archive);
  const picture = await covertlyKept(all, "CVT222");
  expect(await hold(all, { ...officers, plate: "CVT222" })).toBe(0);
  const [read] = await all.found("CVT222");
  expect(await hold(all, { ...officers, readIds: [read?.readId ?? ""] })).toBe(0);
  expect(await all.owner.rows("SELECT 1 FROM reads_held")).toEqual([]);
  expect(await hold(all, { ...analysts, plate: "CVT222" })).toBe(1);
  expect(await handedOut(all, "CVT222", picture, false)).toEqual({ ...nothing, holds: [0, 0, 0] });
  expect(await handedOut(all, "CVT222", picture, true)).toEqual({ ...everything, holds: [1, 0, 0] });
  await all.owner.change("UPDATE hits SET covert = false");
  expect(await handedOut(all, "CVT222", picture, false)).toEqual({ ...everything, holds: [1, 0, 0] });
});

it("goes on showing an officer what was held while everybody could find it, without the hit", async () => {
  const all = await keptArchive(archive);
  const picture = await covertlyKept(all, "CVT333", () => hold(all, { ...officers, plate: "CVT333" }));
  expect(await handedOut(all, "CVT333", picture, false)).toEqual({ ...everything, holds: [1] });
  expect((await all.site.caseReads(caseNumber, 9, false)).reads[0]?.hits).toEqual([]);
  expect((await all.site.caseReads(caseNumber, 9, true)).reads[0]?.hits).toHaveLength(1);
});

it("knows which reads without a day stay for their hit alone, and brings none into an officer's hold later", async () => {
  const all = await keptArchive(archive);
  const { owner, clock, send, site, minutes } = all;
  const unset = { at: 60_000, uncertaintyMs: 2 ** 31, source: "unset" } as const;
  const read = aRead({ text: "CVT444", capturedAt: unset });
  await send("reads", readMessage(read, []).body, clock.now());
  await send("hits", hitMessage(aHit(read), read).body, clock.now());
  await owner.change("UPDATE hits SET covert = true");
  const seen = async (seesCovert: boolean) =>
    (await site.search({ plate: "CVT444", limit: 9 }, seesCovert)).reads.length;
  await minutes(12, true);
  expect([await seen(false), await seen(true)]).toEqual([1, 1]);
  for (const days of [29, 2]) {
    await clock.advance(days * dayMs);
    await minutes(1, true);
  }
  expect([await seen(false), await seen(true)]).toEqual([0, 1]);
  expect(await hold(all, { ...officers, plate: "CVT444" })).toBe(0);
  await clock.advance(2 * 3_600_000);
  await minutes(1, true);
  expect(await owner.rows("SELECT 1 FROM reads_held")).toEqual([]);
  expect(await hold(all, { ...analysts, plate: "CVT444" })).toBe(1);
  expect((await site.caseReads(caseNumber, 9, false)).reads).toEqual([]);
  expect((await site.caseReads(caseNumber, 9, true)).reads).toMatchObject([{ isUndated: true }]);
});

it("tells of copies that an older version made which were kept for their hit alone", async () => {
  const all = await keptArchive(archive);
  await covertlyKept(all, "CVT555", () => hold(all, { ...officers, plate: "CVT555" }));
  await hold(all, { ...analysts, plate: "CVT555" });
  // The keeper's clock is the test's, and ahead of PostgreSQL's.
  await all.owner.change("UPDATE holds SET made_at = now() + interval '1 day' WHERE made_by = 'analyst'");
  await all.owner.change("UPDATE reads_held SET for_hit = false");
  const migration = new URL(
    "../../../src/centre/archive/migrations/018-covert-in-holds.sql",
    import.meta.url,
  );
  const updates = readFileSync(migration, "utf8").match(/^UPDATE [^;]+;/gm) ?? [];
  expect(updates).toHaveLength(2);
  for (const update of updates) await all.owner.change(update);
  expect(
    await all.owner.rows("SELECT made_by, for_hit FROM reads_held JOIN holds USING (hold_id) ORDER BY 1"),
  ).toEqual([
    { made_by: "analyst", for_hit: true },
    { made_by: "officer", for_hit: false },
  ]);
});
