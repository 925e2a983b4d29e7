// What the page and the server say to each other of a camera's live picture: JSON shapes only.
import type { Box, CameraId, Point } from "../domain/types.js";

/** A plate in the picture; its text is never told here. */
export interface AimedPlateJson {
  /** Fractions of width and height. */
  readonly box: Box;
  /** Pixels of the camera's own frame. */
  readonly widthPx: number;
  /** 0 to 1: 1 where an edge takes two pixels or less. */
  readonly sharpness: number;
  /** False where it is not read, because it lies outside the region or in a mask. */
  readonly watched: boolean;
}

/** Answer to `GET /api/cameras/:id/picture`; `shown` null where the camera gave no picture in the last seconds. */
export interface AimJson {
  readonly camera: CameraId;
  readonly shown: {
    /** Plates are covered, because this person may see none. */
    readonly covered: boolean;
    readonly ageMs: number;
    /** The camera's own frame, pixels. */
    readonly width: number;
    readonly height: number;
    /** 0 to 255; grows while a lens comes into focus. */
    readonly sharpness: number;
    /** Green from here on; red below `leastPx`, which is never asserted. */
    readonly neededPx: number;
    readonly leastPx: number;
    readonly region: readonly Point[] | null;
    readonly masks: readonly Box[];
    readonly plates: readonly AimedPlateJson[];
    /** Base64. */
    readonly jpeg: string;
  } | null;
}
