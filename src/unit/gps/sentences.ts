import type { GGA, GSA, RMC, VTG } from "gps";
import type { Millis } from "../../shared/domain/types.js";
import { isNowhere } from "./report.js";
import { utcOf } from "./nmea-grammar.js";

interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** What one sentence says. Times have a date of their own (RMC, ZDA); GGA's is guessed by the package and not used. */
export type Sentence =
  | {
      readonly kind: "rmc";
      readonly active: boolean;
      readonly utc: Millis | null;
      /** The receiver's own time of this report, as it wrote it; empty where it does not know. */
      readonly moment: string;
      readonly place: Place | null;
      readonly speedMps: number | null;
      readonly courseDeg: number | null;
      readonly estimated: boolean;
    }
  | {
      readonly kind: "gga";
      readonly quality: "none" | "measured" | "estimated";
      readonly moment: string;
      readonly place: Place | null;
      readonly satellites: number | null;
      readonly hdop: number | null;
    }
  | { readonly kind: "gsa"; readonly dimensions: 2 | 3 | null }
  | { readonly kind: "vtg"; readonly speedMps: number | null; readonly courseDeg: number | null }
  | { readonly kind: "zda"; readonly utc: Millis | null }
  | { readonly kind: "other" };

/** A parsed sentence in our units; null for types we do not use. `fields` are its parts as received. */
export function sentenceOf(parsed: { readonly type: string }, fields: readonly string[]): Sentence | null {
  switch (parsed.type) {
    case "RMC":
      return fromRmc(parsed as RMC, utcOf(fields[0], fields[8]), fields[0]);
    case "GGA":
      return fromGga(parsed as GGA, fields[0]);
    case "GSA":
      return { kind: "gsa", dimensions: dimensionsOf((parsed as GSA).fix) };
    case "VTG":
      return { kind: "vtg", ...velocityOf(parsed as VTG) };
    case "ZDA":
      return fromZda(utcOf(fields[0], fields.slice(1, 4).join("")));
    default:
      return null;
  }
}

function fromZda(utc: Millis | null): Sentence | null {
  return Number.isNaN(utc) ? null : { kind: "zda", utc };
}

function fromRmc(rmc: RMC, utc: Millis | null, moment: string): Sentence | null {
  const { status, faa } = rmc;
  const place = placeOf(rmc);
  if (place === "nowhere" || Number.isNaN(utc)) return null;
  return {
    kind: "rmc",
    // Simulated and manual positions are not positions of this unit.
    active: status === "active" && faa !== "not valid" && faa !== "simulated" && faa !== "manual input",
    utc,
    moment,
    place,
    ...velocityOf(rmc),
    estimated: faa === "estimated",
  };
}

function fromGga(gga: GGA, moment: string): Sentence | null {
  const { quality, satellites, hdop } = gga;
  const place = placeOf(gga);
  if (place === "nowhere") return null;
  const measured = quality !== null && quality !== "manual" && quality !== "simulated";
  return {
    kind: "gga",
    quality: quality === "estimated" ? "estimated" : measured ? "measured" : "none",
    moment,
    place,
    satellites: within(satellites, 0, 200) ? satellites : null,
    hdop: within(hdop, 0, 100) ? hdop : null,
  };
}

/**
 * A place on the globe, null when the sentence names none, `nowhere` when it names an impossible one. Receivers that
 * know no place write 0/0, which lies in the sea off Africa.
 */
function placeOf({ lat, lon }: Pick<RMC, "lat" | "lon">): Place | "nowhere" | null {
  if (lat === null || lon === null) return null;
  if (isNowhere(lat, lon)) return "nowhere";
  return within(lat, -90, 90) && within(lon, -180, 180) ? { lat, lon } : "nowhere";
}

/** Speed over ground (the package gives km/h) and course. */
function velocityOf({ speed, track }: Pick<RMC, "speed" | "track">): {
  readonly speedMps: number | null;
  readonly courseDeg: number | null;
} {
  return {
    speedMps: within(speed, 0, 400) ? speed / 3.6 : null,
    courseDeg: within(track, 0, 360) ? track : null,
  };
}

function dimensionsOf(fix: GSA["fix"]): 2 | 3 | null {
  return fix === "3D" ? 3 : fix === "2D" ? 2 : null;
}

function within(value: number | null, low: number, high: number): value is number {
  return value !== null && value >= low && value <= high;
}
