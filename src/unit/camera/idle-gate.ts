// Where nothing moves there is little new to read: then the models rest. Looked at each frame, so it must cost next to nothing.
import type { Picture } from "../../shared/domain/types.js";

/** Lets frames through to the models. */
export interface IdleGate {
  /** Whether the models are to see this frame; `monoNs` is when it was captured. */
  opens(picture: Picture, monoNs: bigint): boolean;
}

/** Points across and down, and points of a cell's side: a cell of a full HD picture is 40 pixels wide. */
const [columns, rows, cellSide] = [192, 108, 4];
const cellColumns = columns / cellSide;
/** Mean luma of a cell that changed by more than noise does, and how many such cells are something that moves. */
const changedLuma = 5;
const changedCells = 2;
/** After the last movement it stays open until tracks have ended, and resting it opens once in this time. */
const lingerNs = 2_500_000_000n;
const restNs = 1_000_000_000n;

/**
 * Compares with the last frame that was let through; while it rests, that is at most a second old, so that what creeps more
 * slowly does not add up. Not every plate that can be read opens it: one of 44 x 11 pixels in a 4K picture lies on four
 * points, and by night nothing of its vehicle may show; in haze a vehicle may differ from the road by less than noise does.
 */
export function createIdleGate(): IdleGate {
  let shown: Float32Array | null = null;
  let [movedNs, openedNs] = [0n, 0n];
  return {
    opens(picture, monoNs) {
      const now = cellsOf(picture);
      if (!shown || isMoved(now, shown)) movedNs = monoNs;
      const isOpen = monoNs - movedNs < lingerNs || monoNs - openedNs >= restNs;
      if (isOpen) {
        shown = now;
        openedNs = monoNs;
      }
      return isOpen;
    },
  };
}

function isMoved(now: Float32Array, before: Float32Array): boolean {
  let changed = 0;
  for (let i = 0; i < now.length; i++)
    if (Math.abs(now[i] - before[i]) > changedLuma && ++changed >= changedCells) return true;
  return false;
}

function cellsOf({ y, width, height }: Picture): Float32Array {
  const cells = new Float32Array((columns * rows) / cellSide ** 2);
  for (let row = 0; row < rows; row++) {
    const line = Math.floor(((row + 0.5) * height) / rows) * width;
    const cellLine = ((row / cellSide) | 0) * cellColumns;
    for (let column = 0; column < columns; column++)
      cells[cellLine + ((column / cellSide) | 0)] +=
        y[line + Math.floor(((column + 0.5) * width) / columns)] / cellSide ** 2;
  }
  return cells;
}
