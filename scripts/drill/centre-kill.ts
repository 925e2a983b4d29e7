// SIGKILL of one of two collectors at random moments under 300 reads a second with hits and pictures.
import { runRounds, timed, type CentreResult } from "./lib/centre-rounds.js";
import type { DrillSettings } from "./main.js";

/** See the head of this file. */
export const run = (options: DrillSettings): Promise<CentreResult> =>
  runRounds(options, {
    ...{ rounds: 200, readyMs: 60_000 },
    async strike({ collectors }, random) {
      const one = collectors[random() < 0.5 ? 0 : 1];
      await one.kill();
      return timed(() => one.start());
    },
  });
