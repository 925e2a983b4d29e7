// Many invented reads and hits that differ, the same for the same number: for streams of them and for measurements.
import type { Hit, Read } from "../../../src/shared/domain/types.js";
import { aHit, anEntry, testUnit } from "./records.js";

const firstAt = 1_768_478_400_000;

/** UUIDv7-shaped ids that differ by `n` (rendered, not random, so that tests repeat). */
export function nthId(n: number): string {
  const time = (firstAt + n).toString(16).padStart(12, "0");
  const tail = ((n * 2_654_435_761) % 2 ** 48).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(n & 0xfff).toString(16).padStart(3, "0")}-8abc-${tail}`;
}

const letters = "ABCDEFGHJKLMNPRSTUVWXYZ";

/** An invented plate of Kansas' form. */
export function nthPlate(n: number): string {
  const pick = (k: number): string => letters[(n * 7 + k * 5 + ((n >> 3) % 11)) % letters.length] ?? "A";
  return `${pick(1)}${pick(2)}${pick(3)}${String((n * 37) % 1000).padStart(3, "0")}`;
}

/** The read of `nthPlate(n)`: one every 4.3 s, with values of believable variety; `over` replaces any field. */
export function nthRead(n: number, over: Partial<Read> = {}): Read {
  const at = firstAt + n * 4_321;
  const text = nthPlate(n);
  const noise = ((n * 7919) % 1000) / 1e5;
  return {
    id: nthId(n),
    revision: 1,
    unit: testUnit,
    camera: n % 2 ? "front" : "left",
    text,
    probability: 0.98 + noise,
    characters: [...text].map((_, at) => 0.99 + ((n + at * 3) % 10) / 1000),
    candidates: [
      { text, probability: 0.98 + noise },
      { text: `${text.slice(0, 5)}8`, probability: 0.0061 + noise / 10 },
      { text: `${text.slice(0, 4)}B${text.slice(5)}`, probability: 0.0007 + noise / 50 },
    ],
    state: n % 5 ? { code: n % 3 ? "KS" : "MO", probability: 0.9 + noise } : null,
    capturedAt: { at, uncertaintyMs: 12.5, source: "gps" },
    firstSeenAt: at - 400,
    lastSeenAt: at + 350,
    frames: 5 + (n % 9),
    widthPx: 80 + (n % 77),
    position: {
      lat: 39.0997 + (n % 997) / 1e4,
      lon: -94.5786 - (n % 991) / 1e4,
      quality: "3d",
      ageMs: n % 200,
      speedMps: (n % 300) / 10,
      courseDeg: (n * 13) % 360,
      hdop: 0.9,
    },
    ...over,
  };
}

/** The hit of a read on an entry with a filled record, as a hit of the state's list has it. */
export function nthHit(n: number, read: Read, over: Partial<Hit> = {}): Hit {
  const record = { make: "FORD", model: "FOCUS", color: "BLU", year: "2019", agency: "KS0000000" };
  return aHit(read, {
    id: nthId(1_000_000 + n),
    entry: anEntry({ id: "8c1f2a90d4e1", plate: read.text, state: "KS", record }),
    probability: 0.9912,
    stateMatch: "match",
    encounterId: nthId(2_000_000 + n),
    ...over,
  });
}
