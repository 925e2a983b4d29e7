// npm run -s drill -- clock --rounds 10000: random sequences of clock jumps, restarts, reboots and sources that come, go and
// lie drive the store, its retention, the time keeper and the trust. The world knows the true time: nothing may be deleted
// before its time, nothing due may stay once somebody vouches, no dated entry in force may be missed, no jump go untold.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Drive } from "./lib/clock-drive.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import type { DrillOptions, DrillResult } from "./main.js";

const sequencesPerStore = 20;

/** Runs so many sequences of a dozen events; `lost` counts what went before its time or was missed, `undetected` what was not told. */
export async function run(options: DrillOptions): Promise<DrillResult> {
  const rounds = options.rounds ?? 10_000;
  const started = performance.now();
  const problems: string[] = [];
  let purged = 0;
  let drive: Drive | null = null;
  let dir = "";
  const end = (): void => {
    drive?.stop();
    purged += drive?.purged ?? 0;
    if (dir !== "") rmSync(dir, { recursive: true, force: true });
  };
  for (let round = 0; round < rounds; round++) {
    if (round % sequencesPerStore === 0) {
      end();
      dir = mkdtempSync(join("/dev/shm", "tagwatch-clock-"));
      const seed = options.seed * 1_000_003 + round;
      const made: Drive = new Drive(dir, seededRandom(seed), (what) => {
        problems.push(what);
        if (problems.length <= 5)
          console.error(`seed ${String(seed)}: ${what}\n  after ${made.events.slice(-12).join("; ")}`);
      });
      drive = made;
      await drive.start();
    }
    for (let n = 0; n < 12; n++) await drive!.event();
  }
  end();
  const untold = problems.filter((what) => what.includes("untold")).length;
  return {
    rounds,
    announced: purged,
    lost: problems.length - untold,
    duplicated: 0,
    undetected: untold,
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}
