// Where a vehicle was read, as an officer would say it: how far, and which way, from where this unit is now.
import { distanceM } from "../../../../shared/domain/distance.js";
import { isMeasured } from "../../../core/gps/position.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { liveWords } from "../words/en/live.js";

const compass = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
const metresPerFoot = 0.3048;
const metresPerMile = 1609.344;
// Two fixes of a receiver at rest lie this far apart, so nothing nearer has a direction.
const hereM = 25;
// A course at walking pace is noise.
const movingMps = 2;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Initial bearing from one position to another, degrees clockwise from north (0..360). */
export function bearingDeg(from: LatLon, to: LatLon): number {
  const dLon = radians(to.lon - from.lon);
  const [a, b] = [radians(from.lat), radians(to.lat)];
  const y = Math.sin(dLon) * Math.cos(b);
  const x = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(dLon);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** `350 ft`, `0.4 mi`, `12 mi`. */
export function distanceText(metres: number): string {
  const miles = metres / metresPerMile;
  if (miles < 0.2) return liveWords().feet(Math.round(metres / metresPerFoot / 50) * 50);
  return liveWords().miles(miles < 9.95 ? miles.toFixed(1) : String(Math.round(miles)));
}

const compassOf = (degrees: number): string =>
  liveWords().compass[compass[Math.round(degrees / 45) % 8] ?? "n"];

const sides = ["ahead", "right", "behind", "left"] as const;

/** Which way as seen from a moving unit, or null while its course says nothing. */
function sideOf(unit: ReadPosition, bearing: number): string | null {
  if (unit.courseDeg === undefined || (unit.speedMps ?? 0) < movingMps) return null;
  const side = sides[Math.round(((bearing - unit.courseDeg + 360) % 360) / 90) % 4];
  return side ? liveWords().sides[side] : null;
}

/**
 * `1.2 mi E, behind`; `here` within 25 m. Without two positions to compare, what is known: the coordinates with their
 * quality, or that there is none. A doubtful position on either side is named, never used silently.
 */
export function whereabouts(read: ReadPosition | null, unit: ReadPosition | null): string {
  if (!read) return labelWords().noPosition;
  if (read.quality === "fixed") return labelWords().fix.fixed;
  if (!unit || !isMeasured(unit.quality)) return placeAndQuality(read);
  const metres = distanceM(unit, read);
  const doubt = isMeasured(read.quality) ? "" : liveWords().doubt(labelWords().fix[read.quality]);
  if (metres < hereM) return liveWords().here(doubt);
  const bearing = bearingDeg(unit, read);
  const side = sideOf(unit, bearing);
  return liveWords().away(distanceText(metres), compassOf(bearing), side ?? "", doubt);
}
