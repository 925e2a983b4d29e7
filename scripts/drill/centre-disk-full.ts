// The disk of PostgreSQL, and in turn the disk of the pictures, full under 300 reads a second until the centre says so and for
// ten seconds more. Needs root.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startArchive, type TestArchive } from "../../test/kit/peers/archive.js";
import { runRounds, startAgain, timed, type CentreResult } from "./lib/centre-rounds.js";
import type { World } from "./lib/centre-world.js";
import { mountSmallDisk, type SmallDisk } from "./lib/small-disk.js";
import type { DrillSettings } from "./main.js";

const megabytes = { database: 1_500, pictures: 100 };
const fullMs = 10_000;

/** A cluster whose files lie on the disk. */
async function archiveOn(disk: SmallDisk): Promise<TestArchive> {
  chmodSync(join(disk.dir, ".."), 0o711);
  chmodSync(disk.dir, 0o711);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = disk.dir;
  try {
    return await startArchive();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** What collectors tell while the disk is full. */
const faultOf = { database: "DATABASE_DOWN", pictures: "PICTURES_UNWRITABLE" } as const;
const readyMs = 60_000;

/** Whether one of the collectors (`isSome`), or none, tells of the fault, within a minute. */
async function untilTold({ collectors }: World, fault: string, isSome: boolean): Promise<boolean> {
  const tells = (): boolean =>
    collectors.some((one) => one.standing().some((line) => line.startsWith(fault)));
  for (const until = Date.now() + readyMs; Date.now() < until; await sleep(100))
    if (tells() === isSome) return true;
  return false;
}

/** Every other time PostgreSQL needs a new file for its log meanwhile, and ends. */
const askForNewLog = ({ database }: World): Promise<unknown> =>
  database
    .rows("SELECT pg_logical_emit_message(false, 'drill', repeat('x', 17000000)) FROM generate_series(1, 40)")
    .catch(() => undefined);

/** See the head of this file. */
export async function run(options: DrillSettings): Promise<CentreResult> {
  const disks = {
    database: mountSmallDisk(megabytes.database),
    pictures: mountSmallDisk(megabytes.pictures),
  };
  const archive = await archiveOn(disks.database);
  let [turn, unsaid] = [0, 0];
  /** Resolves to how long everything took to work again, milliseconds. */
  async function strike(world: World): Promise<number> {
    const of = turn % 2 === 0 ? "database" : "pictures";
    const isOfLog = turn++ % 4 === 0;
    disks[of].fill(0);
    if (isOfLog) await askForNewLog(world);
    const isTold = await untilTold(world, faultOf[of], true);
    await sleep(fullMs);
    disks[of].drain();
    const { child } = archive.server();
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    let isOver = false;
    const ms = await timed(async () => {
      // Whoever runs PostgreSQL starts it again.
      if (hasEnded) await startAgain(world);
      isOver = await untilTold(world, faultOf[of], false);
    });
    if (!isTold || !isOver || (isOfLog && !hasEnded)) {
      unsaid++;
      console.error({
        of,
        isTold,
        isOver,
        hasEnded,
        standing: world.collectors.map((one) => one.standing()),
      });
    }
    await sleep(2_000);
    return ms;
  }
  try {
    return await runRounds(
      options,
      { rounds: 10, readyMs, strike, unsaid: () => unsaid },
      { archive, pictures: join(disks.pictures.dir, "files") },
    );
  } finally {
    await archive.stop();
    disks.database.remove();
    disks.pictures.remove();
  }
}
