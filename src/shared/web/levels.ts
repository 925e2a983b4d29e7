// How a picture must be lit to be seen. Infrared and night pictures use the darkest part of the scale.

/** How one picture is shown; measured in the browser, the evidence itself stays as recorded. */
export interface Levels {
  /** Brightness to show the picture with; 1 as recorded. */
  readonly gain: number;
  /** The picture has no colours (infrared): the vehicle's colour cannot be compared. */
  readonly grey: boolean;
}

// Judged by the strongest channel, so that no colour is driven into another. A picture whose bright parts reach the
// first needs no help; one that needs it is lit up to the second, at most so much.
const brightEnough = 150;
const lightUpTo = 235;
const maxGain = 4;
// Mean spread of the three channels; JPEG noise of a grey picture stays below it.
const greySpread = 9;

/** Judges the pixels of a small copy of a picture (RGBA, 0..255). */
export function levelsOf(rgba: ArrayLike<number>): Levels {
  const count = rgba.length >> 2;
  if (count === 0) return { gain: 1, grey: false };
  const peaks: number[] = [];
  let spread = 0;
  for (let i = 0; i < count * 4; i += 4) {
    const [r, g, b] = [rgba[i] ?? 0, rgba[i + 1] ?? 0, rgba[i + 2] ?? 0];
    peaks.push(Math.max(r, g, b));
    spread += Math.max(r, g, b) - Math.min(r, g, b);
  }
  peaks.sort((a, b) => a - b);
  const bright = peaks[Math.floor(count * 0.95)] ?? 0;
  const gain = bright < brightEnough ? Math.min(maxGain, lightUpTo / Math.max(bright, 1)) : 1;
  return { gain: Math.round(gain * 10) / 10, grey: spread / count < greySpread };
}
