// What people handle on the page beside reads and hits: faults and damage, tours, who has the unit, self-tests.
import type { Actor } from "../../../shared/domain/actor.js";
import type { FaultPart, Severity } from "../../../shared/domain/closed-sets.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import type { AimLook } from "../aim.js";
import type { Assignment } from "./assignment.js";
import type { FaultRecord } from "./fault-record.js";
import type { SelfTestService } from "./self-test.js";
import type { Tour, TourCrew } from "./tour.js";

/** Faults as people handle them. What is refused for want of an audit line throws AUDIT_WRITE. */
export interface FaultService {
  /** What stands now. */
  standing(): readonly FaultRecord[];
  /** Faults that began in [from, to), newest first, ended ones too. */
  between(from: Millis, to: Millis, limit: number): readonly FaultRecord[];
  /** JPEG of what a camera showed when the fault began, too coarse for a plate; null where there is none. */
  picture(id: string): Uint8Array | null;
  /** Somebody signed in knows of it; null when no fault of this id stands. */
  acknowledge(id: string, actor: Actor): Fault | null;
  /** The payload of `fault-acknowledge`; false when no fault of its id stands. Throws when it is not valid. */
  heard(payload: Uint8Array): boolean;
  /** The standing fault that a link of a notice is for; null when the link is used up or the fault over. */
  linked(token: string): Fault | null;
  /** Acknowledges by a link, which is used up. */
  useLink(token: string): Fault | null;
  /** Damage reported by hand; it stands until it is said to be repaired. */
  report(
    damage: {
      readonly part: FaultPart;
      /** Which one: a camera's id, for example; empty when there is one only. */
      readonly subject: string;
      readonly severity: Severity;
      readonly note: string;
    },
    actor: Actor,
  ): FaultRecord;
  /** Ends a damage; false when none of this id stands. */
  repaired(id: string, note: string, actor: Actor): boolean;
}

/** Which tours are asked for: the newest `limit` that began in [from, to). */
export interface TourSpan {
  readonly from: Millis;
  readonly to: Millis;
  readonly limit: number;
}

/** Tours of duty as people handle them. What is refused for want of an audit line throws AUDIT_WRITE. */
export interface TourService {
  /** The tour that runs, counted to the last second; null when none does. */
  running(): Tour | null;
  /** Tours that began in [from, to), newest first, the running one as it stands now; of one person, or with null of all. */
  between(span: TourSpan, person: string | null): readonly Tour[];
  /** Signs on; a tour that runs ends with it. */
  begin(actor: Actor, crew: TourCrew): Tour;
  /** Signs off; null when no tour runs. */
  end(actor: Actor, note: string): Tour | null;
}

/** Who has the unit. */
export interface AssignmentService {
  /** At a time; the configuration's where no row says, null where that says nothing either. */
  at(at: Millis): string | null;
  /** Who has it outside all rows: the configuration's; null where that says nothing. */
  readonly byDefault: string | null;
  /** All rows, the one set last first. */
  list(): readonly Assignment[];
  set(order: Pick<Assignment, "assignedTo" | "kind" | "from" | "to">, actor: Actor): Assignment;
}

/** All of it, as the page is handed it. */
export interface Upkeep {
  readonly faults: FaultService;
  readonly tours: TourService;
  readonly assignments: AssignmentService;
  /** Null where the program cannot start itself (tests, the demo). */
  readonly selfTest: SelfTestService | null;
  /** Cameras' pictures of now. */
  readonly aim: AimLook;
}
