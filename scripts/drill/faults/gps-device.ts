// A GPS receiver on a pseudo terminal: NMEA once a second with the true time, or what a broken or deceived one sends.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nmea } from "../../../test/kit/samples/nmea.js";

/** How the receiver behaves. */
export type GpsMode = "right" | "garbage" | "far" | "future" | "stuck" | "nowhere";

export interface GpsDevice {
  readonly device: string;
  mode: GpsMode;
  unplug(): void;
  plug(): Promise<void>;
}

const places: Readonly<Partial<Record<GpsMode, string>>> = {
  far: "4330.0000,N,09449.1456,W",
  nowhere: "0000.0000,N,00000.0000,E",
};
const home = "3852.8840,N,09449.1456,W";
const garbagePerSecond = 1_000_000;
const garbageEveryMs = 50;

/** A second of a receiver with a fix, at a moment. */
function burst(at: Date, place: string): string {
  const iso = at.toISOString();
  const time = `${iso.slice(11, 19).replaceAll(":", "")}.00`;
  const day = `${iso.slice(8, 10)}${iso.slice(5, 7)}${iso.slice(2, 4)}`;
  return [
    nmea(`GPGGA,${time},${place},1,09,1.1,318.0,M,-29.6,M,,`),
    nmea("GPGSA,A,3,04,05,09,12,16,20,24,25,29,,,,1.7,1.1,1.4"),
    nmea(`GPRMC,${time},A,${place},0.4,88.0,${day},,,A`),
    "",
  ].join("\r\n");
}

function momentOf(mode: GpsMode, stuckAt: Date): Date {
  if (mode === "stuck") return stuckAt;
  const now = new Date();
  return mode === "future" ? new Date(now.setUTCFullYear(2028)) : now;
}

/** Plugs it in. */
export async function startGps(dir: string): Promise<GpsDevice> {
  const [device, far] = [join(dir, "gps"), join(dir, "gps.far")];
  let socat: ChildProcess | null = null;
  let writer: WriteStream | null = null;
  let stuckAt = new Date();
  const gps: GpsDevice = {
    device,
    mode: "right",
    unplug() {
      writer?.destroy();
      socat?.kill("SIGKILL");
      [writer, socat] = [null, null];
    },
    async plug() {
      socat = spawn("socat", [`pty,raw,echo=0,link=${device}`, `pty,raw,echo=0,link=${far}`], {
        stdio: "ignore",
      });
      while (!existsSync(device) || !existsSync(far)) await sleep(20);
      writer = createWriteStream(far, { flags: "a" });
      writer.on("error", () => undefined);
    },
  };
  setInterval(() => {
    if (gps.mode === "garbage") return;
    if (gps.mode !== "stuck") stuckAt = new Date();
    writer?.write(burst(momentOf(gps.mode, stuckAt), places[gps.mode] ?? home));
  }, 1_000).unref();
  setInterval(() => {
    if (gps.mode !== "garbage" || !writer || writer.writableNeedDrain) return;
    writer.write(randomBytes((garbagePerSecond * garbageEveryMs) / 1_000));
  }, garbageEveryMs).unref();
  await gps.plug();
  return gps;
}
