// What the page and the server say to each other: JSON shapes only, imported as types by both.
import type {
  IdleAction,
  Language,
  Role,
  SearchEnd,
  StateMatch,
  Verdict,
  VerificationResult,
} from "../domain/closed-sets.js";
import type { Alert, Hit, Millis, ReadPosition, StampedTime, StateGuess, UnitRef } from "../domain/types.js";
import type { Lookout } from "../domain/lookout.js";
import type { Fault } from "../domain/faults/fault.js";
import type { Category, Priority } from "../domain/categories.js";
import type { DispatchCheck, Verification } from "../domain/verification.js";
import type { UnitStatus } from "../domain/status.js";
import type { Right } from "../access/rights.js";

/** A read as the page draws it. `plate` and `vehicle` are addresses of JPEGs. */
export interface ReadJson {
  readonly id: string;
  readonly revision: number;
  readonly text: string;
  readonly probability: number;
  readonly state: StateGuess | null;
  readonly camera: string;
  readonly capturedAt: StampedTime;
  /** Only where the clock was not set: whether the time may still become known. */
  readonly timeAwaited?: boolean;
  /** Letters stand on the plate that are not in the text. */
  readonly incomplete: boolean;
  readonly frames: number;
  readonly position: ReadPosition | null;
  readonly plate: string;
  readonly vehicle: string;
  /** Hits of this read that the viewer may know of. */
  readonly hits: readonly {
    readonly id: string;
    readonly priority: Priority;
    readonly category: Category;
    /** Only for who may know of it: no stop, nothing on the air. */
    readonly covert?: true;
  }[];
}

/** One line of the officer's record, both parts as the list's format names and writes them. */
export type RecordField = readonly [label: string, value: string];

/** The listed entry of a hit, cut to what this viewer may see; `state` null when the list names none. */
export interface EntryJson {
  readonly plate: string;
  readonly state: string | null;
  readonly source: string;
  readonly category: Category;
  readonly priority: Priority;
  readonly restricted: boolean;
  /** Only on entries a viewer with the right to covert hits is shown: no stop, nothing on the air. */
  readonly covert?: true;
  /** What may be a danger, in the record's words; of a masked record only kinds from a fixed list. */
  readonly caution: readonly string[];
  /** Null while masked (restricted files): opened by `POST /api/hits/:id/record`. */
  readonly record: readonly RecordField[] | null;
  /** Of a watch entered on a unit by hand: by whom, and until when it holds (null: until the unit's clock is set). */
  readonly local?: { readonly by: string; readonly until: Millis | null };
}

/** A watch for a plate; `mayChange`: by whoever asks. */
export interface LookoutJson extends Omit<Lookout, "changeId"> {
  readonly mayChange: boolean;
}

/** Answer to `GET /api/lookouts` at `at` by the unit's clock, newest first; `kept`: they outlive a restart. */
export interface LookoutsJson {
  readonly at: Millis;
  readonly lookouts: readonly LookoutJson[];
  readonly kept: boolean;
}

/** Answer to a watch that was entered or changed; `reads`: the newest of the plate, null where they were not looked for. */
export interface LookoutSetJson {
  readonly lookout: LookoutJson;
  readonly reads: readonly ReadJson[] | null;
}

/**
 * Answer to `GET /api/lookouts/:id/earlier`: reads of the past that the watch matches, and how many of them are hits;
 * "waiting" while they are looked through, null where it is not known any more.
 */
export interface EarlierJson {
  readonly earlier: { readonly found: number; readonly written: number } | "waiting" | null;
}

/** The verdict in force on a hit; `actor` is the name of whoever gave it. */
export interface DispositionJson {
  readonly verdict: Verdict;
  readonly note: string;
  readonly actor: string;
  readonly at: Millis;
  /** Missing of a verdict given before its steps were recorded. */
  readonly steps?: Verification;
}

/** The newest question to dispatch about a hit; null when there is none. */
export interface CheckJson {
  readonly hitId: string;
  readonly check: DispatchCheck | null;
}

/** What the lists and the unit's own reads say of a plate asked for by hand. */
export interface PlateCheckJson {
  readonly plate: string;
  readonly found: readonly {
    readonly entry: EntryJson;
    readonly exact: boolean;
    readonly stateMatch: StateMatch;
    readonly differs: readonly number[];
  }[];
  /** The lists that were looked at, and what was not, in sentences: "on no list" speaks of these alone. */
  readonly lists: readonly string[];
  readonly notLookedAt: readonly string[];
  /** The newest reads of the plate; null when they could not be searched. */
  readonly reads: readonly ReadJson[] | null;
}

/** What may be said of what became of a hit, after which results, and the reasons one of which it needs. */
export interface OutcomeJson {
  readonly id: string;
  readonly label: string;
  readonly after: readonly VerificationResult[];
  readonly reasons: readonly string[];
}

/** A hit with everything needed to draw its card at once. */
export interface HitJson {
  readonly id: string;
  readonly encounterId: string;
  readonly kind: Alert["kind"];
  readonly recorded: boolean;
  readonly historical: boolean;
  readonly raisedAt: Millis;
  readonly match: Hit["match"];
  readonly probability: number;
  readonly stateMatch: StateMatch;
  /** Positions in the listed plate that differ from the read. */
  readonly differs: readonly number[];
  readonly datesNotChecked: boolean;
  /** Why it is cancelled: not the read was wrong, but the entry not in force. */
  readonly notInForce?: true;
  readonly entry: EntryJson;
  readonly read: ReadJson;
  /** The verdict in force; null before the first, and after one was withdrawn. */
  readonly disposition: DispositionJson | null;
  /** The question to dispatch under way. */
  readonly check: DispatchCheck | null;
}

/** How many encounters wait for a verdict, by priority. */
export type OpenJson = Readonly<Record<Priority, number>>;

/** Hits that somebody left without a verdict when signing out: how many, and what they said of it. */
export interface HandoverJson {
  readonly by: string;
  readonly at: Millis;
  readonly reason: string;
  readonly left: OpenJson;
}

/** Whether a plate before one of the cameras could be read now, and how many of the cameras give pictures in which one can be seen. */
export interface WatchJson {
  readonly watching: boolean;
  readonly seeing: number;
  readonly total: number;
}

/** What a locked screen may show of an alert: nothing of the record, and nothing but its priority of a restricted file. */
export interface LockedAlertJson {
  readonly id: string;
  readonly priority: Priority;
  /** Null for restricted files. */
  readonly category: Category | null;
  readonly plate: string | null;
  readonly raisedAt: Millis;
  /** Its plate was read again, and is not the listed one. */
  readonly cancelled?: true;
}

/** What a page receives when its session locks, and first when it opens the stream of a locked one. */
export interface LockedJson {
  readonly at: Millis;
  readonly position: ReadPosition | null;
  readonly open: OpenJson | null;
  readonly watch: WatchJson;
  readonly faults: readonly Fault[];
}

/** A page of the log of hits: one line per encounter. `next` goes back as `before`. */
export interface EncountersJson {
  readonly hits: readonly HitJson[];
  readonly next: string | null;
}

/** First event of every stream: the whole picture, so that a page that comes back misses nothing. */
export interface LiveSnapshot {
  readonly at: Millis;
  readonly unit: UnitRef;
  readonly cameras: Readonly<Record<string, string>>;
  readonly position: ReadPosition | null;
  /** Encounters without a verdict (at most a hundred, highest priority first chosen) and the newest others; newest first. */
  readonly hits: readonly HitJson[];
  /** All encounters without a verdict; null when the store cannot say. */
  readonly open: OpenJson | null;
  readonly watch: WatchJson;
  readonly reads: readonly ReadJson[];
  readonly faults: readonly Fault[];
}

/** Events of `/api/live` by name. */
export interface LiveEvents {
  readonly snapshot: LiveSnapshot;
  readonly alert: HitJson;
  readonly read: ReadJson;
  readonly disposition: { readonly hitId: string; readonly disposition: DispositionJson | null };
  readonly check: CheckJson;
  readonly faults: readonly Fault[];
  readonly beat: {
    readonly at: Millis;
    readonly position: ReadPosition | null;
    readonly open: OpenJson | null;
    readonly watch: WatchJson;
  };
  /** How many wait for a verdict, after each alert and verdict. Not named `open`: that is an event of every EventSource. */
  readonly unverified: OpenJson | null;
  readonly watch: WatchJson;
  /** The newest of them, after the snapshot. */
  readonly handover: HandoverJson;
  readonly locked: LockedJson;
  readonly "locked-alert": LockedAlertJson;
  readonly "signed-out": Record<string, never>;
  /** The same person opened more pages than one may watch: this one, the oldest, ends. */
  readonly replaced: Record<string, never>;
}

/** Answer to signing in and to `GET /api/session`; `csrf` must come back in a header with every change. */
export interface SessionJson {
  readonly name: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly purpose: string;
  readonly csrf: string;
  readonly idleMs: number;
  /** Milliseconds until the session ends in any case. */
  readonly leftMs: number;
  readonly atIdle: IdleAction;
  readonly locked: boolean;
  readonly outcomes: readonly OutcomeJson[];
  readonly unit: UnitRef;
  /** Names of the cameras by their ids, and the lists, for searches. */
  readonly cameras: Readonly<Record<string, string>>;
  readonly lists: readonly string[];
}

/** Answer to `GET /api/welcome`, for who is not signed in: the purposes to choose from, the notice that signing in agrees to, and the language of a screen where none was chosen. */
export interface WelcomeJson {
  readonly language: Language;
  readonly purposes: readonly string[];
  readonly notice: string;
}

/** Answer to `GET /api/status`, at `at` by the unit's clock. Holds no plates. */
export interface StatusJson {
  readonly at: Millis;
  readonly status: UnitStatus;
  readonly faults: readonly Fault[];
}

/** A page of `GET /api/reads`; see `ReadPage` in unit/core/evidence-queries.ts for the fields. */
export interface ReadsJson {
  readonly reads: readonly ReadJson[];
  readonly next: string | null;
  readonly ended: SearchEnd;
  readonly searchedTo: Millis | null;
}

/** Answer to `POST /api/holds`: how many of the reads were not held for the case before. */
export interface HeldJson {
  readonly added: number;
  /** End of the case's hold (UTC milliseconds): later than asked for where it was so already. */
  readonly until: number;
}
