import type { Box } from "../../../shared/domain/types.js";

/** One frame as the tracker sees it. */
export interface FrameSize {
  readonly monoNs: bigint;
  readonly width: number;
  readonly height: number;
}

/** The frame whose pictures represent the track. */
export interface Shot {
  readonly score: number;
  readonly monoNs: bigint;
  readonly box: Box;
  readonly widthPx: number;
}

/** Weight of a sighting at the picture's edge, where characters may be cut off. */
export const edgeWeight = 0.05;

/** A box this near to the edge may be cut off by it; detectors place boxes to a few hundredths of their width. */
export function touchesEdge({ x, y, w, h }: Box, { width, height }: FrameSize): boolean {
  const margin = Math.max(1, 0.05 * w);
  return x <= margin || y <= margin || x + w >= width - margin || y + h >= height - margin;
}
