// A day that is over takes less room, and its reads are found as before.
import { afterAll, beforeAll, expect, it } from "vitest";
import { packDays } from "../../../src/centre/archive/keeper/packed-days.js";
import type { Database } from "../../../src/centre/archive/database.js";
import { startArchive, type TestArchive } from "../../kit/peers/archive.js";
import { testKeeping } from "../../kit/units/centre.js";

const dayMs = 86_400_000;
const now = Date.parse("2026-11-20T12:00:00Z");
const reads = 4_000;

let archive: TestArchive;
beforeAll(async () => {
  archive = await startArchive();
});
afterAll(() => archive.stop());

/** Days so many days before `now`, whose reads come in no order of plate or place. */
async function withDays(...ages: readonly number[]): Promise<{ owner: Database; keeper: Database }> {
  const { as } = await testKeeping(archive);
  for (const age of ages) {
    const at = new Date(now - age * dayMs).toISOString();
    await as("owner").rows("SELECT ensure_day($1)", [at.slice(0, 10)]);
    await as("owner").change(
      `INSERT INTO reads SELECT $1, $1, gen_random_uuid(), hashint4(i), 1, 0, 0, 0.9, 1, false, 'front', h, h, 'KS', '\\x00'
       FROM (SELECT i, left(md5(i::text), 8) AS h FROM generate_series(1, $2) AS g (i)) s`,
      [at, reads],
    );
  }
  return { owner: as("owner"), keeper: as("keeper") };
}

async function indexBytes(owner: Database, age: number): Promise<number> {
  const name = `reads_${new Date(now - age * dayMs).toISOString().slice(0, 10).replaceAll("-", "")}`;
  const [row] = await owner.rows<{ readonly bytes: number }>(
    "SELECT pg_indexes_size($1::regclass)::int AS bytes",
    [name],
  );
  return row?.bytes ?? Number.NaN;
}

it("packs a day once, when it ended long enough ago, and leaves younger ones alone", async () => {
  const { owner, keeper } = await withDays(10, 1);
  const [old, young] = [await indexBytes(owner, 10), await indexBytes(owner, 1)];
  expect(await packDays(keeper, now)).toBe(1);
  expect(await indexBytes(owner, 10)).toBeLessThan(0.85 * old);
  expect(await indexBytes(owner, 1)).toBe(young);
  const [{ n } = { n: 0 }] = await owner.rows<{ readonly n: number }>(
    "SELECT count(*)::int AS n FROM reads WHERE key = left(md5('7'), 8)",
  );
  expect(n).toBe(2);
  expect(await packDays(keeper, now)).toBe(0);
  // What comes late is taken.
  await owner.change("UPDATE reads SET revision = 2 WHERE captured_at < $1", [
    new Date(now - 9 * dayMs).toISOString(),
  ]);
});

it("gives way to whoever writes into a day, and packs it the next time", async () => {
  const { owner, keeper } = await withDays(10);
  const old = await indexBytes(owner, 10);
  await owner.transaction(async (asking) => {
    await asking.rows("LOCK TABLE reads IN ROW EXCLUSIVE MODE");
    await packDays(keeper, now);
  });
  expect(await indexBytes(owner, 10)).toBe(old);
  await packDays(keeper, now);
  expect(await indexBytes(owner, 10)).toBeLessThan(0.85 * old);
});
