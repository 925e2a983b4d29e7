import type { Colour } from "../../../shared/domain/types.js";

/** How YCbCr becomes RGB: gain and zero of luma, and what Cr and Cb add to red, green and blue. */
export interface YuvRule {
  readonly gain: number;
  readonly black: number;
  readonly redCr: number;
  readonly greenCb: number;
  readonly greenCr: number;
  readonly blueCb: number;
}

/** Cameras seldom say which matrix they use: limited range at 720 lines and more is BT.709, all else BT.601. */
export function yuvRule({ fullRange }: Extract<Colour, { kind: "i420" }>, height: number): YuvRule {
  if (fullRange) {
    return { gain: 1, black: 0, redCr: 1.402, greenCb: -0.344136, greenCr: -0.714136, blueCb: 1.772 };
  }
  const luma = { gain: 255 / 219, black: 16 };
  return height >= 720
    ? { ...luma, redCr: 1.792741, greenCb: -0.213249, greenCr: -0.532909, blueCb: 2.112402 }
    : { ...luma, redCr: 1.596027, greenCb: -0.391762, greenCr: -0.812968, blueCb: 2.017232 };
}

/** Turns three planes Y, Cb, Cr of `plane` bytes into R, G, B in place. */
export function planesToRgb(data: Uint8Array, plane: number, rule: YuvRule): void {
  const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, 3 * plane);
  for (let i = 0; i < plane; i++) {
    const y = rule.gain * (data[i] - rule.black);
    const cb = data[i + plane] - 128;
    const cr = data[i + 2 * plane] - 128;
    clamped[i] = y + rule.redCr * cr;
    clamped[i + plane] = y + rule.greenCb * cb + rule.greenCr * cr;
    clamped[i + 2 * plane] = y + rule.blueCb * cb;
  }
}
