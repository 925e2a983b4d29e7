const rad = Math.PI / 180;

/**
 * True while the sun stands above -4 degrees, when a dark screen would still be hard to read.
 * Low-precision formulas of the Astronomical Almanac (section C), good to a fraction of a degree.
 */
export function isDaylight(at: number, lat: number, lon: number): boolean {
  const days = at / 86_400_000 - 10_957.5;
  const meanLongitude = (280.46 + 0.9856474 * days) * rad;
  const anomaly = (357.528 + 0.9856003 * days) * rad;
  const longitude = meanLongitude + (1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * rad;
  const obliquity = 23.439 * rad;
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const siderealTime = (280.46062 + 360.9856474 * days + lon) * rad;
  const hourAngle = siderealTime - rightAscension;
  const sine =
    Math.sin(lat * rad) * Math.sin(declination) +
    Math.cos(lat * rad) * Math.cos(declination) * Math.cos(hourAngle);
  return sine > Math.sin(-4 * rad);
}
