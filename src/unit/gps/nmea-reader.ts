import { createLineCutter } from "./lines.js";
import { maxSentenceLength, parseLine } from "./nmea.js";
import type { Sentence } from "./sentences.js";
import type { GpsSink, PositionReport } from "./report.js";
import { msOf } from "../../shared/domain/elapsed.js";

/** Turns NMEA bytes or lines into positions and times. */
export interface NmeaReader {
  bytes(chunk: Uint8Array, monoNs: bigint): void;
  line(line: string, monoNs: bigint): void;
}

type Said<K extends Sentence["kind"]> = Extract<Sentence, { readonly kind: K }>;

/** Details of GGA, GSA and VTG belong to a position for this long; a receiver that sent no RMC for this long sends none. */
const detailMs = 3_000;

interface Details {
  readonly monoNs: bigint;
  readonly estimated?: boolean;
  readonly satellites?: number;
  readonly hdop?: number;
  readonly dimensions?: 2 | 3;
}

interface Velocity {
  readonly speedMps: number | null;
  readonly courseDeg: number | null;
}

const unknownVelocity: Velocity & { readonly monoNs: bigint | null } = {
  speedMps: null,
  courseDeg: null,
  monoNs: null,
};

/** A position before its details. */
interface Where extends Velocity {
  readonly lat: number;
  readonly lon: number;
  readonly estimated: boolean;
  readonly moment: string;
}

/**
 * One position per valid RMC (the recommended minimum of most receivers), with what GGA and GSA said lately. Receivers
 * that send no RMC give one position per GGA, with the speed and course of VTG. Time is taken from RMC, and from ZDA only
 * while there is a position: without one it may come from a clock that was never set. A receiver whose date is refused is
 * not believed for its place either: both come from the same satellites.
 */
export function createNmeaReader(sink: GpsSink): NmeaReader {
  let details: Details | null = null;
  let velocity: typeof unknownVelocity = unknownVelocity;
  let positionMonoNs: bigint | null = null;
  // Before the first sentence it is not known whether RMC will come: as if it had just been heard.
  let rmcMonoNs: bigint | null = null;
  let dateRefused = false;

  const current = (monoNs: bigint): Partial<Details> =>
    details && fresh(monoNs, details.monoNs) ? details : {};

  function report(where: Where, monoNs: bigint): void {
    positionMonoNs = monoNs;
    if (!dateRefused) sink.position(reportOf(where, current(monoNs), monoNs));
  }

  function takeTime(utc: number | null, monoNs: bigint): void {
    if (utc === null) return;
    dateRefused = !sink.time(utc, monoNs);
    if (dateRefused) sink.refused("date");
  }

  function takeRmc({ active, place, utc, ...rest }: Said<"rmc">, monoNs: bigint): void {
    rmcMonoNs = monoNs;
    if (!active || !place) return;
    takeTime(utc, monoNs);
    report({ ...place, ...rest }, monoNs);
  }

  function takeGga(gga: Said<"gga">, monoNs: bigint): void {
    details = { ...current(monoNs), ...detailsOf(gga), monoNs };
    if (fresh(monoNs, rmcMonoNs) || gga.quality === "none" || !gga.place) return;
    const { speedMps, courseDeg } = fresh(monoNs, velocity.monoNs) ? velocity : unknownVelocity;
    const { place, quality, moment } = gga;
    report({ ...place, moment, speedMps, courseDeg, estimated: quality === "estimated" }, monoNs);
  }

  function take(sentence: Sentence, monoNs: bigint): void {
    rmcMonoNs ??= monoNs;
    switch (sentence.kind) {
      case "rmc":
        return takeRmc(sentence, monoNs);
      case "gga":
        return takeGga(sentence, monoNs);
      case "zda":
        if (fresh(monoNs, positionMonoNs)) takeTime(sentence.utc, monoNs);
        return;
      case "vtg":
        return void (velocity = { ...sentence, monoNs });
      case "gsa":
        return void (details = { ...current(monoNs), dimensions: sentence.dimensions ?? undefined, monoNs });
      case "other":
        return;
    }
  }

  function line(text: string, monoNs: bigint): void {
    const parsed = parseLine(text);
    if (parsed.ok) take(parsed.sentence, monoNs);
    else sink.refused(parsed.reason);
  }

  return { line, bytes: linesOfBytes(line, sink) };
}

/** Cuts bytes into lines; those that are too long are counted. */
function linesOfBytes(line: NmeaReader["line"], sink: GpsSink): NmeaReader["bytes"] {
  const cutter = createLineCutter(maxSentenceLength);
  return (chunk, monoNs) => {
    const before = cutter.dropped();
    for (const text of cutter.feed(chunk)) line(text, monoNs);
    for (let i = before; i < cutter.dropped(); i++) sink.refused("size");
  };
}

function fresh(monoNs: bigint, then: bigint | null): boolean {
  return then !== null && msOf(monoNs - then) <= detailMs;
}

function detailsOf({ satellites, hdop, quality }: Said<"gga">): Omit<Details, "monoNs"> {
  return {
    ...(satellites === null ? {} : { satellites }),
    ...(hdop === null ? {} : { hdop }),
    estimated: quality === "estimated",
  };
}

function reportOf(where: Where, details: Partial<Details>, monoNs: bigint): PositionReport {
  const { moment, lat, lon, speedMps, courseDeg } = where;
  const { satellites, hdop, dimensions } = details;
  const estimated = where.estimated || details.estimated === true;
  return {
    ...{ monoNs, moment, lat, lon },
    quality: estimated ? "dead-reckoning" : dimensions === 3 ? "3d" : "2d",
    ...(speedMps === null ? {} : { speedMps }),
    ...(courseDeg === null ? {} : { courseDeg }),
    ...(hdop === undefined ? {} : { hdop }),
    ...(satellites === undefined ? {} : { satellites }),
  };
}
