import type { Faults } from "../../../src/core/ports.js";
import type { Fault } from "../../../src/core/types.js";
import type { GpsSink, PositionReport } from "../../../src/gps/report.js";

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

export interface MemorySink extends GpsSink {
  readonly positions: PositionReport[];
  readonly times: number[];
  readonly refusals: string[];
}

export function memorySink(believe = true): MemorySink {
  const positions: PositionReport[] = [];
  const times: number[] = [];
  const refusals: string[] = [];
  return {
    positions,
    times,
    refusals,
    heard: () => undefined,
    time(utc) {
      times.push(utc);
      return believe;
    },
    position: (report) => void positions.push(report),
    refused: (reason) => void refusals.push(reason),
  };
}

/** Faults kept in a list, with what was raised and cleared in order. */
export function memoryFaults(): Faults & { readonly course: string[] } {
  const standing = new Map<string, Fault>();
  const course: string[] = [];
  return {
    course,
    raise(fault) {
      const key = `${fault.code} ${fault.subject}`;
      const text = `${key}: ${fault.text}`;
      if (course.at(-1) !== text) course.push(text);
      standing.set(key, { hint: "", since: 0, ...fault });
    },
    clear(code, subject) {
      if (standing.delete(`${code} ${subject}`)) course.push(`${code} ${subject} over`);
    },
    list: () => [...standing.values()],
  };
}
