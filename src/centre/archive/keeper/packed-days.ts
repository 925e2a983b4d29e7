// Days that are over take less room once their indexes are made anew, full.
import type { Millis } from "../../../shared/domain/types.js";
import { dayOf, type Day } from "../columns.js";
import type { Asking, Database } from "../database.js";
import { isLocked } from "./days.js";

/** By then most of a unit's late reads have come; others find room too, at the price of some of it. */
const waitMs = 3 * 86_400_000;
/** Days a pass: an archive that was never packed takes some weeks of passes, and no pass takes long. */
const most = 4;

/** Packs days that ended long enough ago and are not packed yet, oldest first; gives way to whoever has locked one. */
export async function packDays(database: Database, now: Millis): Promise<number> {
  const days = await daysToPack(database, dayOf(now - waitMs));
  try {
    for (const day of days) while (await packIndex(database, day));
  } catch (error) {
    if (!isLocked(error)) throw error;
  }
  return days.length;
}

/** Compared as names: PostgreSQL may look at those of other tables first, which are no dates. */
async function daysToPack(database: Asking, before: Day): Promise<readonly Day[]> {
  const rows = await database.rows<{ readonly day: Day }>(
    `SELECT DISTINCT to_date(substr(c.relname, 7), 'YYYYMMDD')::text AS day
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class n ON n.oid = x.indexrelid
     WHERE i.inhparent = 'reads'::regclass AND NOT 'fillfactor=100' = ANY (coalesce(n.reloptions, '{}'))
       AND c.relname::text < 'reads_' || to_char($1::date, 'YYYYMMDD') ORDER BY 1 LIMIT $2`,
    [before, most],
  );
  return rows.map(({ day }) => day);
}

/** False when the day has no index left to pack. */
function packIndex(database: Database, day: Day): Promise<boolean> {
  return database.transaction(async (asking) => {
    await asking.change("SET LOCAL lock_timeout = '400ms'");
    const [packed] = await asking.rows<{ readonly one: boolean }>("SELECT pack_day($1) AS one", [day]);
    return packed?.one ?? false;
  });
}
