import { readdirSync, readFileSync } from "node:fs";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Database } from "./database.js";

const folder = new URL("./migrations/", import.meta.url);

/** Number and SQL of every migration, in order. */
function migrations(): readonly { readonly number: number; readonly sql: string }[] {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({
      number: Number.parseInt(name, 10),
      sql: readFileSync(new URL(name, folder), "utf8"),
    }));
  // Of two with one number the second would be taken for applied.
  if (all.some(({ number }, i) => number !== i + 1))
    throw new Error("the archive's migrations are not numbered 1, 2, 3 …, each once");
  return all;
}

/**
 * Brings the schema to this program's version, each step whole or not at all, one program at a time. By the owner.
 * @returns the numbers applied
 */
export async function migrate(database: Database): Promise<readonly number[]> {
  await database.change(
    "CREATE TABLE IF NOT EXISTS schema_version (number integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())",
  );
  await database.change("GRANT SELECT ON schema_version TO PUBLIC");
  const applied: number[] = [];
  for (const { number, sql } of migrations()) {
    const isNew = await database.transaction(async (asking) => {
      await asking.change("SELECT pg_advisory_xact_lock(7000)");
      if ((await asking.rows("SELECT 1 FROM schema_version WHERE number = $1", [number])).length > 0)
        return false;
      await asking.change(sql);
      await asking.change("INSERT INTO schema_version (number) VALUES ($1)", [number]);
      return true;
    });
    if (isNew) applied.push(number);
  }
  return applied;
}

/** Throws SCHEMA_OTHER when the database is of another version of the program. */
export async function checkSchema(database: Pick<Database, "rows">): Promise<void> {
  const [row] = await database.rows<{ readonly number: number }>(
    "SELECT max(number) AS number FROM schema_version",
  );
  const wanted = migrations().at(-1)?.number ?? 0;
  if (row?.number === wanted) return;
  throw new TagwatchError(
    "SCHEMA_OTHER",
    `the archive's schema is ${String(row?.number ?? 0)}, this program needs ${String(wanted)}`,
  );
}
