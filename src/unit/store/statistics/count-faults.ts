import * as z from "zod";
import type { FaultCount } from "../../core/statistics.js";
import type { Millis } from "../../../shared/domain/types.js";
import { isBeforeClockSet } from "../../../shared/domain/time-trust.js";
import type { Db } from "../database/db.js";

/** Only what is counted: records of other versions may hold less or more. */
const faultSchema = z.looseObject({
  fault: z.looseObject({ code: z.string(), subject: z.string(), since: z.number() }),
  clearedAt: z.number().nullable(),
});

const mostRecords = 5_000;
const mostShown = 50;
const sql =
  "SELECT body FROM upkeep WHERE kind = 'fault' AND at >= ? AND at < ?" +
  " UNION ALL SELECT body FROM upkeep WHERE kind = 'fault' AND open = 1 AND at < ? LIMIT ?";

interface TimeCounted {
  readonly from: Millis;
  readonly to: Millis;
  readonly now: Millis;
}

/** Faults that began in [from, to), and those from before that still stand; the ones that stood longest first. */
export function countFaults(db: Db, { from, to, now }: TimeCounted): readonly FaultCount[] {
  const rows = db
    .prepare<[number, number, number, number], string>(sql)
    .pluck()
    .all(from, to, from, mostRecords);
  const counts = new Map<string, FaultCount>();
  for (const body of rows) {
    const record = parsed(body);
    if (!record) continue;
    const { code, subject, since } = record.fault;
    const end = Math.min(to, record.clearedAt ?? now);
    const known = counts.get(`${code} ${subject}`) ?? { code, subject, times: 0, ms: 0 };
    // How long one stood that began before the clock was set nobody knows.
    const ms = isBeforeClockSet(since, now) ? 0 : Math.max(0, end - Math.max(from, since));
    counts.set(`${code} ${subject}`, { ...known, times: known.times + 1, ms: known.ms + ms });
  }
  return [...counts.values()].sort((a, b) => b.ms - a.ms || b.times - a.times).slice(0, mostShown);
}

function parsed(body: string): z.output<typeof faultSchema> | null {
  try {
    return faultSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
