/** An NMEA sentence with its checksum. */
export function nmea(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** One second of a receiver with a fix: GGA, GSA, RMC. */
export function burst(second: number, place = "3852.8840,N,09449.1456,W"): string {
  const time = `14${String(30 + Math.floor(second / 60))}${String(second % 60).padStart(2, "0")}.00`;
  return [
    nmea(`GPGGA,${time},${place},1,09,1.1,318.0,M,-29.6,M,,`),
    nmea("GPGSA,A,3,04,05,09,12,16,20,24,25,29,,,,1.7,1.1,1.4"),
    nmea(`GPRMC,${time},A,${place},19.4,88.0,150126,,,A`),
    "",
  ].join("\r\n");
}
