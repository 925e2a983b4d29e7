// A watch for one plate, entered by hand on the unit: a local BOLO ("be on the lookout").
import type { Category, Priority } from "./categories.js";
import type { LookoutChange } from "./closed-sets.js";
import type { Millis } from "./types.js";

/** The list of all lookouts, as hits, messages and the officer's card name it. No configured source may be called so. */
export const lookoutSource = "local-watch";

/** What a person says of the plate. */
export interface LookoutDraft {
  /** 0-9A-Z with `*` and `?`, checked by `lookoutPlateFault`. */
  readonly plate: string;
  /** Postal code; null for any. */
  readonly state: string | null;
  readonly category: Category;
  readonly reason: string;
  /** Who asked for it: dispatch, a supervisor, the number of a BOLO. */
  readonly origin: string;
  /** The vehicle to look for, in words; may be empty. */
  readonly vehicle: string;
  /** How long it holds, from the moment it is entered or changed. */
  readonly hours: number;
}

/** One watch. */
export interface Lookout extends Omit<LookoutDraft, "hours"> {
  /** Short enough to say on the radio: `LW-` and six letters and digits. */
  readonly id: string;
  readonly priority: Priority;
  readonly enteredBy: string;
  readonly enteredAt: Millis;
  /** Null while nobody has changed it. */
  readonly changedBy: string | null;
  readonly changedAt: Millis | null;
  /** Null until somebody vouches for the unit's time: it then holds for `hours` from that moment. */
  readonly expiresAt: Millis | null;
  readonly hours: number;
  /** UUID of its newest change: the id of the message that tells it. */
  readonly changeId: string;
}

/** What happened to a watch, and who did it; `by` is empty where it was over. */
export interface LookoutEvent {
  readonly lookout: Lookout;
  readonly change: LookoutChange;
  readonly by: string;
  readonly at: Millis;
  /** Id of the message. */
  readonly id: string;
}
