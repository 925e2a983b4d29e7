// What makes reads: GPS, the vision process with its cameras, and the intake that turns their events into evidence.
import type { Service } from "../../shared/domain/ports.js";
import { builtAt } from "../../shared/domain/time-trust.js";
import { createGpsReceiver, type GpsReceiver } from "../gps/receiver.js";
import type { MachineWatch } from "../health/machine-watch.js";
import { stuckReason } from "../health/progress.js";
import { createTimeKeeper, type TimeKeeper } from "../health/time-keeper.js";
import { createWatchdog } from "../health/watchdog.js";
import { createIntake, type ReadOutcome } from "../intake.js";
import { bootId } from "../../shared/platform/boot-id.js";
import { ntpServer, ntpSynchronised } from "../../shared/platform/ntp.js";
import { random } from "../../shared/platform/random.js";
import type { SdNotify } from "../../shared/platform/sdnotify.js";
import { recordMessages } from "../upload/messages.js";
import { createVisionLink, type VisionLink } from "../vision/link/link.js";
import type { Base } from "./base.js";
import { plateTablesOf } from "./plates-files.js";
import type { Lists } from "./hotlists.js";
import type { DaemonUpkeep } from "./upkeep.js";
import type { Outputs } from "./outputs.js";

/** Everything between a camera and an alert, made but not yet running. */
export interface Sensing {
  readonly gps: GpsReceiver;
  readonly time: TimeKeeper;
  readonly vision: VisionLink;
  /** Whether a read may still be corrected, for its vehicle is in view. */
  follows(readId: string): boolean;
  /** Records that are not written yet. */
  waiting(): number;
  /** Resolves when everything read so far is written. */
  drain(): Promise<void>;
}

/**
 * What no true time lies before: the newest time that a source vouched for. Only a unit no source ever vouched for goes by its
 * last records, by the earliest they can be of: a clock that was a day ahead for a minute leaves records that would refute the
 * right time for a day.
 */
export function newestRecordAt(
  store: Pick<Base["store"], "lastVouchedAt" | "newestReads" | "auditEvents" | "clockDoubtMs">,
): number | null {
  const vouched = store.lastVouchedAt();
  if (vouched !== null) return vouched;
  const reads = store.newestReads(20).map(({ capturedAt }) => capturedAt.at - capturedAt.uncertaintyMs);
  const lines = store.auditEvents(50, null);
  const steps = lines.map(({ event, detail }) =>
    event === "clock-step" ? Number(detail?.["movedMs"] ?? 0) : 0,
  );
  const movedMs = Math.max(
    store.clockDoubtMs(),
    steps.reduce((sum, ms) => sum + Math.abs(ms), 0),
  );
  const times = [...reads, ...lines.map(({ at }) => at - movedMs)];
  return times.length === 0 ? null : Math.max(...times);
}

/** Creates the clock's keeper and the GPS receiver: reads are stamped and placed by them. */
export function createSenses(base: Base): {
  readonly gps: GpsReceiver;
  readonly time: TimeKeeper;
} {
  const { config, store, clock, log, faults } = base;
  const gps = createGpsReceiver({
    config: config.gps,
    clock,
    log: log.child({ part: "gps" }),
    faults,
    notBefore: builtAt,
    random,
  });
  const time = createTimeKeeper({
    clock,
    log,
    faults,
    audit: store,
    gpsOffset: () => gps.timeOffset(),
    ntpSynchronised,
    ntpKin: async () => base.centre.kinOf(await ntpServer()),
    trust: base.trust,
    newestRecordAt: newestRecordAt(store),
    doubt: { beforeStartMs: store.clockMovedBeforeStart(), sinceVouchedMs: () => store.clockDoubtMs() },
    notBefore: builtAt,
    bootId: bootId(),
  });
  return { gps, time };
}

/** Creates the vision link and the intake behind it. */
export function createSensing(
  base: Base & Pick<DaemonUpkeep, "unitAt" | "prove"> & Pick<MachineWatch, "timed">,
  lists: Lists,
  outputs: Outputs,
  onRead: (outcome: ReadOutcome) => void,
): Sensing {
  const { config, unit, store, clock, log, faults, newId } = base;
  const { gps, time } = createSenses(base);
  const intake = createIntake({
    unit: (at) => base.unitAt(at),
    clock,
    log,
    newId,
    faults,
    positions: gps,
    stamp: (monoNs) => time.stamp(monoNs),
    hotlists: lists,
    writer: { record: (record) => base.timed(() => store.record(record)) },
    messages: recordMessages,
    live: outputs.live,
    onRead: (outcome) => {
      outputs.wake();
      onRead(outcome);
    },
  });
  const vision = createVisionLink({
    cameras: config.cameras,
    vision: config.vision,
    tables: plateTablesOf(base),
    unitMoves: unit.kind === "vehicle",
    clock,
    log: log.child({ part: "vision" }),
    faults,
    onTrack: (event) => intake.takeIn(event),
    onProof: ({ code, camera, jpeg }) => base.prove(code, camera, jpeg),
    onGone: () => intake.forget(),
  });
  return { gps, time, vision, ...intake };
}

/** The watchdog that is fed while plates could be read. */
export function createVisionWatchdog(base: Base, sensing: Sensing, notify: SdNotify): Service {
  const { clock, log } = base;
  const startedMonoNs = clock.monoNs();
  return createWatchdog({
    clock,
    log,
    everyMs: notify.watchdogMs,
    feed: () => notify.send("WATCHDOG=1"),
    stuck: () => {
      const now = clock.monoNs();
      const wokeNs = clock.slept?.().wokeNs ?? 0n;
      return stuckReason(sensing.vision.progress(), now, wokeNs > startedMonoNs ? wokeNs : startedMonoNs);
    },
  });
}
