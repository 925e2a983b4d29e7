// Where the parts are made and joined: opened in order, supervised, closed in reverse.
// Nothing here decides anything about plates; the way of one read is in intake.ts.
import { createHash } from "node:crypto";
import type { Config } from "./config/schema.js";
import type { Clock, Log } from "../shared/domain/ports.js";
import { openBase } from "./daemon/base.js";
import { openLists } from "./daemon/hotlists.js";
import { openOutputs } from "./daemon/outputs.js";
import { firstFrame, sayReady } from "./daemon/ready.js";
import { createRetroMatch } from "./daemon/retro-match.js";
import { createRestamper } from "./daemon/restamp.js";
import { createRunner } from "./daemon/runner.js";
import { openMachine } from "./daemon/machine.js";
import { createSensing, createVisionWatchdog, type Sensing } from "./daemon/sensing.js";
import { openSendAgain } from "./daemon/send-again.js";
import { openUpkeep } from "./daemon/upkeep.js";
import { createUnitStatus } from "./daemon/unit-status.js";
import { createStatusLine } from "./health/status-line.js";
import type { ReadOutcome } from "./intake.js";
import type { SdNotify } from "../shared/platform/sdnotify.js";
import { isStopped } from "../shared/platform/stop.js";

/** What `tagwatch run` hands to the daemon; tests and the demo hand in their own clock and log. */
export interface DaemonDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly notify: SdNotify;
  readonly version: string;
  /** Program and arguments of the self-test; null where the program cannot start itself. */
  readonly selfTest: readonly [string, ...string[]] | null;
  /** Called with every read, for demonstrations; it holds plates. */
  readonly onRead?: (outcome: ReadOutcome) => void;
}

/** Identifies the configuration in force, for the audit trail (CJIS CM-3); it holds no secret, only references. */
function configHash(config: Config): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex");
}

/**
 * Runs the daemon until `signal` aborts ("stopped"), or until a store that could not be opened can be ("again": the caller
 * runs it anew). Throws STORE_BUSY while another daemon has the store, and FIPS_REQUIRED. Anything else that is missing
 * is a fault, and what does not need it goes on.
 */
export async function runDaemon(deps: DaemonDeps, signal: AbortSignal): Promise<"stopped" | "again"> {
  const { notify, clock, log } = deps;
  const base = await openBase(deps);
  const runner = createRunner(base);
  try {
    const startedAt = clock.now();
    const lists = await openLists(base);
    const machine = openMachine(base, () => sensing.waiting());
    // Asked once page and uplink run, when all three are made.
    const status = createUnitStatus(base, () => ({ sensing, lists, outputs, machine }), startedAt);
    const upkeep = openUpkeep(base, { status, stamp: (at) => sensing.time.stamp(at) }, deps.selfTest);
    const asked = { ...lists, status, machine: () => machine.status() };
    const outputs = openOutputs(base, { ...asked, aim: (wish) => sensing.vision.aim(wish) }, upkeep);
    if (outputs.uploader) upkeep.listen(outputs.uploader);
    outputs.uploader?.onMessage("hotlist", (message) => lists.arrival.announced(message));
    const sensing: Sensing = createSensing(
      {
        ...base,
        unitAt: (at) => upkeep.unitAt(at),
        prove: (...fault) => upkeep.prove(...fault),
        timed: (write) => machine.timed(write),
      },
      lists,
      outputs,
      (read) => {
        upkeep.countRead(read.read, read.changes.fresh);
        deps.onRead?.(read);
      },
    );
    const restamper = createRestamper({ ...base, ...sensing, ...upkeep, ...outputs });
    const retroMatch = createRetroMatch(base, lists, outputs, sensing.time);

    // What is not begun need not be ended: models take seconds to load, and systemd waits ten for an end.
    if (await isStopped(signal)) return "stopped";
    base.begin({ version: deps.version, config: configHash(deps.config) });
    runner.keep(base.store.retention, sensing.time, retroMatch, ...lists.services, ...outputs.services);
    const again = openSendAgain(base, outputs);
    runner.keep(...base.ledger.services, machine, restamper, ...upkeep.services, again);
    runner.source(sensing.gps, sensing.vision);
    await Promise.race([firstFrame(sensing.vision, clock, signal), runner.untilStopped(signal)]);
    const statusLine = createStatusLine({
      ...{ clock, status, faults: () => base.faults.list() },
      send: (state) => notify.send(state),
    });
    runner.keep(createVisionWatchdog(base, sensing, notify), statusLine);
    if (!signal.aborted) sayReady({ notify, log }, status(), outputs.url());

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
