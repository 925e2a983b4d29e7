// The inner loops of cutting a plate out of one channel of a picture, pixel for pixel as models/training/common/crop.py does.
import type { Quad } from "../../../shared/domain/types.js";
import { squareToQuad, type Projection } from "./projection.js";

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One channel of a picture: sample (x, y) is `data[(y * width + x) * step + offset]`. */
export interface PictureChannel extends Size {
  readonly data: Uint8Array;
  readonly step: number;
  readonly offset: number;
}

/** What is cut along `quad` into `out` (width x height bytes of `size`), with `fine` samples per pixel and axis. */
export interface ChannelCut extends PictureChannel {
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
export function cropChannel(cut: ChannelCut): void {
  const { data, step, offset, width, height, quad, size, out, fine } = cut;
  const map = squareToQuad(quad);
  if (isInside(map, cut)) return cropInside(cut, map);
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

/** True when every sample lies between four pixels of the picture: then no border is looked for. */
function isInside({ g, h }: Projection, { quad, width, height }: ChannelCut): boolean {
  return (
    1 + g > 0 &&
    1 + h > 0 &&
    1 + g + h > 0 &&
    quad.every(({ x, y }) => x >= 0.5 && y >= 0.5 && x <= width - 1 && y <= height - 1)
  );
}

/** As `cropChannel`, without borders. */
function cropInside({ data, step, offset, width, size, out, fine }: ChannelCut, map: Projection): void {
  const columns = size.width * fine;
  const area = fine * fine;
  const sums = new Int32Array(size.width);
  const rowStep = width * step;
  const stepX = map.a / columns;
  const stepY = map.d / columns;
  const stepW = map.g / columns;
  const u = 0.5 / columns;
  const wide = size.width;
  for (let y = 0; y < size.height; y++) {
    sums.fill(area >> 1);
    for (let j = 0; j < fine; j++) {
      const v = (y * fine + j + 0.5) / (size.height * fine);
      let px = map.a * u + map.b * v + map.c;
      let py = map.d * u + map.e * v + map.f;
      let pw = map.g * u + map.h * v + 1;
      for (let x = 0; x < wide; x++) {
        let sum = 0;
        for (let i = 0; i < fine; i++) {
          const scale = 32 / pw;
          const x32 = (px * scale - 15.5) | 0;
          const y32 = (py * scale - 15.5) | 0;
          px += stepX;
          py += stepY;
          pw += stepW;
          const upper = (y32 >> 5) * rowStep + (x32 >> 5) * step + offset;
          const lower = upper + rowStep;
          const across = x32 & 31;
          const down = y32 & 31;
          const above = (data[upper] << 5) + (data[upper + step] - data[upper]) * across;
          const below = (data[lower] << 5) + (data[lower + step] - data[lower]) * across;
          sum += ((above << 5) + (below - above) * down + 512) >> 10;
        }
        sums[x] += sum;
      }
    }
    const to = y * wide;
    for (let x = 0; x < wide; x++) out[to + x] = (sums[x] / area) | 0;
  }
}
