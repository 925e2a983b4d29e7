import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../domain/ports.js";
import { bootId } from "./boot-id.js";

/** The machine's clock. `monoNs` is CLOCK_MONOTONIC, so stamps of the vision process mean the same here. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monoNs: () => process.hrtime.bigint(),
    boot: bootId(),
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      await wait(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
    },
  };
}
