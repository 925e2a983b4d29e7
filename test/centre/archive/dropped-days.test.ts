// What a dropped day leaves behind goes too, also where a pass was broken off; a read that makes the day anew stays known.
import { afterAll, beforeAll, expect, it } from "vitest";
import { forgetDropped } from "../../../src/centre/archive/keeper/dropped-days.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { dayMs, keptArchive } from "../../kit/units/keeper.js";

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

const known = "SELECT key FROM plate_days UNION ALL SELECT key FROM plates ORDER BY 1";

it("finishes at the next turn what a pass left that was broken off, and meanwhile finds nothing", async () => {
  const { delivered, seenLongAgo, minutes, faults, found, owner } = await keptArchive(archive);
  await delivered("PXN111");
  await delivered("HXT222", { hit: true });
  await seenLongAgo();
  await owner.change("REVOKE EXECUTE ON FUNCTION forget_plate_days(date, integer) FROM tagwatch_keeper");
  await minutes(12, true);
  expect(faults.standing.get("KEEP_FAILED keeper")).toContain("permission denied");
  for (const asked of ["PXN111", "P?N*"]) expect(await found(asked)).toEqual([]);
  expect(await owner.rows(known)).toHaveLength(4);
  await owner.change("GRANT EXECUTE ON FUNCTION forget_plate_days(date, integer) TO tagwatch_keeper");
  await minutes(1, true);
  expect([...faults.standing.keys()]).toEqual([]);
  // The one with a hit is found by a pattern as before.
  expect(await owner.rows(known)).toEqual([{ key: "HXT222" }]);
  expect(await found("H?T*")).toHaveLength(1);
  expect(await owner.rows("SELECT records::int FROM disposals WHERE class = 'reads'")).toEqual([
    { records: 2 },
  ]);
  expect(await owner.rows("SELECT 1 FROM days_seen WHERE class = 'reads'")).toEqual([]);
});

it("waits for a late read that makes the day anew, and leaves its plate known", async () => {
  const { delivered, found, owner, as, old } = await keptArchive(archive);
  await delivered("PXN333");
  await delivered("PXN444");
  const day = new Date(old).toISOString().slice(0, 10);
  const before = new Date(old + dayMs).toISOString().slice(0, 10);
  await owner.change("CREATE TABLE late AS SELECT * FROM reads WHERE plate = 'PXN333'");
  await owner.rows("SELECT drop_day($1, now(), '30 days')", [day]);
  const keeper = as("keeper");
  await owner.rows("SELECT ensure_day($1)", [day]);
  await owner.transaction(async (asking) => {
    await asking.change("INSERT INTO reads SELECT * FROM late");
    await asking.change("INSERT INTO plate_days SELECT key, $1 FROM late ON CONFLICT DO NOTHING", [day]);
    expect(await forgetDropped(keeper, [day], before)).toBe(false);
  });
  expect(await forgetDropped(keeper, [day], before)).toBe(true);
  expect(await owner.rows(known)).toEqual([{ key: "PXN333" }, { key: "PXN333" }]);
  expect(await found("PXN333")).toHaveLength(1);
});

it("forgets a slice at a time, and stands in the way of no other day", async () => {
  const { delivered, owner, as, old } = await keptArchive(archive);
  const day = new Date(old).toISOString().slice(0, 10);
  for (let n = 1; n < 9; n++)
    await owner.rows("SELECT ensure_day($1)", [new Date(old - n * dayMs).toISOString().slice(0, 10)]);
  for (const plate of ["PXN555", "PXN666", "PXN777"]) await delivered(plate);
  const gone = async (most: number) => {
    return as("keeper").transaction(async (asking) => {
      const rows = await asking.rows("SELECT forget_plate_days($1, $2)::int AS gone", [day, most]);
      const locked = await asking.rows(
        "SELECT relation::regclass FROM pg_locks WHERE pid = pg_backend_pid() AND relation::regclass::text LIKE 'reads\\_2%'",
      );
      return { rows, locked: locked.length };
    });
  };
  await owner.rows("SELECT drop_day($1, now(), '30 days')", [day]);
  expect(await gone(2)).toEqual({ rows: [{ gone: 2 }], locked: 0 });
  expect(await gone(2)).toEqual({ rows: [{ gone: 1 }], locked: 0 });
  expect(await gone(2)).toEqual({ rows: [{ gone: 0 }], locked: 0 });
});
