// npm run -s drill -- clock --rounds 10000 [--from N]: random sequences of clock jumps, restarts, reboots and sources that come,
// go and lie drive the store, its retention, the time keeper, the trust, the hotlists and the sign-in. The world knows the true
// time: nothing may be deleted before its time, nothing due may stay once somebody vouches (what is due only by a leap of the
// time: a week, unless a person vouches), no dated entry in force may be missed, no list called fresh that is stale, nobody kept out for longer than the rule, no jump go untold.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Drive } from "./lib/clock-drive.js";
import { seededRandom } from "../../test/kit/samples/random.js";
import type { DrillSettings, DrillResult } from "./main.js";

const sequencesPerStore = 20;
const eventsPerSequence = 12;
const reportEvery = 500;
const memory = "/dev/shm";

/** Runs the sequences `from` to `rounds`; `lost` counts what went before its time or was missed, `undetected` what was not told. */
export async function run(settings: DrillSettings): Promise<DrillResult> {
  const rounds = settings.rounds ?? 10_000;
  const from = Math.floor((settings.from ?? 0) / sequencesPerStore) * sequencesPerStore;
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1_000);
  const problems: string[] = [];
  let purged = 0;
  for (let round = from; round < rounds; round += sequencesPerStore) {
    const sequences = Math.min(sequencesPerStore, rounds - round);
    purged += await driveOne(settings.seed * 1_000_003 + round, sequences, problems);
    const done = round + sequences;
    if (done % reportEvery === 0)
      console.error(
        `${String(done)} of ${String(rounds)} in ${String(seconds())} s, ${String(problems.length)} problems`,
      );
  }
  const untold = problems.filter((what) => what.includes("untold")).length;
  return {
    rounds: rounds - from,
    announced: purged,
    lost: problems.length - untold,
    duplicated: 0,
    undetected: untold,
    seconds: seconds(),
  };
}

/** One unit through some sequences; returns how many of its records were purged. */
async function driveOne(seed: number, sequences: number, problems: string[]): Promise<number> {
  const dir = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "tagwatch-clock-"));
  const drive: Drive = new Drive(dir, seededRandom(seed), (what) => {
    problems.push(what);
    if (problems.length <= 20)
      console.error(`seed ${String(seed)}: ${what}\n  after ${drive.events.slice(-12).join("; ")}`);
  });
  try {
    await drive.start();
    for (let n = 0; n < sequences * eventsPerSequence; n++) await drive.event();
    drive.stop();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return drive.purged;
}
