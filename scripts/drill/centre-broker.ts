// SIGKILL of mosquitto under 300 reads a second, its persistence file deleted half the time.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runRounds, timed, type CentreResult } from "./lib/centre-rounds.js";
import type { DrillSettings } from "./main.js";

/** See the head of this file. */
export const run = (options: DrillSettings): Promise<CentreResult> =>
  runRounds(options, {
    ...{ rounds: 50, readyMs: 30_000 },
    async strike({ broker }, random) {
      const data = join(broker.dir, "data");
      await broker.kill();
      if (random() < 0.5)
        for (const name of readdirSync(data).filter((one) => one.startsWith("mosquitto.db")))
          rmSync(join(data, name));
      await sleep(random() * 300);
      const ms = await timed(() => broker.start());
      await sleep(2_000 + random() * 1_000);
      return ms;
    },
  });
