// The spans that deletion goes by: as configured, but a shorter one only a week after it was first seen (kept-spans.ts).
import { shorterText, spanAt, type KeptSpan } from "../../../shared/domain/kept-spans.js";
import type { Faults } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Asking } from "../database.js";
import type { KeepSpans } from "./messages.js";

/** What the spans are kept and told with. */
export interface KeepInForceDeps {
  readonly database: Asking;
  readonly spans: KeepSpans;
  readonly faults: Faults;
}

interface Row {
  readonly ms: number;
  readonly nextMs: number | null;
  readonly since: Date | null;
}

/** The spans that count at `now`, a time that was vouched for; PURGE_MANY says which are to become shorter. */
export async function keepInForce(deps: KeepInForceDeps, now: Millis): Promise<KeepSpans> {
  return { reads: await inForce(deps, "reads", now), hits: await inForce(deps, "hits", now) };
}

async function inForce(
  { database, spans, faults }: KeepInForceDeps,
  name: keyof KeepSpans,
  now: Millis,
): Promise<Millis> {
  const span = spanAt(await load(database, name), spans[name], now);
  await database.change(
    `INSERT INTO spans_kept VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET ms = excluded.ms, next_ms = excluded.next_ms, next_since = excluded.next_since`,
    [name, span.ms, span.next?.ms ?? null, span.next ? new Date(span.next.since).toISOString() : null],
  );
  const subject = `keep.${name}`;
  const text = shorterText(subject, span);
  if (text === null) faults.clear("PURGE_MANY", subject);
  else faults.raise({ code: "PURGE_MANY", subject, severity: "warning", text });
  return span.ms;
}

async function load(database: Asking, name: string): Promise<KeptSpan | null> {
  const [row] = await database.rows<Row>(
    'SELECT ms::float8, next_ms::float8 AS "nextMs", next_since AS since FROM spans_kept WHERE name = $1',
    [name],
  );
  if (!row) return null;
  const { ms, nextMs, since } = row;
  return { ms, next: nextMs !== null && since ? { ms: nextMs, since: since.getTime() } : null };
}
