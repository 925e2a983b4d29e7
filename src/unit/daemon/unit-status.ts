import { isSeeing } from "../core/watching.js";
import { positionAt } from "../core/read.js";
import type { TimeBelief, UnitStatus } from "../../shared/domain/status.js";
import type { OutboxCounts } from "../core/ports.js";
import { freeBytes } from "../../shared/platform/disk.js";
import type { Base } from "./base.js";
import type { MachineWatch } from "../health/machine-watch.js";
import type { Lists } from "./hotlists.js";
import type { Outputs } from "./outputs.js";
import type { Sensing } from "./sensing.js";
import { errorText } from "../../shared/domain/error-text.js";

interface UnitStatusDeps {
  readonly sensing: Sensing;
  readonly lists: Lists;
  readonly outputs: Outputs;
  readonly machine: MachineWatch;
}

/**
 * The whole unit at a moment, for the page and the status message; asked for wherever something changes, so it never
 * throws: what waits is then as it was last known, and that the store cannot say is a fault.
 */
export function createUnitStatus(
  base: Base,
  deps: () => UnitStatusDeps,
  startedAt: number,
): () => UnitStatus {
  const { store, faults } = base;
  let counts: OutboxCounts = { waiting: 0, hitsWaiting: 0, parked: 0, oldestAt: null };
  const countsNow = (): OutboxCounts => {
    const [code, subject] = ["EVIDENCE_WRITE", "outbox"] as const;
    try {
      counts = store.outbox.counts();
      faults.clear(code, subject);
    } catch (error) {
      const text = `the store cannot be read: ${errorText(error)}`;
      faults.raise({ code, subject, severity: "critical", text });
    }
    return counts;
  };
  return () => unitStatus(base, deps(), startedAt, countsNow());
}

/** Who vouches for the time, and what each source says of it. */
function timeBelief({ trust, clock }: Pick<Base, "trust" | "clock">, monoNs: bigint): TimeBelief {
  const verdict = trust.verdict(monoNs);
  const sources = trust.claims(monoNs).map(({ at, ...claim }) => ({ ...claim, aheadMs: at - clock.now() }));
  return verdict.kind === "vouched"
    ? { state: "vouched", at: verdict.at, by: verdict.by, why: "", sources }
    : { state: verdict.kind, at: null, by: [], why: verdict.why, sources };
}

function unitStatus(base: Base, deps: UnitStatusDeps, startedAt: number, counts: OutboxCounts): UnitStatus {
  const { config, unit, version, clock, store } = base;
  const { sensing, lists, outputs, machine } = deps;
  const now = clock.monoNs();
  const fix = sensing.gps.latest();
  const stamped = sensing.time.stamp(now);
  const standing = base.faults.list();
  const { cameras, running, restarts, rssMb } = sensing.vision.status();
  const upload = outputs.uploader?.status();
  return {
    unit,
    version,
    startedAt,
    cameras: cameras.map(({ id, name, state, fps, dropped, lastFrameAgeMs, decoding }) => {
      const seeing = isSeeing({ id, state }, standing);
      return { id, name, state, seeing, fps, dropped, lastFrameAgeMs, decoding };
    }),
    vision: { running, restarts, rssMb },
    clock: { source: stamped.source, uncertaintyMs: stamped.uncertaintyMs },
    time: timeBelief(base, now),
    position: fix ? positionAt(fix, now) : null,
    hotlists: lists.status(),
    upload: upload ? { connected: upload.state === "connected", ...counts } : null,
    store: { encrypted: store.encrypted(), freeBytes: freeBytes(config.store.dir) },
    machine: machine.status(),
  };
}
