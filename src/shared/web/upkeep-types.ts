// What the page and the server say to each other of faults, damage, tours and self-tests: JSON shapes only.
import type { AssigneeKind, FaultPart, Severity, TourEnd } from "../domain/closed-sets.js";
import type { Millis } from "../domain/types.js";
import type { SelfTestCheck } from "../domain/said/self-test.js";
import type { Fault } from "../domain/faults/fault.js";

/** A fault with its end, and a person's report of damage; `report` null where there is none or it may not be seen. */
export interface FaultRecordJson extends Fault {
  readonly clearedAt: Millis | null;
  /** When the supervisor was told, and told again because nobody acknowledged it. */
  readonly toldAt: Millis | null;
  readonly escalatedAt: Millis | null;
  readonly report: {
    readonly by: string;
    readonly note: string;
    readonly repaired?: { readonly by: string; readonly note: string };
  } | null;
}

/** Answer to `GET /api/faults`: what stands, and what began in the time asked for, newest first. */
export interface FaultsJson {
  readonly standing: readonly FaultRecordJson[];
  readonly history: readonly FaultRecordJson[];
}

/** A tour of duty; spans in milliseconds. `end` null while it runs; `person` empty where movement began it. */
export interface TourReportJson {
  readonly id: string;
  readonly person: string;
  readonly crew: {
    readonly badge: string;
    readonly partner: string;
    readonly vehicle: string;
    readonly purpose: string;
  } | null;
  readonly assignedTo: string | null;
  readonly beganAt: Millis;
  readonly endedAt: Millis | null;
  readonly end: TourEnd | null;
  readonly lastedMs: number;
  readonly cameras: readonly { readonly id: string; readonly watchedMs: number; readonly blindMs: number }[];
  readonly reads: number;
  readonly hits: number;
  readonly verdicts: number;
  readonly defects: readonly {
    readonly faultId: string;
    readonly part: FaultPart;
    readonly code: string;
    readonly subject: string;
    readonly severity: Severity;
    readonly ms: number;
  }[];
  readonly note: string;
}

/** Answer to `GET /api/tour` and `POST /api/tour/begin`: the tour that runs, and who has the unit now. */
export interface TourJson {
  readonly running: TourReportJson | null;
  readonly assignedTo: string | null;
}

/** Answer to `GET /api/tours`, newest first: a supervisor's all, anybody else's own. */
export interface ToursJson {
  readonly tours: readonly TourReportJson[];
}

/** Answer to `GET /api/assignments`, the one set last first; of those that cover a time that one counts. */
export interface AssignmentsJson {
  /** The unit's time. */
  readonly at: Millis;
  /** Who has the unit outside all rows, by its configuration. */
  readonly byDefault: string | null;
  readonly assignments: readonly {
    readonly id: string;
    readonly assignedTo: string;
    readonly kind: AssigneeKind;
    readonly from: Millis;
    readonly to: Millis | null;
    readonly setBy: string;
    readonly setAt: Millis;
  }[];
}

/** Answer to `GET` and `POST /api/self-test`. A doubtful part works, or could not be tried. */
export interface SelfTestJson {
  readonly running: boolean;
  /** The last of this run of the daemon; null before the first. */
  readonly last: {
    readonly at: Millis;
    readonly checks: readonly SelfTestCheck[];
  } | null;
}
