// What an auditor asks of the trail.
import type { AuditRecord } from "../../shared/domain/actor.js";
import type { SearchEnd } from "../../shared/domain/closed-sets.js";
import type { TrailFilter } from "../../shared/domain/trail/filter.js";
import type { Millis } from "../../shared/domain/types.js";

/** A page of lines. */
export interface TrailQuery extends TrailFilter {
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string;
}

/** A line with the number of its link in the chain. */
export interface KeptLine extends AuditRecord {
  readonly seq: number;
}

/** Lines, newest first. */
export interface TrailLines {
  readonly lines: readonly KeptLine[];
  /** `before` of the next page; null when there is none. */
  readonly next: string | null;
  readonly ended: SearchEnd;
  /** When not all was searched: what was written since then was; null when nothing was. */
  readonly searchedTo: Millis | null;
}

/** How far the chain was followed since it was last begun with, link by link, with the lines of the trail under it. */
export interface ChainState {
  /** Number of the last link, and of the last one that holds with all before it. */
  readonly links: number;
  readonly checkedTo: number;
  /** When the check that says so began. */
  readonly checkedSince: Millis;
  /** What does not hold, in words; at most twenty. */
  readonly findings: readonly string[];
  /** The newest signed head: everything up to link `seq` was so at `at`; null when none is signed. */
  readonly signed: { readonly seq: number; readonly at: Millis; readonly holds: boolean } | null;
}
