// SIGKILL of PostgreSQL under 300 reads a second: ready again within 30 s, and every receipt is for what is there.
import { setTimeout as sleep } from "node:timers/promises";
import { runRounds, startAgain, timed, type CentreResult } from "./lib/centre-rounds.js";
import type { DrillSettings } from "./main.js";

/** See the head of this file. */
export const run = (options: DrillSettings): Promise<CentreResult> =>
  runRounds(options, {
    ...{ rounds: 50, readyMs: 30_000 },
    async strike(world, random) {
      await world.archive.kill();
      await sleep(random() * 500);
      const ms = await timed(() => startAgain(world));
      await sleep(1_500 + random() * 1_500);
      return ms;
    },
  });
