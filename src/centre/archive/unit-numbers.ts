import type { Asking } from "./database.js";

/** Short numbers for units' names, so that a read does not carry the name. */
export interface UnitNumbers {
  /** Makes numbers for names that have none yet. */
  learn(names: Iterable<string>): Promise<void>;
  /** The number of a name that was learned. */
  of(name: string): number;
}

/** Numbers as the archive has them. A number is remembered only when a row of a finished transaction has it. */
export function createUnitNumbers(database: Asking): UnitNumbers {
  const known = new Map<string, number>();
  return {
    async learn(names) {
      const missing = [...new Set(names)].filter((name) => !known.has(name)).sort();
      if (missing.length === 0) return;
      await database.change(
        "INSERT INTO units (name) SELECT name FROM unnest($1::text[]) AS n (name) WHERE NOT EXISTS (SELECT FROM units u WHERE u.name = n.name) ON CONFLICT DO NOTHING",
        [missing],
      );
      const rows = await database.rows<{ readonly unit: number; readonly name: string }>(
        "SELECT unit, name FROM units WHERE name = ANY ($1)",
        [missing],
      );
      for (const { unit, name } of rows) known.set(name, unit);
    },
    of(name) {
      const unit = known.get(name);
      if (unit === undefined) throw new Error(`unit ${name} has no number`);
      return unit;
    },
  };
}
