// SIGKILL of both collectors at once, under 300 reads a second with hits and pictures.
import { runRounds, timed, type CentreResult } from "./lib/centre-rounds.js";
import type { DrillSettings } from "./main.js";

/** See the head of this file. */
export const run = (options: DrillSettings): Promise<CentreResult> =>
  runRounds(options, {
    ...{ rounds: 20, readyMs: 60_000 },
    async strike({ collectors }) {
      await Promise.all(collectors.map((one) => one.kill()));
      return timed(() => Promise.all(collectors.map((one) => one.start())));
    },
  });
