// A rough measure of a picture, taken on a grid of points: what tells whether a camera still sees something.
import type { Picture } from "../../shared/domain/types.js";

/** Luma 0..255 throughout. `points` is a grid of 384 x 216 over the whole picture, row by row. */
export interface FrameMeasure {
  readonly mean: number;
  /** Luma of the brightest part that is as small as a far plate (the 40th brightest of 83,000 points). */
  readonly brightest: number;
  /** Luma that nine tenths of the points reach. */
  readonly darkest: number;
  /** Strongest steps between neighbouring pixels (99th percentile): low without any sharp edge. */
  readonly edge: number;
  readonly points: Uint8Array;
  /** 1 where a line of the picture differs from both its neighbours, which are alike: as woven of two fields. */
  readonly combs: Uint8Array;
  /** Means of 4 x 4 points: noise and what an encoder changes hardly show in them, a digit of a clock does. */
  readonly cells: Float32Array;
  /**
   * How much is sharp in each of 16 x 9 blocks: the mean square of the steps that noise does not make, as if the mean luma
   * were 100. Squares, because a blur spreads a step out and leaves the sum as it was.
   */
  readonly blocks: Float32Array;
  readonly chroma: ChromaMeasure | null;
}

/** Means of the two planes of colour (128: grey), and how far from grey the points are; null without planes. */
export interface ChromaMeasure {
  readonly blue: number;
  readonly red: number;
  readonly spread: number;
}

const cellSide = 4;
const blockSide = 24;
/** Points across and down. */
export const [columns, rows] = [96 * cellSide, 54 * cellSide];
/** Points that must be bright to count: a plate 120 pixels wide in a full HD picture covers about 190. */
const brightPoints = 40;
/** Steps that sensors and encoders make by themselves. */
const noiseStep = 6;
/** Squared luma by which a line must stand out of its neighbours, and how alike these must be. */
const combContrast = 400;
const combLikeness = 10;

/** Takes about 83,000 points, whatever the size of the picture; colours coarser still. */
export function measureFrame({ y, width, height, colour }: Picture): FrameMeasure {
  const points = new Uint8Array(columns * rows);
  const combs = new Uint8Array(columns * rows);
  const cells = new Float32Array(points.length / cellSide ** 2);
  const blocks = new Float32Array(points.length / blockSide ** 2);
  const lumas = new Uint32Array(256);
  const steps = new Uint32Array(256);
  let sum = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    const line = Math.min(height - 2, Math.max(1, Math.floor(((row + 0.5) * height) / rows))) * width;
    const cellLine = Math.floor(row / cellSide) * (columns / cellSide);
    const blockLine = Math.floor(row / blockSide) * (columns / blockSide);
    for (let column = 0; column < columns; column++, i++) {
      const at = line + 1 + Math.floor(((column + 0.5) * (width - 2)) / columns);
      const luma = y[at];
      const [above, below] = [y[at - width], y[at + width]];
      const step = Math.abs(y[at + 1] - y[at - 1]);
      points[i] = luma;
      cells[cellLine + ((column / cellSide) | 0)] += luma;
      if (step > noiseStep) blocks[blockLine + ((column / blockSide) | 0)] += step * step;
      if ((luma - above) * (luma - below) > combContrast && Math.abs(above - below) < combLikeness)
        combs[i] = 1;
      lumas[luma]++;
      steps[step]++;
      sum += luma;
    }
  }
  const mean = sum / points.length;
  const unit = blockSide ** 2 * (Math.max(1, mean) / 100) ** 2;
  return {
    mean,
    brightest: nthHighest(lumas, brightPoints),
    darkest: nthHighest(lumas, 0.9 * points.length),
    edge: nthHighest(steps, 0.01 * points.length),
    points,
    combs,
    cells: cells.map((value) => value / cellSide ** 2),
    blocks: blocks.map((value) => value / unit),
    chroma: colour?.kind === "i420" ? measureChroma(colour.u, colour.v) : null,
  };
}

const chromaPoints = 5_000;

function measureChroma(u: Uint8Array, v: Uint8Array): ChromaMeasure {
  const stride = Math.max(1, Math.floor(u.length / chromaPoints));
  let [blue, red, spread, count] = [0, 0, 0, 0];
  for (let i = stride >> 1; i < u.length; i += stride, count++) {
    blue += u[i];
    red += v[i];
    spread += Math.abs(u[i] - 128) + Math.abs(v[i] - 128);
  }
  return { blue: blue / count, red: red / count, spread: spread / count };
}

function nthHighest(counts: Uint32Array, n: number): number {
  let value = counts.length - 1;
  for (let seen = counts[value]; seen < n && value > 0; seen += counts[value]) value--;
  return value;
}

/** True when both show the very same points: the very same frame, for a living sensor has noise. */
export function isSameFrame(a: FrameMeasure, b: FrameMeasure): boolean {
  return a.points.every((luma, i) => luma === b.points[i]);
}

/** More than noise and encoding, in at least so many cells, is something that happened. */
const changedLuma = 6;
const changedCells = 3;

/** True when two pictures differ by no more than an encoder and a sensor do by themselves. */
export function isSameScene(a: FrameMeasure, b: FrameMeasure): boolean {
  let changed = 0;
  for (let i = 0; i < a.cells.length; i++) if (Math.abs(a.cells[i] - b.cells[i]) > changedLuma) changed++;
  return changed < changedCells;
}

/** Luma by which a point of something that moves differs from what was there before. */
const movedLuma = 25;
const enoughMoved = 300;

/**
 * How woven a picture is: the share of combs where something moved, beyond that where nothing did (fences and blinds are
 * combs too, and stand). Null when too little moved to tell.
 */
export function wovenShare(now: FrameMeasure, before: FrameMeasure): number | null {
  let [moved, movedCombs, still, stillCombs] = [0, 0, 0, 0];
  for (let i = 0; i < now.points.length; i++) {
    const isMoved = Math.abs(now.points[i] - before.points[i]) > movedLuma;
    if (isMoved) {
      moved++;
      movedCombs += now.combs[i];
    } else {
      still++;
      stillCombs += now.combs[i];
    }
  }
  if (moved < enoughMoved) return null;
  return movedCombs / moved - (2 * stillCombs) / Math.max(1, still);
}
