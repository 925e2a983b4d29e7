// Where the parts are made and joined: opened in order, supervised, closed in reverse.
// Nothing here decides anything about plates; the way of one read is in intake.ts.
import { createHash } from "node:crypto";
import type { Config } from "./config/schema.js";
import type { Clock, Log } from "../shared/domain/ports.js";
import type { UnitStatus } from "../shared/domain/status.js";
import { openBase } from "./daemon/base.js";
import { openLists } from "./daemon/hotlists.js";
import { openOutputs } from "./daemon/outputs.js";
import { createRetroMatch } from "./daemon/retro-match.js";
import { createRunner } from "./daemon/runner.js";
import { createSensing, createVisionWatchdog, type Sensing } from "./daemon/sensing.js";
import { createUnitStatus } from "./daemon/unit-status.js";
import { isSeeing, isWatching } from "./core/watching.js";
import { createStatusLine, statusLine } from "./health/status-line.js";
import type { ReadOutcome } from "./intake.js";
import type { SdNotify } from "../shared/platform/sdnotify.js";

/** What `tagwatch run` hands to the daemon; tests and the demo hand in their own clock and log. */
export interface DaemonOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly notify: SdNotify;
  readonly version: string;
  /** Called with every read, for demonstrations; it holds plates. */
  readonly onRead?: (outcome: ReadOutcome) => void;
}

/** Identifies the configuration in force, for the audit trail (CJIS CM-3); it holds no secret, only references. */
function configHash(config: Config): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex");
}

// Models are hashed and warmed in half a minute on slow units; TimeoutStartSec=90 of the unit file is the outer limit.
const readyAtTheLatestMs = 60_000;

/**
 * Runs the daemon until `signal` aborts ("stopped"), or until a store that could not be opened can be ("again": the caller
 * runs it anew). Throws STORE_BUSY while another daemon has the store, and FIPS_REQUIRED. Anything else that is missing
 * is a fault, and what does not need it goes on.
 */
export async function runDaemon(options: DaemonOptions, signal: AbortSignal): Promise<"stopped" | "again"> {
  const { notify, clock, log } = options;
  const base = await openBase(options);
  const runner = createRunner(base);
  try {
    const startedAt = clock.now();
    const lists = await openLists(base);
    const status = createUnitStatus(base, () => ({ sensing, lists, outputs }), startedAt);
    const outputs = openOutputs(base, status);
    outputs.uploader?.onMessage("hotlist", (message) => lists.arrival.announced(message));
    const sensing: Sensing = createSensing(base, lists, outputs, options.onRead ?? (() => undefined));
    base.begin({ version: options.version, config: configHash(options.config) });

    const retroMatch = createRetroMatch(base, lists, outputs, sensing.time);
    for (const service of [
      base.store.retention,
      sensing.time,
      retroMatch,
      ...lists.services,
      ...outputs.services,
    ]) {
      runner.keep(service);
    }
    runner.source(sensing.gps);
    runner.source(sensing.vision);
    await Promise.race([firstFrame(sensing, clock, signal), runner.untilStopped(signal)]);
    runner.keep(createVisionWatchdog(base, sensing, notify));
    runner.keep(createStatusLine({ clock, status, send: (state) => notify.send(state) }));
    notify.send("READY=1");
    sayReady(options, status(), outputs.url());

    const mended = await Promise.race([
      runner.untilStopped(signal),
      ...(base.standby ? [base.standby.mended(signal).then(() => !signal.aborted)] : []),
    ]);
    if (mended) log.warn("the store can be opened again: the daemon starts anew");
    notify.send("STOPPING=1");
    // In the order of the flow: no new frames, the last tracks, what they write, what can still be sent.
    await runner.stopSources();
    await sensing.drain();
    await runner.stopRest();
    base.stop();
    return mended ? "again" : "stopped";
  } finally {
    await runner.stopAll();
    base.store.close();
  }
}

/**
 * Resolves when a camera delivers, when it is known that none does (faults say why), or when that takes too long: a start
 * that waited for a camera would be ended by systemd, and begun again without end.
 */
async function firstFrame({ vision }: Sensing, clock: Clock, signal: AbortSignal): Promise<void> {
  const known = new AbortController();
  // What waits after a stop would keep the process alive until its deadline.
  const stopped = (): void => known.abort();
  signal.addEventListener("abort", stopped, { once: true });
  const isDecided = (): boolean => {
    const { cameras } = vision.status();
    return cameras.some(({ state }) => isSeeing(state)) || cameras.every(({ state }) => state === "lost");
  };
  const look = async (): Promise<void> => {
    await vision.ready(known.signal).catch(() => known.abort());
    while (!known.signal.aborted && !isDecided()) await clock.sleep(100, known.signal);
  };
  await Promise.race([look(), clock.sleep(readyAtTheLatestMs, known.signal)]);
  known.abort();
  signal.removeEventListener("abort", stopped);
}

/** Ready means started: whether a plate could be read now is said beside it. */
function sayReady({ log, config }: DaemonOptions, status: UnitStatus, page: string): void {
  const unit = config.unit.id;
  if (isWatching(status)) log.info("ready: a plate could be read now", { unit, page });
  else log.error("ready, but no plate could be read now", { unit, page, status: statusLine(status) });
}
