// What a supervisor counts: from what is stored, so it goes no further back than that is kept.
import type { SoughtVerdict } from "../../shared/domain/closed-sets.js";
import type { CameraId, Millis } from "../../shared/domain/types.js";

/** What is counted. */
export interface StatisticsQuery {
  /** Beginnings of the slots, oldest first, and the end of the last. */
  readonly edges: readonly Millis[];
  /** Covert hits too. */
  readonly covert: boolean;
}

/** One slot of time. Reads by their time of capture, in their newest form; a hit is an encounter, counted at its first read. */
export interface StatisticsSlot {
  readonly from: Millis;
  readonly to: Millis;
  readonly reads: number;
  readonly hits: number;
}

/** One camera, over all slots. */
export interface CameraCount {
  readonly camera: CameraId;
  readonly reads: number;
  readonly hits: number;
}

/** Faults of one code and subject that began in the time, or stood in it and still do. */
export interface FaultCount {
  readonly code: string;
  readonly subject: string;
  readonly times: number;
  /** How long they stood within the time, milliseconds. */
  readonly ms: number;
}

/** What was counted. */
export interface Statistics {
  /** Newest first; fewer than were asked for when the time for one question was up. */
  readonly slots: readonly StatisticsSlot[];
  readonly cameras: readonly CameraCount[];
  /** By the verdict in force. */
  readonly verdicts: Readonly<Record<SoughtVerdict, number>>;
  readonly faults: readonly FaultCount[];
  /** Capture time of the oldest read that is kept; null when none is. */
  readonly oldest: Millis | null;
  /** Not everything is counted: reads of before an upgrade are still being made searchable, or the time was up. */
  readonly isPart: boolean;
  /** Reads without a hit are not kept on this unit, and so not counted. */
  readonly onlyHits: boolean;
}
