// A full day with holds is dropped by the keeper's own code, while a collector's code keeps reads.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../../src/centre/archive/database.js";
import { createKeeping } from "../../../src/centre/archive/keep.js";
import { dropDay } from "../../../src/centre/archive/keeper/days.js";
import { forgetDropped } from "../../../src/centre/archive/keeper/dropped-days.js";
import { take } from "../../../src/centre/collect/take.js";
import { openPictures } from "../../../src/centre/pictures/files.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";
import { bodyOf } from "./bodies.js";
import { dayMs, fillDay } from "./fill.js";

const batchOf = 20;
const heldPlates = 500;
const unit = "car-1";

function batch(n: number) {
  const now = Date.now();
  return Array.from({ length: batchOf }, (_, i) => {
    return take({ unit, topic: "reads", body: bodyOf(n + i, now, unit), packed: true, receivedAt: now });
  });
}

/** Keeps 20 reads at a time until `isOver`; the longest that one of them took, milliseconds. */
async function keepOn(collector: Database, dir: string, isOver: () => boolean): Promise<number> {
  const pictures = openPictures(
    { dir: join(dir, "files"), keys: join(dir, "keys") },
    randomBytes(32),
    Date.now(),
  );
  const keeping = createKeeping({ database: collector, pictures, faults: memoryFaults() });
  let longestMs = 0;
  for (let n = 0; !isOver(); n += batchOf) {
    const some = batch(n);
    const startedAt = performance.now();
    await keeping.keep(some);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    await sleep(20);
  }
  return longestMs;
}

/** Fills a day of its own with `reads`, one in 500 with a hit and 500 plates of it held, and has it dropped. */
export async function measureDrop(
  { owner, keeper, collector }: Readonly<Record<"owner" | "keeper" | "collector", Database>>,
  { dir, today, reads }: { readonly dir: string; readonly today: number; readonly reads: number },
) {
  const start = today - 900 * dayMs;
  const day = new Date(start).toISOString().slice(0, 10);
  await fillDay(owner, start, reads, 200_000);
  await owner.change(
    "INSERT INTO plates SELECT key, day FROM plate_days WHERE day = $1 ORDER BY key ON CONFLICT DO NOTHING",
    [day],
  );
  await owner.change(
    `INSERT INTO hits SELECT gen_random_uuid(), read_id, 1, unit, captured_at, received_at, 'x', 'x', 'high', false, false, plate, false, '\\x00'
     FROM reads WHERE captured_at >= $1::date AND captured_at < $1::date + 1 AND read_id::text LIKE '%00'`,
    [day],
  );
  await owner.change(
    `INSERT INTO holds (hold_id, case_number, reason, made_by, until, key)
     SELECT gen_random_uuid(), 'x', 'x', 'x', now() + interval '1 year', key FROM plate_days WHERE day = $1 LIMIT ${String(heldPlates)}`,
    [day],
  );
  // As a day is that ended long ago: an autovacuum of what was just written would be in the way.
  await owner.change(`VACUUM (FREEZE, ANALYZE) reads_${day.replaceAll("-", "")}`);
  await owner.change("ANALYZE");
  let isOver = false;
  const calmMs = await (async () => {
    const calm = keepOn(collector, dir, () => isOver);
    await sleep(3_000);
    isOver = true;
    return calm;
  })();
  isOver = false;
  const keeping = keepOn(collector, dir, () => isOver);
  await sleep(500);
  const { privateKey: key } = generateKeyPairSync("ed25519");
  const startedAt = performance.now();
  const isDropped = await dropDay(keeper, day, 30 * dayMs, {
    ...{ time: { now: Date.now(), by: ["person"] }, signer: { agency: "bench", key }, clock: createClock() },
  });
  const readsMs = performance.now() - startedAt;
  const next = new Date(start + dayMs).toISOString().slice(0, 10);
  const isForgotten = await forgetDropped(keeper, [day], next);
  const ms = performance.now() - startedAt;
  isOver = true;
  const [kept] = await owner.rows<{ readonly hits: number; readonly held: number }>(
    "SELECT (SELECT count(*) FROM reads_hit)::int AS hits, (SELECT count(*) FROM reads_held)::int AS held",
  );
  return {
    ...{ reads, isDropped, isForgotten, ...kept },
    // Until its reads are gone and certified, and until nothing of its plates is known any more.
    ...{ readsMs: Math.round(readsMs), ms: Math.round(ms), msPer333000: Math.round((ms * 333_000) / reads) },
    longestPauseMs: Math.round(await keeping),
    longestWithoutMs: Math.round(calmMs),
  };
}
