// Whether the centre hears what units send: told by its collectors, asked by keeper and site.
import type { Hearing } from "../core/questions.js";
import type { Asking } from "./database.js";

/** Says that a collector is at the broker, and that the archive takes what it says. */
export async function noteHearing(database: Asking, collector: string): Promise<void> {
  await database.change(
    `INSERT INTO collectors_heard AS c (collector) VALUES ($1) ON CONFLICT (collector) DO UPDATE
       SET heard_at = now(), since = CASE WHEN c.heard_at > now() - interval '90 seconds' THEN c.since ELSE now() END`,
    [collector],
  );
}

/** What collectors said last; `said` is another one whenever one of them spoke. */
export interface Heard extends Hearing {
  readonly said: string;
  readonly heardAt: number | null;
}

/** Asks once. */
export async function readHearing(database: Asking): Promise<Heard> {
  const [row] = await database.rows<{
    readonly hearsSince: Date | null;
    readonly heardAt: Date | null;
    readonly said: string | null;
  }>('SELECT hears_since AS "hearsSince", heard_at AS "heardAt", said FROM hearing');
  const heardAt = row?.heardAt?.getTime() ?? null;
  const hearsSince = row?.hearsSince?.getTime() ?? null;
  return { hears: hearsSince !== null, since: hearsSince ?? heardAt, heardAt, said: row?.said ?? "" };
}
