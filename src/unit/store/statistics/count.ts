// Counting for the statistics, one slot of time after the other, newest first. Each slot walks an index.
import { soughtVerdicts, type SoughtVerdict } from "../../../shared/domain/closed-sets.js";
import type { Statistics, StatisticsQuery, StatisticsSlot } from "../../core/statistics.js";
import type { Db } from "../database/db.js";
import { findUnsearched } from "../tables/search-table.js";
import { verdictField } from "../tables/verdict-sql.js";
import { countFaults } from "./count-faults.js";

/** One count under way. */
export interface Counting {
  /** Counts one slot more; false when all are. */
  step(): boolean;
  result(now: number): Omit<Statistics, "onlyHits">;
}

const readsSql =
  "SELECT camera, count(*) AS n FROM search INDEXED BY search_by_time WHERE captured_at >= ? AND captured_at < ? GROUP BY camera";
const hitsSql =
  `SELECT s.camera, h.covert, ${verdictField("verdict")} AS verdict FROM search s INDEXED BY search_with_hits` +
  " JOIN reads r ON r.seq = s.seq JOIN hits h ON h.read_id = r.id AND h.newest = 1 AND h.cancelled = 0" +
  " WHERE s.hit = 1 AND s.captured_at >= ? AND s.captured_at < ? AND h.id = (SELECT min(f.id) FROM hits f" +
  " WHERE f.encounter_id = h.encounter_id AND f.newest = 1 AND f.cancelled = 0)";

interface HitRow {
  readonly camera: string;
  readonly covert: number;
  readonly verdict: string | null;
}

/** Begins to count. */
export function beginCounting(db: Db, { edges, covert }: StatisticsQuery): Counting {
  const reads = db.prepare<[number, number], { camera: string; n: number }>(readsSql);
  const hits = db.prepare<[number, number], HitRow>(hitsSql);
  const tallies = createTallies();
  const slots: StatisticsSlot[] = [];
  return {
    step() {
      const end = edges.length - 1 - slots.length;
      const [from, to] = [edges[end - 1], edges[end]];
      if (from === undefined || to === undefined) return false;
      const seen = reads.all(from, to);
      const met = hits.all(from, to).filter((row) => covert || row.covert === 0);
      seen.forEach(({ camera, n }) => tallies.add(camera, n, 0));
      for (const { camera, verdict } of met) {
        tallies.add(camera, 0, 1);
        tallies.judge(verdict);
      }
      slots.push({ from, to, reads: seen.reduce((sum, { n }) => sum + n, 0), hits: met.length });
      return end > 1;
    },
    result: (now) => ({
      slots,
      ...tallies.all(),
      faults: countFaults(db, { from: edges[0] ?? 0, to: edges.at(-1) ?? 0, now }),
      oldest: db.prepare<[], number | null>("SELECT min(captured_at) FROM search").pluck().get() ?? null,
      isPart: slots.length < edges.length - 1 || findUnsearched(db) !== null,
    }),
  };
}

function createTallies() {
  const cameras = new Map<string, { reads: number; hits: number }>();
  const verdicts = Object.fromEntries(soughtVerdicts.map((one) => [one, 0])) as Record<SoughtVerdict, number>;
  const isCounted = (word: string | null): word is SoughtVerdict => word !== null && word in verdicts;
  return {
    add(camera: string, reads: number, hits: number): void {
      const known = cameras.get(camera) ?? { reads: 0, hits: 0 };
      cameras.set(camera, { reads: known.reads + reads, hits: known.hits + hits });
    },
    /** One that was withdrawn is none. */
    judge(verdict: string | null): void {
      verdicts[isCounted(verdict) ? verdict : "unverified"]++;
    },
    all: (): Pick<Statistics, "cameras" | "verdicts"> => ({
      cameras: [...cameras]
        .map(([camera, counts]) => ({ camera, ...counts }))
        .sort((a, b) => (a.camera < b.camera ? -1 : 1)),
      verdicts,
    }),
  };
}
