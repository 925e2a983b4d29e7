// What is asked of the centre's trail.
import type { AuditRecord } from "../../shared/domain/actor.js";
import type { SearchEnd } from "../../shared/domain/closed-sets.js";
import type { TrailFilter } from "../../shared/domain/trail/filter.js";
import type { Millis } from "../../shared/domain/types.js";

/** A line of the trail with its number. */
export interface SeenLine extends AuditRecord {
  readonly seq: number;
}

/** A page of lines, newest first. */
export interface SeenLines {
  readonly lines: readonly SeenLine[];
  /** `before` of the next page; null when there is none. */
  readonly next: number | null;
  readonly ended: Extract<SearchEnd, "page" | "all" | "time">;
  /** When not all was searched: what was written since then was. */
  readonly searchedTo: Millis | null;
}

/** A line as it stands in the chain: `hash` is the SHA-256 of `previous` and the text. */
export interface ChainedLine extends SeenLine {
  /** Number, time and line, as they are hashed. */
  readonly text: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/** What stands in the plate's place for whoever may not know which one was searched for. */
export const withheld = "for auditors";

const looksAtTrail: readonly AuditRecord["event"][] = ["audit.view", "audit.export"];

/**
 * Which plates a colleague looks for is the auditor's to know; that the colleague searched, and why, is everybody's who
 * reads the trail. The words by which lines of the trail were looked for may be such a plate.
 */
export function withoutPlate<T extends AuditRecord>(line: T): T {
  if (line.event === "reads.search" && line.object !== undefined) return { ...line, object: withheld };
  const isSought = looksAtTrail.includes(line.event) && line.detail?.["text"] !== undefined;
  return isSought ? { ...line, detail: { ...line.detail, text: withheld } } : line;
}

/** The trail, as the site reads it. */
export interface ArchiveTrail {
  /** `before`: lines with smaller numbers. `hidesPlates`: those that were searched for are the auditor's to know. */
  trail(
    page: TrailFilter & { readonly before?: number | undefined; readonly limit: number },
    hidesPlates: boolean,
  ): Promise<SeenLines>;
  /** Lines before number `upTo` that fit, and that line, oldest first and whole; null where more than `most` fit. */
  chained(
    filter: TrailFilter,
    upTo: number,
    more: { readonly most: number; readonly hidesPlates: boolean },
  ): Promise<readonly ChainedLine[] | null>;
}
