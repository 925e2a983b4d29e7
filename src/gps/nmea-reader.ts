import { createLineCutter } from "./lines.js";
import { maxSentenceLength, parseLine, type Sentence } from "./nmea.js";
import type { GpsSink, PositionReport } from "./report.js";

/** Turns NMEA bytes or lines into positions and times. */
export interface NmeaReader {
  bytes(chunk: Uint8Array, monoNs: bigint): void;
  line(line: string, monoNs: bigint): void;
}

/** Details of GGA and GSA belong to a position for this long. */
const detailMs = 3_000;

interface Details {
  readonly monoNs: bigint;
  readonly estimated?: boolean;
  readonly satellites?: number;
  readonly hdop?: number;
  readonly dimensions?: 2 | 3;
}

/**
 * One position per valid RMC (the recommended minimum every receiver sends), with what GGA and GSA said lately. Time is
 * taken from RMC, and from ZDA only while there is a position: without one it may come from a clock that was never set.
 */
export function createNmeaReader(sink: GpsSink): NmeaReader {
  const cutter = createLineCutter(maxSentenceLength);
  let details: Details | null = null;
  let positionMonoNs: bigint | null = null;

  const fresh = (monoNs: bigint, then: bigint | null): boolean =>
    then !== null && Number(monoNs - then) / 1e6 <= detailMs;
  const current = (monoNs: bigint): Partial<Details> =>
    details && fresh(monoNs, details.monoNs) ? details : {};

  function takeRmc(rmc: Extract<Sentence, { kind: "rmc" }>, monoNs: bigint): void {
    if (!rmc.active || !rmc.place) return;
    positionMonoNs = monoNs;
    if (rmc.utc !== null && !sink.time(rmc.utc, monoNs)) sink.refused("date");
    sink.position(reportOf(rmc, rmc.place, current(monoNs), monoNs));
  }

  function take(sentence: Sentence, monoNs: bigint): void {
    switch (sentence.kind) {
      case "rmc":
        return takeRmc(sentence, monoNs);
      case "zda":
        if (sentence.utc !== null && fresh(monoNs, positionMonoNs) && !sink.time(sentence.utc, monoNs)) {
          sink.refused("date");
        }
        return;
      case "gga": {
        const { satellites, hdop, quality } = sentence;
        const numbers = {
          ...(satellites === null ? {} : { satellites }),
          ...(hdop === null ? {} : { hdop }),
        };
        details = { ...current(monoNs), ...numbers, estimated: quality === "estimated", monoNs };
        return;
      }
      case "gsa":
        details = { ...current(monoNs), dimensions: sentence.dimensions ?? undefined, monoNs };
        return;
      case "other":
        return;
    }
  }

  function line(text: string, monoNs: bigint): void {
    const parsed = parseLine(text);
    if (parsed.ok) take(parsed.sentence, monoNs);
    else sink.refused(parsed.reason);
  }

  return {
    line,
    bytes(chunk, monoNs) {
      const before = cutter.dropped();
      for (const text of cutter.feed(chunk)) line(text, monoNs);
      for (let i = before; i < cutter.dropped(); i++) sink.refused("size");
    },
  };
}

function reportOf(
  rmc: Extract<Sentence, { kind: "rmc" }>,
  place: { readonly lat: number; readonly lon: number },
  details: Partial<Details>,
  monoNs: bigint,
): PositionReport {
  const { satellites, hdop, dimensions } = details;
  const estimated = rmc.estimated || details.estimated === true;
  return {
    monoNs,
    ...place,
    quality: estimated ? "dead-reckoning" : dimensions === 3 ? "3d" : "2d",
    ...(rmc.speedMps === null ? {} : { speedMps: rmc.speedMps }),
    ...(rmc.courseDeg === null ? {} : { courseDeg: rmc.courseDeg }),
    ...(hdop === undefined ? {} : { hdop }),
    ...(satellites === undefined ? {} : { satellites }),
  };
}
