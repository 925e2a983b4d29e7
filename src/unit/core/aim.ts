// A camera's picture of now, for whoever aims and focuses it. It is never stored.
import type { Box, CameraId } from "../../shared/domain/types.js";
import type { View } from "./view.js";

/** A plate in such a picture: its place, and what aiming needs. Its text never leaves the models here. */
export interface AimedPlate {
  /** Fractions of width and height of the upright picture. */
  readonly box: Box;
  /** Pixels of the camera's own frame, along the plate's upper edge. */
  readonly widthPx: number;
  /** 1 where an edge from dark to light takes two pixels or less, 0.5 where it takes four, 0 without contrast. */
  readonly sharpness: number;
  /** False for one outside the region, or in a mask: it is not read. */
  readonly watched: boolean;
}

/** What a camera shows, scaled down, with the plates that were found in it. */
export interface AimedPicture {
  readonly camera: CameraId;
  /** Plates are made unreadable in it. */
  readonly covered: boolean;
  /** CLOCK_MONOTONIC nanoseconds of the frame. */
  readonly capturedMonoNs: bigint;
  /** The camera's own frame, pixels. */
  readonly width: number;
  readonly height: number;
  /** Strongest steps of brightness between neighbouring pixels, 0 to 255: grows while a lens comes into focus. */
  readonly sharpness: number;
  /** From this width on the reader has the pixels it was made for. */
  readonly neededPx: number;
  /** Narrower plates are never asserted. */
  readonly leastPx: number;
  readonly view: View;
  readonly plates: readonly AimedPlate[];
  readonly jpeg: Uint8Array;
}

/** Which picture is asked for. */
export type AimWish = Pick<AimedPicture, "camera" | "covered">;

/**
 * The newest picture of a camera, null where there is none of the last seconds. Each call keeps them coming for three
 * seconds, one a second at most; when nobody calls none is made.
 */
export type AimLook = (wish: AimWish) => AimedPicture | null;
