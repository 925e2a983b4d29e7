// A rough measure of a picture, taken on a grid of points: what tells whether a camera still sees something.
import type { Picture } from "../../shared/domain/types.js";

/** Luma 0..255 throughout. `points` is a grid of 384 x 216 over the whole picture, row by row. */
export interface FrameMeasure {
  readonly mean: number;
  /** Luma of the brightest part that is as small as a far plate (the 40th brightest of 83,000 points). */
  readonly brightest: number;
  /** Strongest steps between neighbouring pixels (99th percentile): low without any sharp edge. */
  readonly edge: number;
  readonly points: Uint8Array;
  /** Means of 4 x 4 points: noise and what an encoder changes hardly show in them, a digit of a clock does. */
  readonly cells: Float32Array;
}

const cellSide = 4;
const columns = 96 * cellSide;
const rows = 54 * cellSide;
/** Points that must be bright to count: a plate 120 pixels wide in a full HD picture covers about 190. */
const brightPoints = 40;

/** Takes about 83,000 points of the luma plane, whatever the size of the picture; the colours are not looked at. */
export function measureFrame({ y, width, height }: Picture): FrameMeasure {
  const points = new Uint8Array(columns * rows);
  const cells = new Float32Array(points.length / cellSide ** 2);
  const lumas = new Uint32Array(256);
  const steps = new Uint32Array(256);
  const cellRow = columns / cellSide;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const line = Math.floor(((row + 0.5) * height) / rows) * width;
    for (let column = 0; column < columns; column++) {
      const at = line + 1 + Math.floor(((column + 0.5) * (width - 2)) / columns);
      const luma = y[at];
      points[row * columns + column] = luma;
      cells[Math.floor(row / cellSide) * cellRow + Math.floor(column / cellSide)] += luma / cellSide ** 2;
      lumas[luma]++;
      steps[Math.abs(y[at + 1] - y[at - 1])]++;
      sum += luma;
    }
  }
  const mean = sum / points.length;
  return {
    mean,
    brightest: nthHighest(lumas, brightPoints),
    edge: nthHighest(steps, 0.01 * points.length),
    points,
    cells,
  };
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
