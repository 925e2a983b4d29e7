import { SerialPort } from "serialport";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock } from "../../shared/domain/ports.js";
import { createNmeaReader } from "./nmea-reader.js";
import type { GpsSource } from "./report.js";

/** `device` is best a name that stays (/dev/serial/by-id/...); `baud` is bits per second, 8N1. */
export interface SerialSettings {
  readonly device: string;
  readonly baud: number;
}

/** NMEA from a serial or USB receiver. Throws GPS_LOST when the device cannot be opened or hangs up. */
export function serialSource({ device, baud }: SerialSettings, clock: Clock): GpsSource {
  return (sink, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return resolve();
      const reader = createNmeaReader(sink);
      const port = new SerialPort({ path: device, baudRate: baud, autoOpen: false });
      const close = (): void => {
        if (port.isOpen) port.close();
        else resolve();
      };
      const lost = (what: string, cause?: Error): void =>
        reject(new TagwatchError("GPS_LOST", `GPS receiver ${device}: ${what}`, { cause }));
      port.on("data", (chunk: Buffer) => {
        sink.heard();
        reader.bytes(chunk, clock.monoNs());
      });
      port.on("error", (error) => lost(error.message, error));
      port.on("close", (error: Error | null) => {
        signal.removeEventListener("abort", close);
        if (signal.aborted) resolve();
        else lost("the device hung up", error ?? undefined);
      });
      signal.addEventListener("abort", close);
      port.open((error) => {
        if (error) {
          signal.removeEventListener("abort", close);
          lost(error.message, error);
        } else if (signal.aborted) close();
      });
    });
}
