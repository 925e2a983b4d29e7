// What the site asks of the archive, and how it is answered.
import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { SoughtVerdict } from "../../shared/domain/closed-sets.js";
import type { Millis } from "../../shared/domain/types.js";

/** What is looked for. Without a plate a span of time is needed. */
export interface ReadQuestion {
  /** 0-9A-Z; `?` stands for one character, `*` for any. Letters that are taken for each other find each other. */
  readonly plate?: string | undefined;
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly unit?: string | undefined;
  readonly camera?: string | undefined;
  readonly state?: string | undefined;
  readonly box?: GroundBox | undefined;
  /** Around a place; `metres` on the ground. */
  readonly near?: { readonly lat: number; readonly lon: number; readonly metres: number } | undefined;
  /** False: letter for letter. */
  readonly similar?: boolean | undefined;
  /** Any of these asks for reads with a hit; `list` is the hotlist's name. */
  readonly hitsOnly?: boolean | undefined;
  readonly list?: string | undefined;
  /** The verdict in force. */
  readonly verdict?: SoughtVerdict | undefined;
  readonly limit: number;
}

/** A hit as a result shows it; `verdict` is the last one, null while there is none. */
export interface FoundHit {
  readonly hitId: string;
  readonly source: string;
  readonly category: string;
  readonly priority: string;
  readonly verdict: string | null;
  readonly isCancelled: boolean;
  /** Found only by who may know of it: the vehicle is not to be stopped, nothing is said on the air. */
  readonly isCovert: boolean;
}

/** A read that was found. */
export interface ArchiveRead {
  readonly readId: string;
  readonly revision: number;
  readonly unit: string;
  readonly camera: string;
  readonly plate: string;
  readonly state: string | null;
  readonly probability: number;
  readonly capturedAt: Millis;
  /** The unit's clock was not set, or ahead: `receivedAt` is what can be said. */
  readonly isUndated: boolean;
  readonly receivedAt: Millis;
  readonly lat: number | null;
  readonly lon: number | null;
  /** A correction of this read says something else. */
  readonly isCorrected: boolean;
  /** Letter for letter what was asked for; false where only letters that are taken for each other make it so. */
  readonly isExact: boolean;
  readonly hits: readonly FoundHit[];
  readonly pictures: readonly { readonly id: string; readonly kind: string }[];
}

/** What was found, newest first; `isCut`: more would have been. */
export interface ArchiveFinding {
  readonly reads: readonly ArchiveRead[];
  readonly isCut: boolean;
}

/** A hit on the board. */
export interface BoardHit extends FoundHit {
  readonly unit: string;
  readonly plate: string;
  readonly capturedAt: Millis;
  readonly receivedAt: Millis;
}

/** A unit on duty that is not heard: a fault that the keeper raised. */
export interface SilentUnit {
  readonly unit: string;
  /** Its last word. */
  readonly since: Millis;
}

/** Whether a collector hears what units send. */
export interface Hearing {
  readonly hears: boolean;
  /** Since when it does, or does not; null where none ever did. */
  readonly since: Millis | null;
}

/** A unit as the site shows it. */
export interface SeenUnit {
  readonly unit: string;
  /** Online or offline by its last word; null where it never said one. */
  readonly state: string | null;
  /** Running, stopped, or its connection was lost. */
  readonly reason: string | null;
  readonly version: string | null;
  readonly seenAt: Millis | null;
  /** Messages that it has not delivered yet, hits among them; null where it does not say. */
  readonly waiting: { readonly all: number; readonly hits: number } | null;
  readonly certificateTo: Millis | null;
  readonly isRevoked: boolean;
  /** False where it said that it stops, or its tour ended shortly before its last word. */
  readonly isOnDuty: boolean;
  /** Since when the centre has a fault for its silence. */
  readonly silentSince: Millis | null;
  readonly faults: readonly { readonly code: string; readonly subject: string; readonly severity: string }[];
}
