import type { Clock, Log, Service } from "../../shared/domain/ports.js";

/** systemd's watchdog (sd_notify(3)): a unit that is stuck is not fed, and systemd starts it anew. */
export interface WatchdogDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** How often systemd wants to hear from us; null when it does not. */
  readonly everyMs: number | null;
  /** Sends `WATCHDOG=1`. */
  readonly feed: () => void;
  /** Why the unit is not doing its work, or null when it is. */
  readonly stuck: () => string | null;
}

/**
 * Feeds systemd's watchdog only while plates could be read: a turning event loop alone is no proof of work.
 * When it stops feeding, systemd kills and restarts the daemon after WatchdogSec.
 */
export function createWatchdog(deps: WatchdogDeps): Service {
  return {
    name: "watchdog",
    async run(signal) {
      if (deps.everyMs === null) return deps.clock.sleep(2 ** 31 - 1, signal);
      while (!signal.aborted) {
        const reason = deps.stuck();
        if (reason === null) deps.feed();
        else deps.log.error("the watchdog is not fed", { reason });
        await deps.clock.sleep(deps.everyMs, signal);
      }
    },
  };
}
