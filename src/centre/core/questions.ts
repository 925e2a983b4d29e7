// What the site asks of the archive, and how it is answered.
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { Millis } from "../../shared/domain/types.js";
import type { PicturePlace } from "./pictures.js";

/** A box on the map, degrees. */
export interface MapBox {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** What is looked for. Without a plate a span of time is needed. */
export interface ReadQuestion {
  /** 0-9A-Z; `?` stands for one character, `*` for any. Letters that are taken for each other find each other. */
  readonly plate?: string | undefined;
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly unit?: string | undefined;
  readonly camera?: string | undefined;
  readonly state?: string | undefined;
  readonly box?: MapBox | undefined;
  readonly hitsOnly?: boolean | undefined;
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

/** A unit as the site shows it. */
export interface SeenUnit {
  readonly unit: string;
  readonly state: string | null;
  readonly seenAt: Millis | null;
  readonly certificateTo: Millis | null;
  readonly isRevoked: boolean;
  readonly faults: readonly { readonly code: string; readonly subject: string; readonly severity: string }[];
}

/** What is to be held, for which case. */
export interface CaseHold {
  readonly id: string;
  readonly caseNumber: string;
  readonly reason: string;
  readonly by: string;
  readonly until: Millis;
  readonly plate?: string | undefined;
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly readIds?: readonly string[] | undefined;
}

/** A hold with how many reads it has. */
export interface KeptHold {
  readonly id: string;
  readonly caseNumber: string;
  readonly reason: string;
  readonly by: string;
  readonly madeAt: Millis;
  readonly until: Millis;
  readonly reads: number;
}

/** A line of the trail with its number. */
export interface SeenLine extends AuditEvent {
  readonly seq: number;
}

/** The archive as the site sees it: it can read and hold, and write lines of the trail; it can change nothing. */
export interface SiteArchive {
  audit(events: readonly Omit<AuditEvent, "at">[]): Promise<void>;
  trail(page: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly SeenLine[]>;
  search(question: ReadQuestion, seesCovert: boolean): Promise<ArchiveFinding>;
  board(limit: number, seesCovert: boolean): Promise<readonly BoardHit[]>;
  units(): Promise<readonly SeenUnit[]>;
  /** Where a picture may lie: with its day, and as a copy that is held. Empty when none is kept. */
  picture(id: string): Promise<readonly PicturePlace[]>;
  hold(order: CaseHold): Promise<number>;
  holds(): Promise<readonly KeptHold[]>;
  /**
   * Calls `changed` once it hears, and after every commit that changes the board, until `signal` aborts. Throws when
   * PostgreSQL is lost or does not answer.
   */
  watch(changed: () => void, signal: AbortSignal): Promise<void>;
}
