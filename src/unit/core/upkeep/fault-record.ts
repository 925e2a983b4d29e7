import type { Millis } from "../../../shared/domain/types.js";
import type { Severity } from "../../../shared/domain/closed-sets.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";

/** A damage that a person reported. What they wrote stays on the unit: it may name people or plates. */
export interface DamageReport {
  readonly by: string;
  readonly note: string;
  readonly repaired?: { readonly by: string; readonly note: string };
}

/** A fault as it is kept: with its end, with what the supervisor was told of it, and with a person's report of it. */
export interface FaultRecord {
  readonly fault: Fault;
  readonly clearedAt: Millis | null;
  /** When the supervisor was told that it began, that nobody cared for it, that it is over; null before. */
  readonly toldAt: Millis | null;
  /** The gravest weight it was told with; null before, and in records of before this was kept. */
  readonly toldAs: Severity | null;
  readonly escalatedAt: Millis | null;
  readonly overToldAt: Millis | null;
  /** How long it had stood told and unacknowledged, at a moment by both clocks; null before it was told. */
  readonly waited: {
    readonly forMs: number;
    readonly boot: string;
    readonly ms: number;
    readonly at: Millis;
  } | null;
  readonly report: DamageReport | null;
}

/** A record of a fault that was just raised. */
export function newRecord(fault: Fault, report: DamageReport | null = null): FaultRecord {
  const untold = { toldAt: null, toldAs: null, escalatedAt: null, overToldAt: null, waited: null };
  return { fault, clearedAt: null, ...untold, report };
}

/** Faults of this run and the ones before. Writing never throws: what cannot be stored is kept until the process ends. */
export interface FaultArchive {
  get(id: string): FaultRecord | null;
  save(record: FaultRecord): void;
  /** What stands, and what is over without the supervisor having been told. */
  open(): readonly FaultRecord[];
  /** Faults that began in [from, to), newest first. */
  between(from: Millis, to: Millis, limit: number): readonly FaultRecord[];
}
