// What a camera's picture usually looks like, learnt while it runs: what can be seen only by comparison.
import type { FrameMeasure } from "./frame-measure.js";

/** How a picture differs from what the camera usually shows. */
export type Unusual = "focus" | "dirty" | "moved" | "lamp";

/** One camera's habit; `look` is called once a second. */
export interface PictureHabit {
  /** What is unusual in this picture, or null; nothing is learnt from a picture that is. */
  compare(now: FrameMeasure): Unusual | null;
}

/** Looks (seconds) before a habit counts, those it is learnt over, and those of the present that it is compared with. */
const knownAfter = 180;
const learntOver = 900;
const presentOver = 5;
/** A block with so much that is sharp has detail, and has lost it when so little of it is left. */
const detail = 10;
const lostShare = 0.35;
/** A scene with fewer blocks of detail tells nothing. */
const leastDetailed = 22;
/** The light may differ by so much from the habit's; beyond it sharpness cannot be compared. */
const light = { least: 0.6, most: 1.7 };
/** Of the lost blocks: so many are the whole picture (focus), so many a part of it (dirt). */
const wholeLost = 0.75;
const partLost = 0.3;
/** Blocks that show detail where none was, of all, and correlation of the blocks with the habit's: another place. */
const gainedShare = 0.07;
const otherPlace = 0.55;
/** A picture without color whose light fell so far has lost its lamp. */
const lampLeft = 0.45;
const monoSpread = 2.5;

/** True for the picture of a camera in its night mode, under infrared light. */
export function isMono({ chroma }: FrameMeasure): boolean {
  return chroma !== null && chroma.spread < monoSpread;
}

interface Habit {
  looks: number;
  mean: number;
  /** Mean luma of its dark moments: headlights come and go, the lamp's light stays. */
  low: number;
  readonly mono: boolean;
  readonly blocks: Float32Array;
  /** The present, over a few seconds: a vehicle that passes is no change of the scene. */
  readonly present: Float32Array;
}

const begin = (now: FrameMeasure): Habit => ({
  looks: 0,
  mean: now.mean,
  low: now.mean,
  mono: isMono(now),
  blocks: now.blocks.slice(),
  present: now.blocks.slice(),
});

function follow(values: Float32Array, now: Float32Array, weight: number): void {
  for (let i = 0; i < values.length; i++) values[i] += weight * (now[i] - values[i]);
}

/**
 * Begins without a habit: what is wrong from the start cannot be seen by comparison. A camera that moves shows another
 * scene all the time, so that only its lamp is compared.
 */
export function createPictureHabit(moving: boolean): PictureHabit {
  let habit: Habit | null = null;
  let otherMode = 0;

  function judge(now: FrameMeasure, { mean, low, mono, blocks, present, looks }: Habit): Unusual | null {
    if (looks < knownAfter) return null;
    if (mono && now.mean < lampLeft * low) return "lamp";
    const ratio = now.mean / Math.max(1, mean);
    if (moving || ratio < light.least || ratio > light.most) return null;
    // What is sharp at this moment is not lost, so that a cleaned lens counts at once.
    const best = present.map((value, i) => Math.max(value, now.blocks[i]));
    return compareBlocks(best, blocks);
  }

  return {
    compare(now) {
      habit ??= begin(now);
      // Day and night mode are two pictures of one place: the habit begins anew.
      otherMode = isMono(now) === habit.mono ? 0 : otherMode + 1;
      if (otherMode >= 5) habit = begin(now);
      follow(habit.present, now.blocks, 1 / presentOver);
      const found = judge(now, habit);
      if (found !== null) return found;
      habit.looks++;
      const weight = 1 / Math.min(habit.looks, learntOver);
      habit.mean += weight * (now.mean - habit.mean);
      habit.low += (now.mean - habit.low) * (now.mean < habit.low ? 1 / presentOver : weight);
      follow(habit.blocks, now.blocks, weight);
      return null;
    },
  };
}

function compareBlocks(present: Float32Array, usual: Float32Array): Unusual | null {
  let [detailed, lost, gained] = [0, 0, 0];
  usual.forEach((value, i) => {
    if (value >= detail) {
      detailed++;
      if (present[i] < lostShare * value) lost++;
    } else if (present[i] > detail + 3 * value) gained++;
  });
  if (detailed < leastDetailed) return null;
  if (lost >= wholeLost * detailed && gained < 0.1 * usual.length) return "focus";
  if (gained >= gainedShare * usual.length && correlation(present, usual) < otherPlace) return "moved";
  return lost >= partLost * detailed ? "dirty" : null;
}

/** Pearson's correlation of the logarithms: many blocks decide, not the sharpest few. */
function correlation(a: Float32Array, b: Float32Array): number {
  const [x, y] = [a.map((value) => Math.log1p(value)), b.map((value) => Math.log1p(value))];
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - meanX) * (y[i] - meanY);
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
