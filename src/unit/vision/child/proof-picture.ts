// A picture that proves a fault of a camera: whether it is black or askew shows at this size, a plate does not.
import { maskPixels } from "../../core/view.js";
import type { Box, Picture } from "../../../shared/domain/types.js";
import { yuvRule } from "../plates/colour.js";
import { encodeJpeg } from "../plates/image.js";

/** Pixels across: a plate that takes up a third of the picture, the widest that is meant, is 32 wide: four for a character. */
const proofWidth = 96;

/** JPEG of a whole picture, far too coarse for a plate to be read; private places are black in it. */
export function proofPicture(picture: Picture, masks: readonly Box[]): Promise<Uint8Array> {
  const width = proofWidth;
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  const rgb = new Uint8ClampedArray(3 * width * height);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const x = Math.floor(((column + 0.5) * picture.width) / width);
      const y = Math.floor(((row + 0.5) * picture.height) / height);
      rgb.set(colourAt(picture, x, y), at);
    }
  }
  for (const mask of masks) {
    const { x, y, w, h } = maskPixels(mask, { width, height });
    for (let row = y; row < y + h; row++) rgb.fill(0, 3 * (row * width + x), 3 * (row * width + x + w));
  }
  return encodeJpeg(new Uint8Array(rgb.buffer), { width, height }, { quality: 80 });
}

function colourAt({ y: plane, width, colour }: Picture, x: number, y: number): readonly number[] {
  const luma = plane[y * width + x];
  if (!colour) return [luma, luma, luma];
  if (colour.kind === "rgb") return [...colour.data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  const rule = yuvRule(colour);
  const at = (y >> 1) * ((width + 1) >> 1) + (x >> 1);
  const [cb, cr] = [colour.u[at] - 128, colour.v[at] - 128];
  const grey = rule.gain * (luma - rule.black);
  return [grey + rule.redCr * cr, grey + rule.greenCb * cb + rule.greenCr * cr, grey + rule.blueCb * cb];
}
