// What the supervisor is told, and when: that a fault began, that nobody acknowledged it, that it is over. Each once.
import type { SupervisorConfig } from "../config/schema.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { daemonActor } from "../../shared/domain/actor.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Audit, Clock, Faults, Log, NewId, Service } from "../../shared/domain/ports.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { FaultArchive, FaultRecord } from "../core/upkeep/fault-record.js";
import { createDelivery, type Send } from "./delivery.js";
import type { Links } from "./links.js";
import { noticeFault, type Notice, type NoticeKind } from "./notice.js";
import { markOf, msSinceMark } from "./mark.js";
import type { Channel, NoticeQueue } from "./notice-queue.js";
import type { Repeats } from "./repeats.js";

/** What telling the supervisor takes. `escalate` tells the board, and so the receiver, that nobody cared in time. */
export interface SupervisorDeps {
  readonly config: SupervisorConfig;
  readonly unit: () => UnitRef;
  readonly kept: {
    readonly archive: FaultArchive;
    readonly queue: NoticeQueue;
    readonly repeats: Repeats;
    readonly links: Links;
  };
  readonly send: Readonly<Partial<Record<Channel, Send>>>;
  readonly escalate: (faultId: string) => void;
  readonly faults: Faults;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** No true time lies before it: what is older is told as from before the clock was set. */
  readonly notBefore: Millis;
}

/** Told of every change of a fault. */
export interface Supervisor {
  /** Something changed: what is due is found at the next look. */
  changed(): void;
  readonly services: readonly Service[];
}

const lookMs = 1_000;
/** How often it is written down how long a fault has waited for somebody: a restart costs it no more. */
const writeMs = 60_000;
/** A fault that comes back within this was not over (`health/faults.ts`). */
const overAfterMs = 61_000;

/** Looks every second at what stands; by the monotonic clock, so that no step of the clock tells or silences anything. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const { config, clock } = deps;
  const { archive, repeats, queue } = deps.kept;
  const seen = createSeen(clock);
  let records: readonly FaultRecord[] = [];
  let isStale = true;
  const delivery = createDelivery({ ...deps, queue });

  function due(record: FaultRecord, isStanding: boolean): NoticeKind | null {
    const { fault, clearedAt, toldAt, toldAs, escalatedAt, overToldAt } = record;
    // It stood at the last end, and no part has found it again yet: nothing is said of it before one does.
    if (clearedAt === null && !isStanding) return null;
    const forMs = seen.forMs(record);
    // Whoever was told that it began is told that it is over, also where it became a warning before it ended.
    if (clearedAt !== null)
      return toldAt !== null && overToldAt === null && forMs >= overAfterMs ? "over" : null;
    // That notices do not arrive is told by what does arrive, once it does.
    if (config.tell === "critical" && fault.severity !== "critical") return null;
    // Whoever was told of a warning, and knows of it, was not told that it became critical.
    if ((toldAt ?? toldAs) === null || (toldAs === "warning" && fault.severity === "critical"))
      return forMs >= config.after && repeats.mayTell(fault, forMs) ? "raised" : null;
    if (escalatedAt !== null || fault.acknowledged) return null;
    return waited(record) >= config.escalateAfter ? "escalated" : null;
  }

  /** How long it has stood told and unacknowledged, over restarts. */
  function waited(record: FaultRecord): number {
    const { waited: before } = record;
    const forMs = before ? before.forMs + msSinceMark(clock, before) : 0;
    if (before?.boot === clock.boot && forMs - before.forMs < writeMs) return forMs;
    archive.save({ ...record, waited: { forMs, ...markOf(clock) } });
    isStale = true;
    return forMs;
  }

  function look(): void {
    if (isStale) {
      records = archive.open();
      isStale = false;
      seen.keep(records);
    }
    const found = new Map<NoticeKind, FaultRecord[]>();
    const standing = new Set(deps.faults.list().map(({ id }) => id));
    for (const record of records) {
      const kind = due(record, standing.has(record.fault.id));
      if (kind) found.set(kind, [...(found.get(kind) ?? []), record]);
    }
    for (const [kind, about] of found) tell(deps, kind, about);
    if (found.size === 0) return;
    isStale = true;
    delivery.wake();
  }

  return {
    changed: () => void (isStale = true),
    services: [
      {
        name: "supervisor",
        async run(signal) {
          while (!signal.aborted) {
            look();
            await clock.sleep(lookMs, signal);
          }
        },
      },
      ...delivery.services,
    ],
  };
}

/** Since when this run has seen each fault in its present state, by the monotonic clock. */
function createSeen(clock: Clock) {
  const seen = new Map<string, { readonly isOver: boolean; readonly ms: number }>();
  return {
    forMs({ fault, clearedAt }: FaultRecord): number {
      const isOver = clearedAt !== null;
      const before = seen.get(fault.id);
      if (before?.isOver === isOver) return monoMs(clock) - before.ms;
      seen.set(fault.id, { isOver, ms: monoMs(clock) });
      return 0;
    },
    keep(records: readonly FaultRecord[]): void {
      const open = new Set(records.map(({ fault }) => fault.id));
      for (const id of seen.keys()) if (!open.has(id)) seen.delete(id);
    },
  };
}

/**
 * One notice for all faults that are due with it, by each way. Where the configuration names no way, nobody is told, and
 * the record says so; the board still hears that nobody cared in time.
 */
function tell(deps: SupervisorDeps, kind: NoticeKind, about: readonly FaultRecord[]): void {
  const { config, clock, newId } = deps;
  const { queue, archive, repeats } = deps.kept;
  const at = clock.now();
  const again = new Map(about.map(({ fault }) => [fault.id, kind === "raised" ? repeats.told(fault) : 0]));
  const ways = Object.keys(deps.send) as Channel[];
  for (const channel of ways) {
    const id = newId();
    const notice = noticeOf(deps, { id, kind, at }, about, again);
    const to = kind === "escalated" ? (config.mail?.escalateTo ?? config.mail?.to) : config.mail?.to;
    queue.add({ id, at, channel, to: channel === "mail" ? (to ?? []) : [], notice });
  }
  const stamps = {
    raised: {
      toldAt: ways.length === 0 ? null : at,
      escalatedAt: null,
      waited: { forMs: 0, ...markOf(clock) },
    },
    escalated: { escalatedAt: at },
    over: { overToldAt: at },
  } as const;
  for (const record of about) {
    const toldAs = kind === "raised" ? record.fault.severity : record.toldAs;
    archive.save({ ...record, toldAs, ...stamps[kind] });
    if (kind === "escalated") deps.escalate(record.fault.id);
  }
  if (ways.length > 0) note(deps, kind, about);
}

function noticeOf(
  { config, unit, kept, notBefore }: SupervisorDeps,
  { id, kind, at }: { readonly id: string; readonly kind: NoticeKind; readonly at: number },
  about: readonly FaultRecord[],
  again: ReadonlyMap<string, number>,
): Notice {
  const { id: unitId, kind: unitKind, name } = unit();
  const linkOf = ({ fault }: FaultRecord): string | null => {
    if (config.page === undefined || kind === "over") return null;
    const token = kept.links.make(fault.id);
    return token === null ? null : `${config.page}/acknowledge/${token}`;
  };
  return {
    v: 1,
    type: "notice",
    ...{ id, kind, at: new Date(at).toISOString(), supervisor: config.name },
    unit: { id: unitId, kind: unitKind, name },
    ...(config.page === undefined ? {} : { page: config.page }),
    faults: about.map((record) =>
      noticeFault(record, { link: linkOf(record), again: again.get(record.fault.id) ?? 0, notBefore }),
    ),
  };
}

function note({ audit, log }: SupervisorDeps, kind: NoticeKind, about: readonly FaultRecord[]): void {
  try {
    const detail = { kind, faults: about.map(({ fault }) => fault.id).join(" ") };
    audit.append({ actor: daemonActor, event: "supervisor.tell", outcome: "success", detail });
  } catch (error) {
    log.warn("a notice could not be noted in the audit trail", { reason: errorText(error) });
  }
}
