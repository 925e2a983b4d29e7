// npm run -s bench -- centre-search [--reads N] [--days N] [--vehicles N] [--json]: an archive of N reads over day partitions;
// bytes a read on disk; a plate, two wildcards, a square kilometre for two hours, by the site's own code; then a day with holds
// is dropped while reads come in. 10,000,000 reads over 730 days need 8 GB of disk and half an hour.
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, type Database } from "../../src/centre/archive/database.js";
import { packDays } from "../../src/centre/archive/keeper/packed-days.js";
import { startArchive } from "../../test/kit/peers/archive.js";
import { askAll } from "./centre/ask.js";
import { measureDrop } from "./centre/drop.js";
import { bodyBytes } from "./centre/bodies.js";
import { fillArchive, fullDay } from "./centre/fill.js";
import { option } from "./option.js";
import { round } from "./pipeline/percentiles.js";

async function sizesOf(database: Database, reads: number) {
  const [bytes] = await database.rows<{
    readonly days: number;
    readonly plateDays: number;
    readonly plates: number;
  }>(
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'reads'::regclass)::float8 AS days,
       pg_total_relation_size('plate_days')::float8 AS "plateDays", pg_total_relation_size('plates')::float8 AS plates`,
  );
  const [known] = await database.rows<{ readonly n: number }>("SELECT count(*)::int AS n FROM plates");
  const { days = 0, plateDays = 0, plates = 0 } = bytes ?? {};
  return {
    ...{ distinctPlates: known?.n, bodyBytes: bodyBytes() },
    bytesPerRead: {
      days: round(days / reads),
      plateDays: round(plateDays / reads),
      plates: round(plates / reads),
    },
    bytesPerReadInAll: Math.round((days + plateDays + plates) / reads),
  };
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const json = args.includes("--json");
  const stock = {
    ...{ reads: option(args, "reads", 2_000_000), days: option(args, "days", 730), fullDays: 3 },
    vehicles: option(args, "vehicles", 2_000_000),
  };
  const tell = (text: string): void => void (json ? undefined : console.log(text));
  const archive = await startArchive();
  const settings = await archive.fresh();
  const as = (role: Parameters<typeof settings>[0]): Database => connectDatabase(settings(role));
  const [owner, site, keeper, collector] = [as("owner"), as("site"), as("keeper"), as("collector")];
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  try {
    const startedAt = Date.now();
    const since = (): string => `${String(Math.round((Date.now() - startedAt) / 1_000))} s`;
    const today = await fillArchive(owner, stock, (days) =>
      tell(`${String(days)} days filled in ${since()}`),
    );
    tell(`filled and analysed in ${since()}`);
    // As a keeper that runs leaves them; the newest days are not packed yet.
    while ((await packDays(keeper, today)) > 0);
    tell(`packed in ${since()}`);
    const sizes = await sizesOf(owner, stock.reads);
    tell(JSON.stringify(sizes));
    const asked = await askAll(owner, site, stock, today);
    const dropped = await measureDrop({ owner, keeper, collector }, { dir, today, reads: fullDay(stock) });
    const result = { ...stock, ...sizes, ...asked, dropped, load: round(loadavg()[0] ?? 0) };
    console.log(JSON.stringify(result, null, json ? 0 : 2));
  } finally {
    await Promise.all([owner, site, keeper, collector].map((one) => one.close()));
    await archive.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
