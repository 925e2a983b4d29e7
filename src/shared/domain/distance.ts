const earthRadiusM = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** Metres between two positions on the sphere (haversine); good to half a percent. */
export function distanceM(a: LatLon, b: LatLon): number {
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
