// The disk of PostgreSQL, and in turn the disk of the pictures, full for ten seconds under 300 reads a second. Needs root.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startArchive, type TestArchive } from "../../test/kit/peers/archive.js";
import { runRounds, startAgain, timed, type CentreResult } from "./lib/centre-rounds.js";
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

/** See the head of this file. */
export async function run(options: DrillSettings): Promise<CentreResult> {
  const disks = {
    database: mountSmallDisk(megabytes.database),
    pictures: mountSmallDisk(megabytes.pictures),
  };
  const archive = await archiveOn(disks.database);
  let turn = 0;
  try {
    return await runRounds(
      options,
      {
        ...{ rounds: 10, readyMs: 60_000 },
        async strike(world) {
          const disk = turn++ % 2 === 0 ? disks.database : disks.pictures;
          disk.fill(0);
          await sleep(fullMs);
          disk.drain();
          const { child } = archive.server();
          // PostgreSQL ends where it cannot write its log; whoever runs it starts it again.
          const hasEnded = child.exitCode !== null || child.signalCode !== null;
          const ms = await timed(() => (hasEnded ? startAgain(world) : Promise.resolve()));
          await sleep(3_000);
          return ms;
        },
      },
      { archive, pictures: join(disks.pictures.dir, "files") },
    );
  } finally {
    await archive.stop();
    disks.database.remove();
    disks.pictures.remove();
  }
}
