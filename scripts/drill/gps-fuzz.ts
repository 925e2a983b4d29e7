// node --import tsx scripts/drill/gps-fuzz.ts [sentences] [gpsd lines]: damaged input from a receiver throws nothing and places nothing off the globe.
import { createGpsdReader } from "../../src/unit/gps/gpsd.js";
import { createNmeaReader } from "../../src/unit/gps/nmea-reader.js";
import type { GpsSink } from "../../src/unit/gps/report.js";

const [sentences = "500000", gpsdLines = "100000"] = process.argv.slice(2);
const good = [
  "GPRMC,143000.00,A,3852.8840,N,09449.1456,W,19.4,88.0,150126,,,A",
  "GPGGA,143000.00,3852.8840,N,09449.1456,W,1,09,1.1,318.0,M,-29.6,M,,",
  "GPGSA,A,3,04,05,09,12,16,20,24,25,29,,,,1.7,1.1,1.4",
  "GPVTG,88.0,T,85.0,M,19.4,N,36.0,K,A",
  "GPZDA,143000.00,15,01,2026,00,00",
];
const tpv =
  '{"class":"TPV","mode":3,"time":"2026-01-15T14:30:00.000Z","lat":38.88,"lon":-94.82,"speed":9.9,"track":88}';

let seed = 1;
/** Mulberry32: the same damage in every run. */
function below(n: number): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}

function damaged(text: string): string {
  let now = text;
  for (let i = below(4); i >= 0; i--) {
    const at = below(now.length + 1);
    const put = String.fromCharCode(below(4) === 0 ? below(256) : 32 + below(95));
    now = now.slice(0, at) + (below(3) === 0 ? "" : put) + now.slice(at + below(3));
  }
  return now;
}

function withChecksum(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return `$${body}*${(sum & 0xff).toString(16).toUpperCase().padStart(2, "0")}`;
}

const counts = { positions: 0, times: 0, refused: 0 };
const sink: GpsSink = {
  heard: () => undefined,
  time: () => ++counts.times > 0,
  position({ lat, lon }) {
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) throw new Error(`${String(lat)},${String(lon)}`);
    counts.positions++;
  },
  refused: () => void counts.refused++,
};
const nmea = createNmeaReader(sink);
/** Everything that a line with a wrong checksum must not reach. */
const deaf: GpsSink = {
  heard: () => undefined,
  time: () => wrong("a time"),
  position: () => void wrong("a position"),
  refused: () => undefined,
};
function wrong(what: string): never {
  throw new Error(`${what} came of a line whose checksum is wrong`);
}
const nmeaDeaf = createNmeaReader(deaf);
const gpsd = createGpsdReader(sink);
for (let n = 0; n < Number(sentences); n++)
  nmea.line(withChecksum(damaged(good[below(good.length)])), BigInt(n) * 1_000_000n);
// The body is whole, so that the checksum alone keeps it out; it is wrong by one bit at least.
for (let n = 0; n < Number(sentences); n++) {
  const [body, sum] = withChecksum(good[below(good.length)]).split("*");
  const flipped = (Number.parseInt(sum, 16) ^ (1 + below(255))).toString(16).toUpperCase().padStart(2, "0");
  nmeaDeaf.line(`${body}*${flipped}`, BigInt(n) * 1_000_000n);
}
for (let n = 0; n < Number(gpsdLines); n++) gpsd(damaged(tpv), BigInt(n) * 1_000_000n);
console.log(JSON.stringify({ sentences: Number(sentences), gpsdLines: Number(gpsdLines), ...counts }));
