import type { Colour, ColourMatrix } from "../../../shared/domain/types.js";

/** How YCbCr becomes RGB: gain and zero of luma, and what Cr and Cb add to red, green and blue. */
export interface YuvRule {
  readonly gain: number;
  readonly black: number;
  readonly redCr: number;
  readonly greenCb: number;
  readonly greenCr: number;
  readonly blueCb: number;
}

const full = { gain: 1, black: 0 };
const limited = { gain: 255 / 219, black: 16 };
const fullRules: Readonly<Record<ColourMatrix, YuvRule>> = {
  bt601: { ...full, redCr: 1.402, greenCb: -0.344136, greenCr: -0.714136, blueCb: 1.772 },
  bt709: { ...full, redCr: 1.5748, greenCb: -0.187324, greenCr: -0.468124, blueCb: 1.8556 },
};
const limitedRules: Readonly<Record<ColourMatrix, YuvRule>> = {
  bt601: { ...limited, redCr: 1.596027, greenCb: -0.391762, greenCr: -0.812968, blueCb: 2.017232 },
  bt709: { ...limited, redCr: 1.792741, greenCb: -0.213249, greenCr: -0.532909, blueCb: 2.112402 },
};

/** The rule of a camera's colour (ITU-R BT.601 and BT.709). */
export function yuvRule({ fullRange, matrix }: Extract<Colour, { kind: "i420" }>): YuvRule {
  return (fullRange ? fullRules : limitedRules)[matrix];
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
