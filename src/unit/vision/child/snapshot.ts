// Pictures kept of a track's best frame: cut as planes at once (the frame is reused), made into JPEGs when asked for.
import { vehicleBox } from "../../core/box.js";
import { maskPixels } from "../../core/view.js";
import type { Box, Picture } from "../../../shared/domain/types.js";
import { yuvRule, type YuvRule } from "../plates/colour.js";
import { encodeJpeg } from "../plates/image.js";

/** How much of its surroundings the plate picture shows, in plate widths and heights per side. */
const plateMargin = { x: 0.2, y: 0.35 };
const quality = 88;

/** Holds its own copies of the pixels, so the frame may be used again. */
export interface TrackPictures {
  /** The two JPEGs, encoded once. */
  jpegs(): Promise<{ readonly plate: Uint8Array; readonly vehicle: Uint8Array }>;
}

/** How the pictures are kept: the widest the vehicle's may be in pixels, and private places (fractions of the frame). */
export interface SnapshotSettings {
  readonly vehicleJpegWidth: number;
  readonly masks: readonly Box[];
}

/** Copies the surroundings of a plate out of a frame; private places are black in the JPEGs. */
export function takeSnapshot(
  picture: Picture,
  plate: Box,
  { vehicleJpegWidth, masks }: SnapshotSettings,
): TrackPictures {
  const wide: Box = {
    x: plate.x - plate.w * plateMargin.x,
    y: plate.y - plate.h * plateMargin.y,
    w: plate.w * (1 + 2 * plateMargin.x),
    h: plate.h * (1 + 2 * plateMargin.y),
  };
  const hidden = masks.map((mask) => maskPixels(mask, picture));
  const plateCut = cut(picture, wide);
  const vehicleCut = cut(picture, vehicleBox(plate, picture));
  const rgbOf = (part: Cut): Uint8Array => blackened(toRgb(part), part, hidden);
  let made: ReturnType<TrackPictures["jpegs"]> | null = null;
  const make = async () => {
    const [plateJpeg, vehicle] = await Promise.all([
      encodeJpeg(rgbOf(plateCut), plateCut, { quality: 92 }),
      encodeJpeg(rgbOf(vehicleCut), vehicleCut, { quality, width: vehicleJpegWidth }),
    ]);
    return { plate: plateJpeg, vehicle };
  };
  return { jpegs: () => (made ??= make()) };
}

/** A part of a picture as planes of its own; chroma at half size when there is any. */
interface Cut extends Area {
  readonly y: Uint8Array;
  readonly chroma: { readonly u: Uint8Array; readonly v: Uint8Array; readonly rule: YuvRule } | null;
  readonly rgb: Uint8Array | null;
}

/** Cuts a box rounded outwards to even pixels (chroma comes in twos), clipped to the picture, at least 2 x 2. */
function cut(picture: Picture, box: Box): Cut {
  const left = even(Math.min(Math.max(0, box.x), picture.width - 2));
  const top = even(Math.min(Math.max(0, box.y), picture.height - 2));
  const width = Math.max(2, Math.min(even(box.x + box.w - left + 1), picture.width - left));
  const height = Math.max(2, Math.min(even(box.y + box.h - top + 1), picture.height - top));
  const { colour } = picture;
  const area = { left, top, width, height };
  const copy = (data: Uint8Array, stride: number, area: Area) => copyArea(data, stride, area);
  const y = copy(picture.y, picture.width, area);
  if (colour?.kind === "rgb") {
    const rgb = copy(colour.data, picture.width * 3, { left: left * 3, top, width: width * 3, height });
    return { ...area, y, chroma: null, rgb };
  }
  if (!colour) return { ...area, y, chroma: null, rgb: null };
  const half = { left: left >> 1, top: top >> 1, width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const stride = (picture.width + 1) >> 1;
  const chroma = {
    u: copy(colour.u, stride, half),
    v: copy(colour.v, stride, half),
    rule: yuvRule(colour),
  };
  return { ...area, y, chroma, rgb: null };
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function copyArea(data: Uint8Array, stride: number, { left, top, width, height }: Area): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (top + row) * stride + left;
    out.set(data.subarray(from, from + width), row * width);
  }
  return out;
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}

/** Interleaved RGB with the hidden boxes (whole pixels of the frame) black; `area` is where in the frame it lies. */
function blackened(rgb: Uint8Array, area: Area, hidden: readonly Box[]): Uint8Array {
  for (const box of hidden) {
    const left = Math.max(0, box.x - area.left);
    const right = Math.min(area.width, box.x + box.w - area.left);
    const bottom = Math.min(area.height, box.y + box.h - area.top);
    for (let row = Math.max(0, box.y - area.top); row < bottom && left < right; row++)
      rgb.fill(0, 3 * (row * area.width + left), 3 * (row * area.width + right));
  }
  return rgb;
}

/** Interleaved RGB, each chroma sample used for its four pixels. */
function toRgb({ width, height, y, chroma, rgb }: Cut): Uint8Array {
  if (rgb) return rgb;
  const out = new Uint8ClampedArray(3 * width * height);
  const stride = (width + 1) >> 1;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const k = (row >> 1) * stride + (column >> 1);
      const luma = chroma ? chroma.rule.gain * (y[at] - chroma.rule.black) : y[at];
      const cb = chroma ? chroma.u[k] - 128 : 0;
      const cr = chroma ? chroma.v[k] - 128 : 0;
      out[3 * at] = luma + (chroma?.rule.redCr ?? 0) * cr;
      out[3 * at + 1] = luma + (chroma?.rule.greenCb ?? 0) * cb + (chroma?.rule.greenCr ?? 0) * cr;
      out[3 * at + 2] = luma + (chroma?.rule.blueCb ?? 0) * cb;
    }
  }
  return new Uint8Array(out.buffer);
}
