import { clipBox, iou, quadFitsBox } from "../core/box.js";
import type { Box, Detection, Picture, Quad } from "../core/types.js";
import type { DetectorManifest } from "./manifest.js";
import { resizePlane } from "./resize.js";
import { openSession, type FloatTensor } from "./session.js";

/** Corners count when the box around them overlaps the detected box by this much. */
const cornersIou = 0.5;
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

export interface Detector {
  /** Scales a picture for the model, its longer side to `longSide` pixels. The result is valid until the next call. */
  prepare(picture: Picture, longSide: number): DetectorInput;
  /** Plates in the picture `input` was made of, in its pixels, from a score of `threshold` on, most certain first. */
  detect(
    input: DetectorInput,
    picture: { readonly width: number; readonly height: number },
    threshold: number,
  ): Promise<Detection[]>;
  close(): Promise<void>;
}

export async function openDetector(
  manifest: DetectorManifest,
  bytes: Uint8Array,
  threads: number,
): Promise<Detector> {
  const session = await openSession({
    bytes,
    name: manifest.name,
    inputName: manifest.input.name,
    outputNames: ["objectness", "sides", "corners"],
    threads,
  });
  let buffer = new Uint8Array(0);
  return {
    prepare(picture, longSide) {
      const shape = inputShape(picture, { ...manifest, longSide });
      const bytesNeeded = shape.width * shape.height;
      if (buffer.length !== bytesNeeded) buffer = new Uint8Array(bytesNeeded);
      buffer.fill(manifest.input.pad);
      const source = { data: picture.y, width: picture.width, height: picture.height };
      resizePlane(source, {
        data: buffer,
        width: shape.scaledWidth,
        height: shape.scaledHeight,
        stride: shape.width,
      });
      return {
        data: buffer,
        width: shape.width,
        height: shape.height,
        scaleX: picture.width / shape.scaledWidth,
        scaleY: picture.height / shape.scaledHeight,
      };
    },
    async detect(input, picture, threshold) {
      const maps = await session.run({ data: input.data, dims: [1, 1, input.height, input.width] });
      const found = decode(maps as Readonly<Record<keyof DetectorMaps, FloatTensor>>, {
        ...manifest,
        threshold,
      });
      return suppress(found, manifest.nmsIou).map((detection) => toPicture(detection, input, picture));
    },
    close: () => session.close(),
  };
}

/** Size of the scaled picture and of the padded input around it. */
export function inputShape(
  picture: { readonly width: number; readonly height: number },
  { longSide, maxGrow, input }: Pick<DetectorManifest, "longSide" | "maxGrow" | "input">,
) {
  const scale = Math.min(maxGrow, longSide / Math.max(picture.width, picture.height));
  const scaledWidth = Math.max(1, Math.round(picture.width * scale));
  const scaledHeight = Math.max(1, Math.round(picture.height * scale));
  const padded = (length: number) => Math.ceil(length / input.multiple) * input.multiple;
  return { scaledWidth, scaledHeight, width: padded(scaledWidth), height: padded(scaledHeight) };
}

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

function toPicture(
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
