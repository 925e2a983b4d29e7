import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { Millis } from "../../shared/domain/types.js";

/** Asks how many reads were taken where, in cells of `cell` hundred-thousandths of a degree. */
export interface DensityQuery {
  readonly box: GroundBox;
  readonly cell: number;
  /** False: without reads that are there for a covert hit alone. */
  readonly covert: boolean;
}

/** Stored reads counted by cell: `[south, west, count]` in degrees, most first; those of positions alone. */
export interface Density {
  readonly cells: readonly (readonly [south: number, west: number, count: number])[];
  /** How wide and high a cell is, degrees. */
  readonly cellDegrees: number;
  /** What was captured since then was counted; null when everything was. */
  readonly countedTo: Millis | null;
  /** There were more cells than are told; those with the fewest reads are missing. */
  readonly isCut: boolean;
}
