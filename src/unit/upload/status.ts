import type { HealthState } from "../../shared/domain/closed-sets.js";
import type { OutboxCounts } from "../core/ports.js";
import type { UnitRef } from "../../shared/domain/types.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { MachineMessage, UploaderDeps } from "./uplink.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";

/** What the status message is made of; `at` is UTC milliseconds. */
export interface StatusSettings {
  readonly unit: UnitRef;
  readonly version: string;
  readonly at: number;
  readonly state: StatusMessage["state"];
  readonly reason: StatusMessage["reason"];
  readonly health?: {
    readonly faults: readonly Fault[];
    readonly counts: OutboxCounts;
    readonly head?: { readonly seq: number; readonly hash: string } | null;
    readonly machine?: MachineMessage | null;
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function worst(faults: readonly Fault[]): HealthState {
  if (faults.some((fault) => fault.severity === "critical")) return "critical";
  return faults.length > 0 ? "warning" : "ok";
}

/** The retained status of a unit; without `health` it is the last will. */
export function statusMessage(settings: StatusSettings): Buffer {
  const { unit, version, at, state, reason, health } = settings;
  const message: StatusMessage = {
    v: 1,
    type: "status",
    unit,
    state,
    reason,
    version,
    at: iso(at),
    ...(health && {
      health: {
        worst: worst(health.faults),
        faults: health.faults.map(({ code, subject, severity, since }) => ({
          code,
          subject,
          severity,
          since: iso(since),
        })),
        waiting: health.counts.waiting,
        hitsWaiting: health.counts.hitsWaiting,
        parked: health.counts.parked,
        oldestAt: health.counts.oldestAt === null ? null : iso(health.counts.oldestAt),
        ...(health.machine ? { machine: health.machine } : {}),
        ...(health.head ? { head: health.head } : {}),
      },
    }),
  };
  return Buffer.from(JSON.stringify(message));
}

/** The retained status of this unit now; the last will carries no health. */
export function statusNow(
  { unit, version, clock, faults, outbox, health: more }: UploaderDeps,
  state: StatusMessage["state"],
  reason: StatusMessage["reason"],
): Buffer {
  const health = { faults: faults.list(), counts: outbox.counts(), ...more() };
  const at = clock.now();
  return statusMessage({ unit, version, at, state, reason, ...(state === "online" ? { health } : {}) });
}
