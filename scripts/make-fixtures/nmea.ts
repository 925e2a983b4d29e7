// Writes fixtures/nmea/drive.nmea: five minutes through Olathe, Kansas, at 1 Hz. Run: npx tsx scripts/make-fixtures/nmea.ts
import { writeFileSync } from "node:fs";
import { createRandom } from "../../test/kit/samples/random.js";

/** A leg of the drive: seconds, speed at its end (m/s) and course at its end (degrees). */
const legs = [
  { seconds: 12, speed: 0, course: 88 },
  { seconds: 20, speed: 17, course: 88 },
  { seconds: 48, speed: 18, course: 90 },
  { seconds: 12, speed: 0, course: 90 },
  { seconds: 18, speed: 0, course: 90 },
  { seconds: 15, speed: 11, course: 2 },
  { seconds: 60, speed: 15, course: 359 },
  { seconds: 14, speed: 6, course: 272 },
  { seconds: 66, speed: 20, course: 268 },
  { seconds: 25, speed: 4, course: 182 },
  { seconds: 10, speed: 0, course: 180 },
] as const;

const metresPerDegree = 111_320;

function sentence(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Degrees and minutes as NMEA writes them: ddmm.mmmm or dddmm.mmmm. */
function angle(degrees: number, digits: number): string {
  const whole = Math.floor(degrees);
  return `${String(whole).padStart(digits, "0")}${((degrees - whole) * 60).toFixed(4).padStart(7, "0")}`;
}

/** Turns the shorter way. */
function turn(from: number, to: number, part: number): number {
  return (from + part * (((to - from + 540) % 360) - 180) + 360) % 360;
}

function drive(): string[] {
  const random = createRandom(20260115);
  const lines: string[] = [];
  let [lat, lon, speed, course] = [38.8814, -94.8191, 0, 88];
  let at = Date.UTC(2026, 0, 15, 14, 30, 0);
  for (const leg of legs) {
    const from = { speed, course };
    for (let second = 1; second <= leg.seconds; second++, at += 1_000) {
      const part = second / leg.seconds;
      speed = from.speed + part * (leg.speed - from.speed);
      course = turn(from.course, leg.course, part);
      const angleRad = (course * Math.PI) / 180;
      lat += (speed * Math.cos(angleRad)) / metresPerDegree;
      lon += (speed * Math.sin(angleRad)) / (metresPerDegree * Math.cos((lat * Math.PI) / 180));
      const noise = (): number => (random.normal() * 0.8) / metresPerDegree;
      lines.push(
        ...burst({
          at,
          lat: lat + noise(),
          lon: lon + noise(),
          speed,
          course,
          hdop: 0.8 + 0.3 * random.next(),
        }),
      );
    }
  }
  return lines;
}

interface Moment {
  readonly at: number;
  readonly lat: number;
  readonly lon: number;
  readonly speed: number;
  readonly course: number;
  readonly hdop: number;
}

function burst({ at, lat, lon, speed, course, hdop }: Moment): string[] {
  const iso = new Date(at).toISOString();
  const time = `${iso.slice(11, 19).replaceAll(":", "")}.00`;
  const date = iso.slice(8, 10) + iso.slice(5, 7) + iso.slice(2, 4);
  const place = `${angle(lat, 2)},N,${angle(-lon, 3)},W`;
  const dilution = hdop.toFixed(1);
  return [
    sentence(`GPGGA,${time},${place},1,09,${dilution},318.0,M,-29.6,M,,`),
    sentence(`GPGSA,A,3,04,05,09,12,16,20,24,25,29,,,,1.7,${dilution},1.4`),
    sentence(`GPRMC,${time},A,${place},${(speed / 0.514444).toFixed(1)},${course.toFixed(1)},${date},,,A`),
  ];
}

const file = new URL("../../fixtures/nmea/drive.nmea", import.meta.url);
writeFileSync(file, drive().join("\r\n") + "\r\n");
