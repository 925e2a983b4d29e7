// A frame scaled down for aiming a camera: private places black, and, where plates may not be seen, plates as a few flat cells.
import { maskPixels } from "../../core/view.js";
import type { Box, Picture } from "../../../shared/domain/types.js";
import { yuvRule } from "../plates/colour.js";

/** Interleaved RGB, ready to be encoded. */
export interface SmallPicture {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What of a frame may be seen; boxes in its pixels. */
export interface Hidden {
  /** Black; fractions of the frame. */
  readonly masks: readonly Box[];
  /** Made unreadable: a few flat cells. */
  readonly plates: readonly Box[];
}

/** How far a plate is covered beyond its box, in its own widths and heights per side: corners may lie outside the box. */
const margin = 0.3;
/** Cells across and down a covered plate: less than one for each character. */
const cells = { across: 4, down: 2 };

/** Scales a frame down to `width` (never up) and copies it, so that the frame may be used again. */
export function shrink(picture: Picture, width: number, { masks, plates }: Hidden): SmallPicture {
  const small = scaled(picture, Math.min(width, picture.width));
  for (const box of plates) cover(small, inSmall(box, picture, small));
  for (const mask of masks) fill(small, maskPixels(mask, small), [0, 0, 0]);
  return small;
}

/** Where the pixels of the small picture are taken from; one less than the edge, so that each has a neighbour. */
interface Grid {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

function scaled(picture: Picture, width: number): SmallPicture {
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  const rgb = new Uint8ClampedArray(3 * width * height);
  const grid = { columns: placesOf(width, picture.width), rows: placesOf(height, picture.height) };
  const { colour } = picture;
  if (colour?.kind === "rgb") takeRgb(colour.data, picture.width, grid, rgb);
  else takeLuma(picture, grid, rgb);
  if (colour?.kind === "i420") addColour(colour, picture.width, grid, rgb);
  return { rgb: new Uint8Array(rgb.buffer), width, height };
}

function placesOf(count: number, of: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) =>
    Math.max(0, Math.min(of - 2, Math.floor(((i + 0.5) * of) / count))),
  );
}

function takeRgb(data: Uint8Array, width: number, { columns, rows }: Grid, out: Uint8ClampedArray): void {
  let at = 0;
  for (const y of rows) {
    for (const x of columns) {
      const from = 3 * (y * width + x);
      out[at++] = data[from];
      out[at++] = data[from + 1];
      out[at++] = data[from + 2];
    }
  }
}

/** Means of four neighbours: without them thin strokes flicker between one picture and the next. */
function takeLuma({ y: plane, width }: Picture, { columns, rows }: Grid, out: Uint8ClampedArray): void {
  let at = 0;
  for (const y of rows) {
    const line = y * width;
    for (const x of columns) {
      const from = line + x;
      const sum = plane[from] + plane[from + 1] + plane[from + width] + plane[from + width + 1];
      out[at] = out[at + 1] = out[at + 2] = sum >> 2;
      at += 3;
    }
  }
}

type Planes = Extract<Picture["colour"], { readonly kind: "i420" }>;

/** Turns grey pixels into those of a camera's planes. */
function addColour(colour: Planes, width: number, { columns, rows }: Grid, out: Uint8ClampedArray): void {
  const { u, v } = colour;
  const { gain, black, redCr, greenCb, greenCr, blueCb } = yuvRule(colour);
  const stride = (width + 1) >> 1;
  let at = 0;
  for (const y of rows) {
    const line = (y >> 1) * stride;
    for (const x of columns) {
      const half = line + (x >> 1);
      const cb = u[half] - 128;
      const cr = v[half] - 128;
      const grey = gain * (out[at] - black);
      out[at++] = grey + redCr * cr;
      out[at++] = grey + greenCb * cb + greenCr * cr;
      out[at++] = grey + blueCb * cb;
    }
  }
}

type Size = Pick<Picture, "width" | "height">;

/** A box of the frame, widened, in whole pixels of the small picture. */
function inSmall({ x, y, w, h }: Box, from: Size, to: Size): Box {
  const across = to.width / from.width;
  const down = to.height / from.height;
  const left = Math.max(0, Math.floor((x - margin * w) * across));
  const top = Math.max(0, Math.floor((y - margin * h) * down));
  const right = Math.min(to.width, Math.ceil((x + (1 + margin) * w) * across));
  const bottom = Math.min(to.height, Math.ceil((y + (1 + margin) * h) * down));
  return { x: left, y: top, w: Math.max(0, right - left), h: Math.max(0, bottom - top) };
}

/** Each cell takes the mean of its pixels. */
function cover(small: SmallPicture, { x, y, w, h }: Box): void {
  for (let row = 0; row < cells.down; row++) {
    for (let column = 0; column < cells.across; column++) {
      const left = x + Math.floor((column * w) / cells.across);
      const right = x + Math.floor(((column + 1) * w) / cells.across);
      const top = y + Math.floor((row * h) / cells.down);
      const bottom = y + Math.floor(((row + 1) * h) / cells.down);
      const cell = { x: left, y: top, w: right - left, h: bottom - top };
      fill(small, cell, meanOf(small, cell));
    }
  }
}

function meanOf({ rgb, width }: SmallPicture, { x, y, w, h }: Box): readonly number[] {
  const sum = [0, 0, 0];
  for (let row = y; row < y + h; row++) {
    for (let at = 3 * (row * width + x); at < 3 * (row * width + x + w); at++) sum[at % 3] += rgb[at];
  }
  return sum.map((of) => of / Math.max(1, w * h));
}

function fill({ rgb, width }: SmallPicture, { x, y, w, h }: Box, colour: readonly number[]): void {
  for (let row = y; row < y + h; row++) {
    for (let at = 3 * (row * width + x); at < 3 * (row * width + x + w); at++) rgb[at] = colour[at % 3];
  }
}
