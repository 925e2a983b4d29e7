// What leaves a search of the page for a case: reads that are held, packages, sheets to print. The commands do the same.
import type { Actor } from "../../shared/domain/actor.js";
import type { Millis } from "../../shared/domain/types.js";
import type { TrailFilter } from "../../shared/domain/trail/filter.js";

/** Reads to be kept for a case; `why` stands in the trail. Beyond two years a legal basis is needed. */
export interface HoldWanted {
  readonly caseId: string;
  readonly why: string;
  readonly until: Millis;
  readonly legalBasis?: string;
  readonly readIds: readonly string[];
  /** Whoever makes it may know of covert hits; else a read that is there for one alone is gone. */
  readonly covert: boolean;
}

/** Reads to be handed out, to whom, and why: the trail has it. */
export interface PackWanted {
  readonly caseId: string;
  readonly recipient: string;
  readonly readIds: readonly string[];
  readonly purpose: string;
}

/** Lines of the trail to be handed out, to whom, and why: the trail has it before anything is made. */
export interface TrailWanted {
  readonly filter: TrailFilter;
  readonly recipient: string;
  readonly purpose: string;
}

/** A package as one file (tar); `remove` once it was sent. */
export interface Packed {
  readonly archive: string;
  /** SHA-256 of SHA256SUMS: names the package. */
  readonly sha256: string;
  remove(): Promise<void>;
}

/**
 * Holding and handing out, apart from the thread that alerts, one at a time; each leaves its line of the trail before it
 * answers. All throw USAGE with a reason for people, STORE_BUSY and SEARCH_BUSY while too much of it waits.
 */
export interface HandOuts {
  /** How many of the reads were not held before, and until when the case holds: never earlier than before. */
  hold(request: HoldWanted, actor: Actor): Promise<{ readonly added: number; readonly until: Millis }>;
  pack(request: PackWanted, actor: Actor): Promise<Packed>;
  trail(request: TrailWanted, actor: Actor): Promise<Packed>;
  /** The sheet of a package as one page of HTML, its pictures in it. */
  sheet(request: PackWanted, actor: Actor): Promise<string>;
}
