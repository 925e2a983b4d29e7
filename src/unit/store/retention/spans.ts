// The spans that deletion goes by: as configured, but a shorter one only a week after it was first seen (kept-spans.ts).
import * as z from "zod";
import type { StoreConfig } from "../../config/schema.js";
import { shorterText, spanAt, type KeptSpan } from "../../../shared/domain/kept-spans.js";
import type { Faults } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import { putNote, readNote } from "../database/notes.js";
import type { CurrentDb } from "../tables/current-db.js";

const names = ["read", "hit", "historicalHit", "audit"] as const;
const noteKey = "retention.spans";
const next = z.object({ ms: z.number(), since: z.number() }).nullable();
const noteSchema = z.record(z.enum(names), z.object({ ms: z.number(), next }));

/** What the spans are kept and told with. */
export interface SpansDeps {
  readonly currentDb: CurrentDb;
  readonly retention: StoreConfig["retention"];
  readonly faults: Faults;
}

/** The spans that count at `now`, a time that was vouched for; PURGE_MANY says which are to become shorter. */
export function spansInForce(
  { currentDb, retention, faults }: SpansDeps,
  now: Millis,
): StoreConfig["retention"] {
  const kept = currentDb.run((s) => {
    const before = noteSchema.safeParse(readNote(s.db, noteKey)).data ?? null;
    const after = mapNames((name) => spanAt(before?.[name] ?? null, retention[name], now));
    if (JSON.stringify(after) !== JSON.stringify(before)) s.write(() => putNote(s.db, noteKey, after));
    return after;
  });
  for (const name of names) tell(faults, `store.retention.${name}`, kept[name]);
  return { ...retention, ...mapNames((name) => kept[name].ms) };
}

function tell(faults: Faults, subject: string, span: KeptSpan): void {
  const text = shorterText(subject, span);
  if (text === null) faults.clear("PURGE_MANY", subject);
  else faults.raise({ code: "PURGE_MANY", subject, severity: "warning", text });
}

function mapNames<T>(of: (name: (typeof names)[number]) => T) {
  return { read: of("read"), hit: of("hit"), historicalHit: of("historicalHit"), audit: of("audit") };
}
