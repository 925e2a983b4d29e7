import type { Size } from "./plates/crop-channel.js";

/** A connected piece of ink: its bounding box in pixels, ends included. */
export interface Piece {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A piece wider than this share of the plate is its frame or a bar across it. */
const widestPiece = 0.35;

/** Connected pieces of ink (over corners too) inside the plate's picture. */
export function piecesOf(
  crop: Uint8Array,
  { width, height }: Size,
  isInk: (luma: number) => boolean,
): Piece[] {
  const seen = new Uint8Array(crop.length);
  const pieces: Piece[] = [];
  const stack: number[] = [];
  for (let start = 0; start < crop.length; start++) {
    if (seen[start] || !isInk(crop[start])) continue;
    let [left, right, top, bottom] = [width, 0, height, 0];
    seen[start] = 1;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen[next] || !isInk(crop[next])) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    const isInside = left > 0 && top > 0 && right < width - 1 && bottom < height - 1;
    if (isInside && right - left < widestPiece * width) pieces.push({ left, right, top, bottom });
  }
  return pieces;
}

/** The luma that divides bright from dark best (Otsu 1979). */
export function otsu(crop: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const luma of crop) counts[luma]++;
  const total = counts.reduce((sum, count, luma) => sum + count * luma, 0);
  let [below, sum, best, threshold] = [0, 0, -1, 128];
  for (let luma = 0; luma < 255; luma++) {
    below += counts[luma];
    sum += counts[luma] * luma;
    const above = crop.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sum / below - (total - sum) / above) ** 2;
    if (between > best) [best, threshold] = [between, luma + 1];
  }
  return threshold;
}

/** In pixels; both ends belong to the piece. */
export function heightOf({ top, bottom }: Piece): number {
  return bottom - top + 1;
}

/** The middle value, the higher of two; undefined of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
