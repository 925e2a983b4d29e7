// What a map is drawn from.
import type { GroundBox } from "../../domain/ground-box.js";
import type { Priority } from "../../domain/categories.js";
import type { Millis, ReadPosition } from "../../domain/types.js";

/** Answer to `GET /api/map`: the agency's map file; null where none is configured or, as `fault` says, it is no use. */
export interface MapJson {
  readonly file: {
    readonly box: GroundBox;
    readonly maxZoom: number;
    /** Plain text. */
    readonly attribution: string;
  } | null;
  readonly fault: string | null;
}

/** Answer to `GET /api/map/density`: reads counted by cells of `cellDegrees`, most first. */
export interface DensityJson {
  readonly cells: readonly (readonly [south: number, west: number, count: number])[];
  readonly cellDegrees: number;
  /** What was captured since then was counted; null when everything was. */
  readonly countedTo: Millis | null;
  /** Cells with the fewest reads are missing. */
  readonly isCut: boolean;
  readonly box: GroundBox;
}

/** Something on the map. `kind`: a read, one that met a list, or the unit itself. */
export interface MapPoint {
  readonly id: string;
  readonly kind: "read" | "hit" | "unit";
  /** Of a hit. */
  readonly priority?: Priority;
  readonly position: Pick<ReadPosition, "lat" | "lon" | "courseDeg">;
  /** What stands beside it: a plate, or nothing. */
  readonly text: string;
  /** The one that the map was opened for, or that was chosen. */
  readonly isChosen?: boolean;
}

/** What lies below the points: streets of a map file, or what the page itself knows. */
export interface Ground {
  readonly streets: { readonly address: string; readonly maxZoom: number } | null;
  readonly density: DensityJson | null;
  /** What the ground is, whom it is owed to, and what is missing of it: a line below the map. */
  readonly words: string;
}
