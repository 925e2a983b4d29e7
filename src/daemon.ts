// Where the parts are made and joined: opened in order, supervised, closed in reverse (architecture 2.7).
// Nothing here decides anything about plates; the way of one read is in intake.ts.
import { createHash } from "node:crypto";
import type { Config } from "./config/schema.js";
import type { Clock, Log } from "./core/ports.js";
import { openFoundation } from "./daemon/foundation.js";
import { openLists } from "./daemon/lists.js";
import { openOutside } from "./daemon/outside.js";
import { createPast } from "./daemon/past.js";
import { createRunner } from "./daemon/runner.js";
import { createSight, createSightWatchdog, type Sight } from "./daemon/sight.js";
import { unitStatus } from "./daemon/unit-status.js";
import { createStatusLine } from "./health/status-line.js";
import type { ReadOutcome } from "./intake.js";
import type { SdNotify } from "./os/sdnotify.js";

export interface DaemonOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly notify: SdNotify;
  readonly version: string;
  /** Told of every read, for demonstrations; it holds plates. */
  readonly onRead?: (outcome: ReadOutcome) => void;
}

/** Identifies the configuration in force, for the audit trail (CJIS CM-3); it holds no secret, only references. */
function configHash(config: Config): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex");
}

/**
 * Runs the daemon until `signal` aborts. Throws what makes a start impossible: a wrong key (DB_KEY), a newer database
 * (DB_NEWER), models that are not the manifest's (MODEL_*), secrets that cannot be read (CONFIG_INVALID).
 */
export async function runDaemon(options: DaemonOptions, signal: AbortSignal): Promise<void> {
  const { notify, clock, log } = options;
  const foundation = await openFoundation(options);
  const runner = createRunner(foundation);
  try {
    const startedAt = clock.now();
    const lists = await openLists(foundation);
    const status = () => unitStatus(foundation, { sight, lists, outside }, startedAt);
    const outside = openOutside(foundation, status);
    outside.uploader?.onMessage("hotlist", (message) => lists.arrival.announced(message));
    const sight: Sight = createSight(foundation, lists, outside, options.onRead ?? (() => undefined));
    foundation.note("start", { version: options.version, config: configHash(options.config) });

    const past = createPast(foundation, lists, outside);
    for (const service of [
      foundation.store.retention,
      sight.time,
      past,
      ...lists.services,
      ...outside.services,
    ]) {
      runner.keep(service);
    }
    runner.source(sight.gps);
    runner.source(sight.vision);
    await Promise.race([sight.vision.ready(), runner.untilStopped(signal)]);
    runner.keep(createSightWatchdog(foundation, sight, notify));
    runner.keep(createStatusLine({ clock, status, send: (state) => notify.send(state) }));
    notify.send("READY=1");
    log.info("ready: a plate could be read now", { unit: options.config.unit.id, page: outside.url() });

    await runner.untilStopped(signal);
    notify.send("STOPPING=1");
    // In the order of the flow: no new frames, the last tracks, what they write, what can still be sent.
    await runner.stopSources();
    await sight.drain();
    await runner.stopRest();
    foundation.note("stop", {});
  } finally {
    await runner.stopAll();
    foundation.store.close();
  }
}
