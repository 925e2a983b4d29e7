import { clipBox, iou, quadFitsBox } from "../core/box.js";
import type { Box, Detection, Quad } from "../../shared/domain/types.js";
import type { DetectorManifest } from "./plates/manifest.js";
import type { FloatTensor } from "./plates/onnx-model.js";

/** Most cells looked at in one picture; a picture with more is noise, and suppression is quadratic. */
const maxCells = 512;

/** The picture as the detector sees it: scaled, padded right and below. */
export interface DetectorInput {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Picture pixels per input pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Corners count when the box around them overlaps the detected box by this much. */
const cornersIou = 0.5;

/** What the model says per cell: objectness 1 x h x w, sides 4 x h x w, corners 8 x h x w (lengths in strides). */
export interface DetectorMaps {
  readonly objectness: FloatTensor;
  readonly sides: FloatTensor;
  readonly corners: FloatTensor;
}

interface RawDetection {
  readonly box: Box;
  readonly corners: Quad;
  readonly score: number;
}

/** Cells over the threshold as boxes and corners in input pixels, best first. */
export function decode(
  maps: DetectorMaps,
  { threshold, stride }: Pick<DetectorManifest, "threshold" | "stride">,
): RawDetection[] {
  const { data } = maps.objectness;
  const [rows, columns] = maps.objectness.dims.slice(-2);
  const area = rows * columns;
  const cells: number[] = [];
  for (let cell = 0; cell < area; cell++) if (data[cell] >= threshold) cells.push(cell);
  cells.sort((a, b) => data[b] - data[a]);
  return cells.slice(0, maxCells).map((cell) => {
    const x = ((cell % columns) + 0.5) * stride;
    const y = (Math.floor(cell / columns) + 0.5) * stride;
    const side = (k: number) => maps.sides.data[k * area + cell] * stride;
    const corner = (k: number) => ({
      x: x + maps.corners.data[2 * k * area + cell] * stride,
      y: y + maps.corners.data[(2 * k + 1) * area + cell] * stride,
    });
    return {
      box: { x: x - side(0), y: y - side(1), w: side(0) + side(2), h: side(1) + side(3) },
      corners: [corner(0), corner(1), corner(2), corner(3)],
      score: data[cell],
    };
  });
}

/** Greedy non-maximum suppression: of boxes that overlap by more than `limit` only the most certain stays. Input best first. */
export function suppress<T extends { readonly box: Box }>(found: readonly T[], limit: number): T[] {
  const kept: T[] = [];
  for (const one of found) if (kept.every((other) => iou(one.box, other.box) <= limit)) kept.push(one);
  return kept;
}

/** A detection in pixels of the picture, out of pixels of the detector's input. */
export function toPicture(
  { box, corners, score }: RawDetection,
  { scaleX, scaleY }: DetectorInput,
  picture: { readonly width: number; readonly height: number },
): Detection {
  const scaled = { x: box.x * scaleX, y: box.y * scaleY, w: box.w * scaleX, h: box.h * scaleY };
  const quad = corners.map((p) => ({ x: p.x * scaleX, y: p.y * scaleY })) as unknown as Quad;
  return {
    box: clipBox(scaled, picture.width, picture.height),
    corners: quadFitsBox(quad, scaled, cornersIou) ? quad : null,
    score,
  };
}
