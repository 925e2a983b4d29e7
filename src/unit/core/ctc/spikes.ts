import type { Matrix } from "../../../shared/domain/types.js";

/** Where along the plate the reader saw each character of its plainest text: shares of the width, 0 to 1, left to right. */
export function characterPlaces({ steps, symbols, data }: Matrix): number[] {
  const places: number[] = [];
  let last = 0;
  let from = 0;
  for (let t = 0; t <= steps; t++) {
    let best = 0;
    if (t < steps) {
      for (let s = 1; s < symbols; s++) if (data[t * symbols + s] > data[t * symbols + best]) best = s;
    }
    if (best === last) continue;
    if (last !== 0) places.push((from + t) / 2 / steps);
    last = best;
    from = t;
  }
  return places;
}
