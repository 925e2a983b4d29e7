// What the unit answers of its trail, and of what it counted.
import type { AuditRecord } from "../domain/actor.js";
import type { SearchEnd, SoughtVerdict } from "../domain/closed-sets.js";

/** A line of the trail; `seq` is the number of its link. */
export interface TrailLineJson extends AuditRecord {
  readonly seq: number;
}

/** Answer to `GET /api/audit`, newest first. */
export interface TrailJson {
  readonly lines: readonly TrailLineJson[];
  /** `before` of the next page; null when there is none. */
  readonly next: string | null;
  readonly ended: SearchEnd;
  /** When not all was searched: what was written since then was; UTC milliseconds. */
  readonly searchedTo: number | null;
}

/** Answer to `GET /api/audit/chain`. Asked again, it goes on from `checkedTo`. */
export interface ChainJson {
  /** Number of the last link, and of the last that holds with all before it. */
  readonly links: number;
  readonly checkedTo: number;
  readonly checkedSince: number;
  /** What does not hold, in words. */
  readonly findings: readonly string[];
  /** The newest signed head; null when none is. */
  readonly signed: { readonly seq: number; readonly at: number; readonly holds: boolean } | null;
}

/** Reads and hits of a slot of time, or of one camera. */
export interface CountJson {
  readonly reads: number;
  readonly hits: number;
}

/** Answer to `GET /api/statistics`. */
export interface StatisticsJson {
  /** Oldest first, UTC milliseconds. */
  readonly slots: readonly (CountJson & { readonly from: number; readonly to: number })[];
  readonly cameras: readonly (CountJson & { readonly camera: string })[];
  readonly verdicts: Readonly<Record<SoughtVerdict, number>>;
  readonly faults: readonly {
    readonly code: string;
    readonly subject: string;
    readonly times: number;
    readonly ms: number;
  }[];
  /** Capture time of the oldest read that is kept; null when none is. */
  readonly oldest: number | null;
  /** Not everything is counted yet. */
  readonly isPart: boolean;
  /** Reads without a hit are not kept on this unit, and so not counted. */
  readonly onlyHits: boolean;
}
