import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { Millis } from "../../shared/domain/types.js";

/** Asks how many reads were taken where, from `from` to `to`. */
export interface DensityQuestion {
  readonly box: GroundBox;
  readonly from: Millis;
  readonly to: Millis;
}

/** Reads of all units counted by cells: `[south, west, count]` in degrees, most first. */
export interface ArchiveDensity {
  readonly cells: readonly (readonly [south: number, west: number, count: number])[];
  /** How wide and high a cell is, degrees. */
  readonly cellDegrees: number;
  /** What was captured since then was counted; null when all of the span was. */
  readonly countedTo: Millis | null;
  /** There were more cells than are told; those with the fewest reads are missing. */
  readonly isCut: boolean;
}
