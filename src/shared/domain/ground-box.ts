/** A box on the ground: degrees (WGS 84), south below north and west below east. */
export interface GroundBox {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** The edges of a box, in the order in which it is written. */
export const boxEdges = ["south", "west", "north", "east"] as const;

/** A box as it is written, `38.8,-94.9,39.1,-94.5` (south, west, north, east); null for anything else. */
export function parseGroundBox(text: string): GroundBox | null {
  const parts = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [south = NaN, west = NaN, north = NaN, east = NaN] = parts;
  const isBox = -90 <= south && south < north && north <= 90 && -180 <= west && west < east && east <= 180;
  return parts.length === 4 && isBox ? { south, west, north, east } : null;
}
