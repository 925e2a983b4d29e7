// npm run -s bench -- centre-ingest [--reads N] [--pairs N] [--seconds N] [--json]: two collectors against `psql COPY` of the
// same rows into the same table, in interleaved pairs; then 300 reads a second into a centre as its program runs it, and how
// long from a unit's sending to its receipt, and from a hit's to the event on the site's board. Needs a build.
import { loadavg } from "node:os";
import { startCentre } from "../drill/lib/centre-world.js";
import { measurePaced } from "./centre/paced.js";
import { openRush, type Pace } from "./centre/rush.js";
import { option } from "./option.js";
import { round } from "./pipeline/percentiles.js";

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Pair {
  readonly collectors: Pace;
  readonly copy: Pace;
  /** Collectors' rows a second, as a share of COPY's. */
  readonly share: number;
  /** CPU of collectors, PostgreSQL and broker for a row, as a multiple of PostgreSQL's for COPY. */
  readonly cpu: number;
}

const all = ({ postgresUs, collectorsUs, brokerUs }: Pace): number => postgresUs + collectorsUs + brokerUs;

async function pairsOf(reads: number, count: number, tell: (pair: Pair) => void): Promise<readonly Pair[]> {
  const centre = await startCentre();
  try {
    await Promise.all(centre.collectors.map((one) => one.start()));
    const rush = await openRush(centre, reads);
    // What is read from files and compiled for the first time; and it makes the rows that COPY takes.
    for (let n = 0; n < 2; n++) await rush.byCollectors();
    const pairs: Pair[] = [];
    for (let n = 0; n < count; n++) {
      const first = n % 2 === 0 ? await rush.byCollectors() : null;
      const copy = await rush.byCopy();
      const collectors = first ?? (await rush.byCollectors());
      const [share, cpu] = [collectors.perSecond / copy.perSecond, all(collectors) / copy.postgresUs];
      const pair = { collectors, copy, share: round(share), cpu: round(cpu) };
      pairs.push(pair);
      tell(pair);
    }
    await rush.end();
    return pairs;
  } finally {
    await centre.stop();
  }
}

/** See the head of this file. */
export async function run(args: readonly string[]): Promise<void> {
  const reads = option(args, "reads", 30_000);
  const json = args.includes("--json");
  const pairs = await pairsOf(reads, option(args, "pairs", 5), (pair) => {
    if (!json) console.log(JSON.stringify(pair));
  });
  const paced = await measurePaced(option(args, "seconds", 60));
  const result = {
    reads,
    pairs,
    shareOfCopy: median(pairs.map(({ share }) => share)),
    cpuOfCopy: median(pairs.map(({ cpu }) => cpu)),
    paced,
    load: round(loadavg()[0] ?? 0),
  };
  console.log(JSON.stringify(result, null, json ? 0 : 2));
}
