// The projection of the map (spherical Mercator, EPSG:3857), in pixels of tiles of 256.

/** Pixels from the western edge of the world. */
export const xOf = (lon: number, zoom: number): number => ((lon + 180) / 360) * 256 * 2 ** zoom;

/** Pixels from its northern edge. */
export function yOf(lat: number, zoom: number): number {
  const sin = Math.sin((lat * Math.PI) / 180);
  return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 256 * 2 ** zoom;
}

const lonOf = (x: number, zoom: number): number => (x / (256 * 2 ** zoom)) * 360 - 180;
const latOf = (y: number, zoom: number): number =>
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / (256 * 2 ** zoom)))) * 180) / Math.PI;

/** What a tile shows, with `margin` pixels around it. */
export function tileBox(
  tile: { readonly x: number; readonly y: number; readonly z: number },
  margin: number,
) {
  const [left, top] = [tile.x * 256 - margin, tile.y * 256 - margin];
  const [right, bottom] = [left + 256 + 2 * margin, top + 256 + 2 * margin];
  return {
    south: latOf(bottom, tile.z),
    west: lonOf(left, tile.z),
    north: latOf(top, tile.z),
    east: lonOf(right, tile.z),
  };
}

/** Metres that a pixel shows. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
