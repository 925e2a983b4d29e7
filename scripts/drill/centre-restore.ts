// A base backup of the centre's PostgreSQL, more reads after it, the database destroyed and restored: verify names exactly
// what was receipted since, and units (the shipped store and uploader) send that again.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askAgain, checkReceipts } from "../../src/centre/receipts.js";
import { postgresProgram } from "../../src/centre/machine/cluster.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { startArchive } from "../../test/kit/peers/archive.js";
import { startCentre, type Centre } from "./lib/centre-world.js";
import { startRealUnit, type RealUnit } from "./lib/real-unit.js";
import type { DrillResult, DrillSettings } from "./main.js";

/** What it reports beside the others. */
interface RestoreResult extends DrillResult {
  /** Messages that were receipted after the backup. */
  readonly afterBackup: number;
  /** Of these, named by verify after the restore. */
  readonly named: number;
  /** From asking to the last one in the archive, milliseconds. */
  readonly againMs: number;
}

const unitCount = 3;
const patientMs = 240_000;
const there = `SELECT read_id::text || '.' || revision AS id FROM reads UNION ALL SELECT hit_id::text FROM hits
  UNION ALL SELECT picture_id FROM pictures UNION ALL SELECT alert_id FROM alerts WHERE kind = 'cancelled'
  UNION ALL SELECT fault_id::text FROM faults UNION ALL SELECT tour_id::text FROM tours UNION ALL SELECT change_id::text FROM lookouts`;

const idsIn = async ({ database }: Centre): Promise<readonly string[]> =>
  (await database.rows<{ readonly id: string }>(there)).map(({ id }) => id);

async function until(done: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + patientMs; Date.now() < end; await sleep(250)) if (await done()) return;
  throw new Error(`${what}: not within ${String(patientMs / 1000)} s`);
}

const delivered = (units: readonly RealUnit[]): Promise<void> =>
  until(() => units.every((unit) => unit.waiting() === 0), "the units deliver");

/** The base backup, as the account of PostgreSQL, for its files are its own. */
function backUp(centre: Centre, args: readonly string[]): void {
  const { account } = centre.archive.cluster;
  const env = { PATH: "/usr/bin:/bin", PGPASSWORD: centre.login.password };
  execFileSync(postgresProgram("pg_basebackup"), args, {
    ...account,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** See the head of this file. */
export async function run(options: DrillSettings): Promise<RestoreResult> {
  const [startedAt, reads, clock] = [Date.now(), options.rounds ?? 200, createClock()];
  const archive = await startArchive();
  const centre = await startCentre({ archive });
  const backup = mkdtempSync(join(tmpdir(), "tagwatch-backup-"));
  chmodSync(backup, 0o777);
  const { dir: data, socket } = archive.cluster;
  const units: RealUnit[] = [];
  try {
    await Promise.all(centre.collectors.map((one) => one.start()));
    for (let n = 1; n <= unitCount; n++)
      units.push(await startRealUnit(centre.broker, `car-${String(n)}`, n));
    const record = (): Promise<unknown> => Promise.all(units.map((unit) => unit.record(reads)));
    await record();
    await delivered(units);
    const login = ["-h", socket, "-U", centre.login.user, "-D", join(backup, "data")];
    backUp(centre, [...login, "-X", "stream", "-c", "fast"]);
    const before = new Set(await idsIn(centre));
    await record();
    await delivered(units);
    const all = await idsIn(centre);
    await archive.kill();
    rmSync(data, { recursive: true });
    // Root leaves the files with their owner.
    execFileSync("cp", ["-a", join(backup, "data"), data]);
    await archive.start();
    const receipts = join(centre.dir, "receipts");
    await until(
      async () => (await idsIn(centre).catch(() => [])).length >= before.size,
      "the restored database",
    );
    const { uncovered } = await checkReceipts(receipts, centre.database);
    const named = new Set(uncovered.flatMap(({ ids }) => ids));
    const missed = all.filter((id) => !before.has(id) && !named.has(id)).length;
    const wrong = [...named].filter((id) => before.has(id)).length;
    const askedAt = Date.now();
    const { ca, certificate, key } = centre.broker.collector("centre-1");
    const link = { url: centre.broker.url, clientId: "ask", prefix: "tagwatch", ca, certificate, key };
    await askAgain({ database: centre.database, clock, link, by: "drill" }, uncovered);
    await until(
      async () => (await checkReceipts(receipts, centre.database)).uncovered.length === 0,
      "all of it again",
    );
    const againMs = Date.now() - askedAt;
    const found = await idsIn(centre);
    const kept = new Set(found);
    return {
      ...{ rounds: reads, announced: all.length, lost: all.filter((id) => !kept.has(id)).length },
      ...{ duplicated: found.length - kept.size, undetected: missed + wrong },
      ...{ afterBackup: all.length - before.size, named: named.size, againMs },
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
  } finally {
    for (const unit of units) await unit.stop();
    await centre.stop();
    await archive.stop();
    rmSync(backup, { recursive: true, force: true });
  }
}
