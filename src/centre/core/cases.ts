// Cases: what is held for them, and what is handed out of the archive.
import type { AuditEvent } from "../../shared/domain/actor.js";
import type { Millis } from "../../shared/domain/types.js";
import type { PicturePlace } from "./pictures.js";
import type { ArchiveFinding, ReadQuestion } from "./questions.js";

/** What is to be held, for which case. Beyond two years it needs a basis in law. */
export interface CaseHold {
  readonly id: string;
  readonly caseNumber: string;
  readonly reason: string;
  readonly legalBasis?: string | undefined;
  readonly by: string;
  readonly until: Millis;
  /** Every read of this plate, also those that come later. */
  readonly plate?: string | undefined;
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly readIds?: readonly string[] | undefined;
  /** Whoever makes it may know of covert hits. Otherwise it takes no read along that is kept for such a hit alone. */
  readonly seesCovert: boolean;
}

/** A hold that stands, with how many reads it has that whoever asks may see. Never a plate: what is held is shown for a purpose only. */
export interface KeptHold {
  readonly id: string;
  readonly caseNumber: string;
  readonly reason: string;
  readonly legalBasis: string | null;
  readonly by: string;
  readonly madeAt: Millis;
  /** With what it was extended by. */
  readonly until: Millis;
  readonly reads: number;
  /** It takes what comes later, too. */
  readonly isOpen: boolean;
}

/** A later end of a hold. */
export interface HoldExtension {
  readonly until: Millis;
  readonly reason: string;
  readonly legalBasis?: string | undefined;
  readonly by: string;
}

/** Something a unit sent, byte for byte as it wrote it; `name` is its file's in a package. */
export interface KeptRecord {
  readonly name: string;
  readonly kind: "read" | "hit" | "alert" | "disposition";
  readonly body: Buffer;
}

/** Everything that is kept of one read. */
export interface KeptRead {
  readonly readId: string;
  readonly records: readonly KeptRecord[];
  /** Of each picture, where it may lie. */
  readonly pictures: readonly PicturePlace[];
}

/** A release of a hold. */
export interface HoldRelease {
  readonly reason: string;
  readonly by: string;
}

/** What the trail says of a change: its line is written with the change, or neither is. */
export type ChangeLine = Omit<AuditEvent, "at">;

/** Holding and handing out, as the site sees it. */
export interface ArchiveCases {
  /** Returns the number of reads. What `line` throws when it hears that number leaves nothing held. */
  hold(order: CaseHold, line: (reads: number) => ChangeLine): Promise<number>;
  /** All holds that stand, newest first. */
  holds(seesCovert: boolean): Promise<readonly KeptHold[]>;
  /** Null where it is over, was released, or never made. */
  keptHold(id: string, seesCovert: boolean): Promise<KeptHold | null>;
  /** False where it is over, was released, or ends later than that already. */
  extendHold(id: string, extension: HoldExtension, line: ChangeLine): Promise<boolean>;
  /** False where it was released already. The keeper gives the copies up a month later. */
  releaseHold(id: string, release: HoldRelease, line: ChangeLine): Promise<boolean>;
  /** The reads that are held for a case, newest first. */
  caseReads(caseNumber: string, most: number, seesCovert: boolean): Promise<ArchiveFinding>;
  /** Ids of what a question finds; null where that is more than `most`. */
  idsOf(question: ReadQuestion, most: number, seesCovert: boolean): Promise<readonly string[] | null>;
  /** What is kept of reads, in the order of their ids; of one that is gone, or kept for a covert hit alone that nobody here may know of, nothing. */
  keptReads(readIds: readonly string[], seesCovert: boolean): Promise<readonly KeptRead[]>;
}
