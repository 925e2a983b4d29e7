import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import { supervise, type RestartPolicy } from "../../shared/platform/supervise.js";
import { untilAborted } from "../../shared/platform/stop.js";

/** Runs the daemon's services under supervision: sources of reads, which stop first, and all others. */
export interface Runner {
  /** Services that make reads: GPS, cameras. */
  source(...services: readonly Service[]): void;
  /** Services that keep running until the sources are drained. */
  keep(...services: readonly Service[]): void;
  /** Resolves when asked to stop; throws what a service with a restart budget died of. */
  untilStopped(signal: AbortSignal): Promise<void>;
  stopSources(): Promise<void>;
  stopRest(): Promise<void>;
  stopAll(): Promise<void>;
}

// A lost camera, receiver or broker is expected, and retried without limit with a growing delay.
const withoutLimit: RestartPolicy = { firstMs: 1_000, maxMs: 60_000 };

/** Creates the runner; services begin when they are handed over. */
export function createRunner(deps: {
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}): Runner {
  const sources = new AbortController();
  const rest = new AbortController();
  const running = { sources: [] as Promise<void>[], rest: [] as Promise<void>[] };
  let fail: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (fail = reject));
  // It may reject before anyone waits for it.
  broken.catch(() => undefined);

  function start(services: readonly Service[], stop: AbortController, into: Promise<void>[]): void {
    for (const service of services)
      into.push(supervise(service, withoutLimit, stop.signal, deps).catch(fail));
  }

  const stopSources = async (): Promise<void> => {
    sources.abort();
    await Promise.all(running.sources);
  };
  const stopRest = async (): Promise<void> => {
    rest.abort();
    await Promise.all(running.rest);
  };

  return {
    source: (...services) => start(services, sources, running.sources),
    keep: (...services) => start(services, rest, running.rest),
    async untilStopped(signal) {
      await Promise.race([untilAborted(signal), broken]);
    },
    stopSources,
    stopRest,
    async stopAll() {
      await stopSources();
      await stopRest();
    },
  };
}
