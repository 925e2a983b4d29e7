import type { AcknowledgeWay, FaultPart, Severity } from "../closed-sets.js";
import type { Millis } from "../types.js";

/** Something broken that a supervisor must know. `subject` names the camera, source or part. */
export interface Fault {
  /** Names this occurrence (UUIDv7): that it began, was acknowledged and ended carry the same id. */
  readonly id: string;
  readonly part: FaultPart;
  readonly code: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly text: string;
  /** What to do about it. */
  readonly hint: string;
  readonly since: Millis;
  /** What was measured or seen that shows it; never a plate. */
  readonly proof?: string;
  /** Null until somebody said that they know of it, and again once a warning that they knew of became critical. */
  readonly acknowledged: Acknowledgement | null;
  /** Who knew of it as a warning, where it became critical since. */
  readonly knownAsWarning?: Acknowledgement;
}

/** Who said that a fault is known to them, when, and by which way. */
export interface Acknowledgement {
  readonly by: string;
  readonly at: Millis;
  readonly way: AcknowledgeWay;
  /** The weight that the fault had then; absent: as it has now. */
  readonly severity?: Severity;
}
