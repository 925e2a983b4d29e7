// Damage that a query meets while the daemon works: a disk that gave an error once is not taken for it, and what is lost is told.
import Database from "better-sqlite3";
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { daemonActor } from "../../../src/shared/domain/actor.js";
import { storePaths } from "../../../src/unit/store/database/paths.js";
import { openKeys } from "../../../src/unit/store/keys/keys.js";
import { openSessions } from "../../../src/unit/store/tables/current-db.js";
import type { EvidenceDb } from "../../../src/unit/store/tables/evidence-db.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { aRecord, testTime } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { testStore, unitKey } from "../../kit/units/store.js";

/** The database of three reads, opened as the daemon does. */
async function opened() {
  const { store, dir } = await testStore();
  for (let i = 0; i < 3; i++) await store.record(aRecord());
  store.close();
  const paths = storePaths(dir);
  const [clock, log, faults] = [new FakeClock(), memoryLog(), memoryFaults()];
  const keys = openKeys(paths, unitKey, log);
  const currentDb = openSessions({ paths, keys, clock, log, faults });
  onTestFinished(() => currentDb.close());
  return { paths, clock, log, faults, currentDb };
}

const malformed = (): Error => new Database.SqliteError("database disk image is malformed", "SQLITE_CORRUPT");

describe("a database that reads as damaged while it is open", () => {
  it("once: is opened again and said in the journal, and nothing is set aside", async () => {
    const { currentDb, paths, log, faults } = await opened();
    const first = currentDb.current();
    let tries = 0;
    const found = currentDb.run((one) => {
      if (++tries === 1) throw malformed();
      return one.reads.newest(9).length;
    });
    expect([found, tries, first.db.open]).toEqual([3, 2, false]);
    expect(log.lines).toMatchObject([{ level: "warn", text: /opened again/ }]);
    expect([faults.list(), existsSync(paths.setAside)]).toEqual([[], false]);
  });

  it("again: is set aside, and work that finds damage in whatever it is given ends there", async () => {
    const { currentDb, paths, faults } = await opened();
    const given: EvidenceDb[] = [];
    const work = (one: EvidenceDb): never => {
      given.push(one);
      throw malformed();
    };
    expect(() => currentDb.run(work)).toThrow(/malformed/);
    expect(given.map(({ db }) => db.open)).toEqual([false, false, true]);
    expect(faults.list()).toMatchObject([{ code: "DB_CORRUPT", subject: "store" }]);
    expect(readdirSync(paths.setAside)).toHaveLength(1);
  });

  it("opened again without its newest records: told as at a start", async () => {
    const { currentDb, paths, faults } = await opened();
    const earlier = join(scratchFolder(), "tagwatch.db");
    copyFileSync(paths.database, earlier);
    currentDb.run((one) =>
      one.write(() =>
        one.audit.append({ at: testTime, actor: daemonActor, event: "start", outcome: "success" }),
      ),
    );
    let tries = 0;
    currentDb.run(() => {
      if (++tries > 1) return;
      for (const end of ["", "-wal", "-shm"]) rmSync(`${paths.database}${end}`, { force: true });
      copyFileSync(earlier, paths.database);
      throw malformed();
    });
    expect(faults.list()).toMatchObject([{ code: "DB_CORRUPT", subject: "chain" }]);
    expect(currentDb.run((one) => one.audit.newest(1, null))).toMatchObject([{ event: "chain.tail-lost" }]);
  });
});
