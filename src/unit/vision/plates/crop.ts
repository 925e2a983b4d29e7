// Cuts a straightened plate out of a picture, pixel for pixel as models/training/common/crop.py does.
import { distance, quadOfBox, widenQuad } from "../../core/box.js";
import type { Detection, Picture, Quad } from "../../../shared/domain/types.js";
import { cropChannel, type PictureChannel, type Size } from "./crop-channel.js";
import { planesToRgb, yuvRule } from "./colour.js";

/** Corners a plate is cut along: its own where known, else those of its box, widened by fractions of its size per side. */
export function plateQuad(detection: Detection, margins: { marginX: number; marginY: number }): Quad {
  return widenQuad(detection.corners ?? quadOfBox(detection.box), margins.marginX, margins.marginY);
}

/** The quad of a picture that is nothing but the plate. */
export function wholeQuad(picture: Size): Quad {
  return quadOfBox({ x: 0, y: 0, w: picture.width, h: picture.height });
}

/** Luma of a quad, stretched to `size`; written to `out` (width x height bytes). */
export function cropLuma(picture: Picture, quad: Quad, size: Size, out: Uint8Array): void {
  cropChannel({ ...channelOf(picture.y, picture), quad, size, out, fine: fineness(quad, size) });
}

/** Colour of a quad as three planes R, G, B of `size`, written to `out`; the luma three times when monochrome. */
export function cropRgb(picture: Picture, quad: Quad, size: Size, out: Uint8Array): void {
  const plane = size.width * size.height;
  const planes = [0, 1, 2].map((k) => out.subarray(k * plane, (k + 1) * plane));
  const fine = fineness(quad, size);
  const { colour } = picture;
  if (colour?.kind === "rgb") {
    planes.forEach((target, offset) =>
      cropChannel({ data: colour.data, step: 3, offset, ...sizeOf(picture), quad, size, out: target, fine }),
    );
    return;
  }
  cropChannel({ ...channelOf(picture.y, picture), quad, size, out: planes[0], fine });
  if (!colour) {
    planes[1].set(planes[0]);
    planes[2].set(planes[0]);
    return;
  }
  const half = { width: (picture.width + 1) >> 1, height: (picture.height + 1) >> 1 };
  const halfQuad = quad.map((p) => ({ x: p.x / 2, y: p.y / 2 })) as unknown as Quad;
  cropChannel({ ...channelOf(colour.u, half), quad: halfQuad, size, out: planes[1], fine });
  cropChannel({ ...channelOf(colour.v, half), quad: halfQuad, size, out: planes[2], fine });
  planesToRgb(out, plane, yuvRule(colour));
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });
const channelOf = (data: Uint8Array, size: Size): PictureChannel => ({
  data,
  step: 1,
  offset: 0,
  ...sizeOf(size),
});

/** Samples per output pixel and axis, so that no source pixel is skipped. */
function fineness([tl, tr, , bl]: Quad, size: Size): number {
  const scale = Math.max(distance(tl, tr) / size.width, distance(tl, bl) / size.height);
  return Math.min(8, Math.max(1, Math.ceil(scale)));
}
