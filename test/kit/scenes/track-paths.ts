import type { Random } from "../samples/random.js";
import type { Path } from "./track-scene.js";

/** Straight from one place and width to another between two seconds. */
export function line(
  from: readonly [number, number, number],
  to: readonly [number, number, number],
  times: readonly [number, number],
): Path {
  return (second) => {
    if (second < times[0] || second > times[1]) return null;
    const part = (second - times[0]) / (times[1] - times[0]);
    const at = (i: number): number => from[i] + part * (to[i] - from[i]);
    return { x: at(0), y: at(1), width: at(2) };
  };
}

/** Hides a path between seconds. */
export function hidden(path: Path, ...gaps: readonly (readonly [number, number])[]): Path {
  return (second) => (gaps.some(([from, to]) => second >= from && second < to) ? null : path(second));
}

/** Growing like 1/distance, as a vehicle that is overtaken or comes nearer. */
export function approach(x: number, fromWidth: number, toWidth: number, seconds: number): Path {
  return (second) => {
    if (second > seconds) return null;
    const width = 1 / (1 / fromWidth + (second / seconds) * (1 / toWidth - 1 / fromWidth));
    return { x: 640 + (x - 640) * (width / toWidth), y: 300 + 250 * (width / toWidth), width };
  };
}

/** A text no plate carries. */
export const noise = (random: Random): string =>
  Array.from({ length: 1 + Math.floor(random.next() * 6) }, () =>
    random.pick([..."0123456789ABCDEFHKLMNPRSTUXZ"]),
  ).join("");
