// Cuts a straightened plate out of a picture, pixel for pixel as models/training/common/crop.py does.
import { distance, quadOfBox, widenQuad } from "../../core/box.js";
import type { Detection, Picture, Point, Quad } from "../../../shared/domain/types.js";
import { planesToRgb, yuvRule } from "./colour.js";

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One channel of a picture: sample (x, y) is `data[(y * width + x) * step + offset]`. */
interface Channel extends Size {
  readonly data: Uint8Array;
  readonly step: number;
  readonly offset: number;
}

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
const channelOf = (data: Uint8Array, size: Size): Channel => ({ data, step: 1, offset: 0, ...sizeOf(size) });

/** Samples per output pixel and axis, so that no source pixel is skipped. */
function fineness([tl, tr, , bl]: Quad, size: Size): number {
  const scale = Math.max(distance(tl, tr) / size.width, distance(tl, bl) / size.height);
  return Math.min(8, Math.max(1, Math.ceil(scale)));
}

interface Cut extends Channel {
  readonly quad: Quad;
  readonly size: Size;
  readonly out: Uint8Array;
  readonly fine: number;
}

/**
 * Samples `fine` x `fine` points per output pixel and averages them. Like OpenCV's warpPerspective, which the models
 * were trained behind, positions are rounded to 1/32 pixel, samples to whole grey levels, and borders are repeated.
 * The positions of a row are found by adding: this loop runs some ten thousand times per plate and frame.
 */
function cropChannel({ data, step, offset, width, height, quad, size, out, fine }: Cut): void {
  const map = squareToQuad(quad);
  const columns = size.width * fine;
  const area = fine * fine;
  const sums = new Int32Array(size.width);
  const rowStep = width * step;
  const lastX = width - 1;
  const lastY = height - 1;
  for (let y = 0; y < size.height; y++) {
    sums.fill(area >> 1);
    for (let j = 0; j < fine; j++) {
      const v = (y * fine + j + 0.5) / (size.height * fine);
      const u = 0.5 / columns;
      let px = map.a * u + map.b * v + map.c;
      let py = map.d * u + map.e * v + map.f;
      let pw = map.g * u + map.h * v + 1;
      for (let x = 0; x < size.width; x++) {
        let sum = 0;
        for (let i = 0; i < fine; i++) {
          const scale = 32 / pw;
          const x32 = Math.floor(px * scale - 15.5);
          const y32 = Math.floor(py * scale - 15.5);
          px += map.a / columns;
          py += map.d / columns;
          pw += map.g / columns;
          const left = x32 >> 5;
          const top = y32 >> 5;
          const x0 = left < 0 ? 0 : left > lastX ? lastX : left;
          const x1 = left < 0 ? 0 : left >= lastX ? lastX : left + 1;
          const y0 = top < 0 ? 0 : top > lastY ? lastY : top;
          const y1 = top < 0 ? 0 : top >= lastY ? lastY : top + 1;
          const upper = y0 * rowStep + offset;
          const lower = y1 * rowStep + offset;
          const across = x32 & 31;
          const down = y32 & 31;
          const above = data[upper + x0 * step] * (32 - across) + data[upper + x1 * step] * across;
          const below = data[lower + x0 * step] * (32 - across) + data[lower + x1 * step] * across;
          sum += (above * (32 - down) + below * down + 512) >> 10;
        }
        sums[x] += sum;
      }
    }
    for (let x = 0; x < size.width; x++) out[y * size.width + x] = (sums[x] / area) | 0;
  }
}

/** Projective map of the unit square onto a quad: x = (a u + b v + c) / (g u + h v + 1), y likewise with d, e, f (Heckbert 1989). */
function squareToQuad([p0, p1, p2, p3]: Quad) {
  const sum: Point = { x: p0.x - p1.x + p2.x - p3.x, y: p0.y - p1.y + p2.y - p3.y };
  const one: Point = { x: p1.x - p2.x, y: p1.y - p2.y };
  const two: Point = { x: p3.x - p2.x, y: p3.y - p2.y };
  const det = one.x * two.y - two.x * one.y;
  const g = (sum.x * two.y - two.x * sum.y) / det;
  const h = (one.x * sum.y - sum.x * one.y) / det;
  return {
    a: p1.x - p0.x + g * p1.x,
    b: p3.x - p0.x + h * p3.x,
    c: p0.x,
    d: p1.y - p0.y + g * p1.y,
    e: p3.y - p0.y + h * p3.y,
    f: p0.y,
    g,
    h,
  };
}
