// Questions to an archive by the site's own code, and how long their answers take.
import type { Database } from "../../../src/centre/archive/database.js";
import { searchArchiveReads } from "../../../src/centre/archive/search.js";
import type { ReadQuestion } from "../../../src/centre/core/questions.js";
import { seededRandom } from "../../../test/kit/samples/random.js";
import { percentiles, type Percentiles } from "../pipeline/percentiles.js";
import { dayMs, town, type Stock } from "./fill.js";

/** Milliseconds of questions of one kind, and how many reads they found together. */
export interface Answered extends Percentiles {
  readonly asked: number;
  readonly reads: number;
}

/** As many as the page shows. */
const limit = 100;
const warmUp = 10;

async function timed(count: number, ask: (n: number) => Promise<number>): Promise<Answered> {
  const took: number[] = [];
  let reads = 0;
  for (let n = 0; n < count + warmUp; n++) {
    const startedAt = performance.now();
    const found = await ask(n);
    if (n < warmUp) continue;
    took.push(performance.now() - startedAt);
    reads += found;
  }
  return { ...percentiles(took), asked: count, reads };
}

const keysWhere = async (owner: Database, having: string): Promise<readonly string[]> =>
  (
    await owner.rows<{ readonly key: string }>(
      `SELECT key FROM plate_days GROUP BY key HAVING ${having} ORDER BY md5(key) LIMIT 500`,
    )
  ).map(({ key }) => key);

/** A square kilometre and two hours in one of the days from `oldest` to `newest` days ago. */
function someBox(
  random: () => number,
  today: number,
  [oldest, newest]: readonly [number, number],
): ReadQuestion {
  const back = newest + Math.floor(random() * (oldest - newest + 1));
  const from = today - back * dayMs + Math.floor(random() * 22 * 3_600_000);
  const [south, west] = [town.south + random() * town.lat * 0.95, town.west + random() * town.lon * 0.95];
  return {
    ...{ from, to: from + 7_200_000, limit },
    box: { south, west, north: south + 0.009, east: west + 0.0116 },
  };
}

/** Asks everything that has a bar, and what it is compared with. */
export async function askAll(owner: Database, site: Database, stock: Stock, today: number) {
  const random = seededRandom(1);
  const [seldom, often] = [await keysWhere(owner, "count(*) < 20"), await keysWhere(owner, "count(*) >= 40")];
  const ask = async (question: ReadQuestion): Promise<number> =>
    (await searchArchiveReads(site, question, true)).reads.length;
  const at = (keys: readonly string[], n: number): string => keys[n % keys.length] ?? "";
  const pattern = (key: string): string => `${key.slice(0, 2)}?${key.slice(3, 6)}?`;
  const plain = (key: string): Promise<number> =>
    site
      .rows("SELECT read_id FROM reads WHERE key = $1 ORDER BY captured_at DESC LIMIT 101", [key])
      .then((rows) => rows.length);
  return {
    plate: await timed(200, (n) => ask({ plate: at(seldom, n), limit })),
    plateSeenOften: await timed(100, (n) => ask({ plate: at(often, n), limit })),
    plateInAllPartitions: await timed(20, (n) => plain(at(seldom, n))),
    twoWildcards: await timed(200, (n) => ask({ plate: pattern(at(seldom, n)), limit })),
    boxOfFullDay: await timed(200, () => ask(someBox(random, today, [stock.fullDays, 1]))),
    boxOfAnyDay: await timed(200, () => ask(someBox(random, today, [stock.days, 1]))),
  };
}
