// A damaged database is set aside; who has the unit, tours and what stands go on.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../../src/unit/store/database/db.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRecord } from "../../kit/samples/records.js";
import { unitKey } from "../../kit/units/store.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const sam = { name: "sam", role: "supervisor", source: "10.0.0.3" } as const;
const olive = { name: "olive", role: "officer", source: "10.0.0.2" } as const;
const crew = { badge: "", partner: "", vehicle: "", purpose: "Patrol" } as const;
const pageBytes = 4_096;

/** Damages the last page of a table, as a worn card does. */
function damage(dir: string, table: string): void {
  const file = join(dir, "tagwatch.db");
  const db = connect(file, openKeys(storePaths(dir), unitKey, memoryLog()).database);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const { page } = db
    .prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
    .get(table) as { page: number };
  db.close();
  const bytes = readFileSync(file);
  bytes[(page - 1) * pageBytes + 50] ^= 0x40;
  writeFileSync(file, bytes);
}

test("who has the unit, a tour that runs and damage that was reported outlive a damaged database", async () => {
  const first = await startUpkeep({});
  for (let i = 0; i < 20; i++) await first.store.record(aRecord());
  const from = first.clock.now();
  first.upkeep.assignments.set({ assignedTo: "Team B", kind: "team", from, to: null }, sam);
  first.upkeep.tours.begin(olive, crew);
  const reported = { part: "camera", subject: "front", severity: "warning", note: "cracked glass" } as const;
  const damaged = first.upkeep.faults.report(reported, olive).fault.id;
  await first.clock.advance(60_000);
  await first.end();
  damage(first.dir, "reads");
  const second = await startUpkeep({ dir: first.dir, clock: first.clock });
  // Whoever asks for reads meets the damage.
  expect(second.store.newestReads(100)).toEqual([]);
  expect(second.faults.list()).toEqual([expect.objectContaining({ code: "DAMAGE_REPORTED" })]);
  expect(second.log.lines.map(({ text }) => text)).toContain(
    "the evidence database was damaged and set aside",
  );
  await second.end();
  const third = await startUpkeep({ dir: first.dir, clock: first.clock });
  await third.clock.advance(1_000);
  expect(third.parts.unitAt(from).assignedTo).toBe("Team B");
  expect(third.upkeep.tours.running()).toMatchObject({ person: "olive" });
  expect(third.upkeep.faults.standing()).toMatchObject([
    { fault: { id: damaged, code: "DAMAGE_REPORTED" }, report: { by: "olive", note: "cracked glass" } },
  ]);
});
