import type { GroundBox } from "../../shared/domain/ground-box.js";
import type { ReadPosition } from "../../shared/domain/types.js";

/** A circle on the ground: degrees (WGS 84) and metres. */
export interface Near {
  readonly lat: number;
  readonly lon: number;
  readonly metres: number;
}

/** Positions are searched in steps of a hundred-thousandth of a degree, 1.1 m from north to south. */
export const stepsPerDegree = 100_000;
const metresPerStep = (6_371_000 * Math.PI) / 180 / stepsPerDegree;

/** The circle in steps; `narrow` is how much shorter a step is from west to east there. */
export interface NearInSteps {
  readonly lat: number;
  readonly lon: number;
  readonly radius: number;
  readonly narrow: number;
}

/** Puts a circle into the steps that stored positions have. */
export function inSteps({ lat, lon, metres }: Near): NearInSteps {
  return {
    lat: Math.round(lat * stepsPerDegree),
    lon: Math.round(lon * stepsPerDegree),
    radius: metres / metresPerStep,
    narrow: Math.cos((lat * Math.PI) / 180),
  };
}

/** Whether a position lies in the circle, as the search in the database finds it; no position lies nowhere. */
export function isNear(position: ReadPosition | null, near: Near): boolean {
  if (!position) return false;
  const { lat, lon, radius, narrow } = inSteps(near);
  const north = Math.round(position.lat * stepsPerDegree) - lat;
  const east = (Math.round(position.lon * stepsPerDegree) - lon) * narrow;
  return north * north + east * east <= radius * radius;
}

/** A box in the steps that stored positions have; what lies on its edge is in it. */
export function boxInSteps({ south, west, north, east }: GroundBox): GroundBox {
  const steps = (degrees: number): number => Math.round(degrees * stepsPerDegree);
  return { south: steps(south), west: steps(west), north: steps(north), east: steps(east) };
}

/** Whether a position lies in the box, as the search in the database finds it; no position lies nowhere. */
export function isInBox(position: ReadPosition | null, box: GroundBox): boolean {
  if (!position) return false;
  const [lat, lon] = [Math.round(position.lat * stepsPerDegree), Math.round(position.lon * stepsPerDegree)];
  const { south, west, north, east } = boxInSteps(box);
  return south <= lat && lat <= north && west <= lon && lon <= east;
}

const mostMetres = 50_000;

/** A circle as people write it, `39.0473,-95.6752,500`; null for anything else, and beyond 50 km. */
export function parseNear(text: string): Near | null {
  const parts = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [lat = NaN, lon = NaN, metres = NaN] = parts;
  const isCircle = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && metres > 0 && metres <= mostMetres;
  return parts.length === 3 && isCircle ? { lat, lon, metres } : null;
}
