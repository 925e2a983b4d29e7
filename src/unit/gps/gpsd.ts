// gpsd's JSON protocol (gpsd_json(5)): one object per line over TCP, after asking to watch.
import { connect } from "node:net";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import { createLineCutter } from "./lines.js";
import { isNowhere, type GpsSink, type GpsSource, type PositionReport } from "./report.js";

/** Where gpsd listens; its own default is port 2947 of this machine. */
export interface GpsdSettings {
  readonly host: string;
  readonly port: number;
}

/** SKY reports of many satellites run to a few thousand characters. */
const maxLineLength = 32_768;
const connectMs = 10_000;

/** Positions from gpsd. Throws GPS_LOST when it cannot be reached or closes the connection. */
export function gpsdSource({ host, port }: GpsdSettings, clock: Clock): GpsSource {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return resolve();
      const reader = createGpsdReader(sink);
      const cutter = createLineCutter(maxLineLength);
      const socket = connect({ host, port });
      const abort = (): void => void socket.destroy();
      const lost = (what: string, cause?: Error): void =>
        reject(new TagwatchError("GPS_LOST", `gpsd at ${host}:${port}: ${what}`, { cause }));
      signal.addEventListener("abort", abort);
      void clock.sleep(connectMs, signal).then(() => {
        if (socket.connecting) socket.destroy(new Error("no answer"));
      });
      socket.on("connect", () => socket.write('?WATCH={"enable":true,"json":true};\n'));
      socket.on("data", (chunk) => {
        sink.heard();
        for (const line of cutter.feed(chunk)) reader(line, clock.monoNs());
      });
      socket.on("error", (error) => lost(error.message, error));
      socket.on("close", () => {
        signal.removeEventListener("abort", abort);
        if (signal.aborted) resolve();
        else lost("the connection was closed");
      });
    });
}

/** Takes gpsd's lines. The first TPV may have a mode but no position; without a fix gpsd goes on without one or falls silent. */
export function createGpsdReader(sink: GpsSink): (line: string, monoNs: bigint) => void {
  let sky: { readonly hdop?: number; readonly satellites?: number } = {};
  return (line, monoNs) => {
    const message = parseObject(line);
    if (!message) return sink.refused("form");
    if (message.class === "SKY") {
      sky = { ...sky, ...optional("hdop", message.hdop), ...optional("satellites", message.uSat) };
    }
    if (message.class !== "TPV") return;
    const report = reportOf(message, monoNs);
    if (!report) return;
    const utc = typeof message.time === "string" ? Date.parse(message.time) : Number.NaN;
    // A date that is refused costs the position: both come from the same satellites.
    if (Number.isFinite(utc) && !sink.time(utc, monoNs)) return sink.refused("date");
    sink.position({ ...report, ...sky });
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function optional<K extends string>(key: K, value: unknown): Partial<Record<K, number>> {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return {};
  return { [key]: value } as Partial<Record<K, number>>;
}

/** A TPV with a position, or null. `status` 6 and up are estimated, simulated or precise; only estimation is dead reckoning. */
function reportOf(tpv: Readonly<Record<string, unknown>>, monoNs: bigint): PositionReport | null {
  const { mode, lat, lon, status, time } = tpv;
  if (mode !== 2 && mode !== 3) return null;
  if (typeof lat !== "number" || typeof lon !== "number") return null;
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180) || isNowhere(lat, lon)) return null;
  const estimated = status === 5 || status === 6;
  return {
    monoNs,
    moment: typeof time === "string" ? time : "",
    lat,
    lon,
    quality: estimated ? "dead-reckoning" : mode === 3 ? "3d" : "2d",
    ...optional("speedMps", tpv.speed),
    ...optional("courseDeg", tpv.track),
  };
}
