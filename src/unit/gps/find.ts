// Finds GPS receivers for `tagwatch setup`: serial ones by what they say at which speed, and a gpsd.
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { SerialPort } from "serialport";
import type { Clock } from "../../shared/domain/ports.js";
import { createLineCutter } from "./lines.js";
import { maxSentenceLength, parseLine } from "./nmea.js";

/** A receiver that spoke, and at how many bits per second. */
export interface FoundReceiver {
  readonly device: string;
  readonly baud: number;
}

/** The usual speeds, most likely first. */
const speeds = [9600, 4800, 115_200, 38_400, 57_600, 19_200] as const;
/** Receivers speak once a second. */
const listenMs = 1_500;

/** Names of serial devices that stay: the udev name of known receivers, then /dev/serial/by-id. `dev` is /dev on a unit. */
export function serialDevices(dev = "/dev"): readonly string[] {
  const byId = join(dev, "serial/by-id");
  const own = join(dev, "tagwatch-gps");
  const listed = existsSync(byId)
    ? readdirSync(byId)
        .sort()
        .map((name) => join(byId, name))
    : [];
  return [...(existsSync(own) ? [own] : []), ...listed];
}

/** Whether two whole NMEA sentences with right sums came within the time. A device that cannot be opened says nothing. */
function speaks({ device, baud }: FoundReceiver, clock: Clock, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const port = new SerialPort({ path: device, baudRate: baud, autoOpen: false });
    const cutter = createLineCutter(maxSentenceLength + 2);
    const over = new AbortController();
    let good = 0;
    const end = (spoke: boolean): void => {
      over.abort();
      port.removeAllListeners("data");
      if (port.isOpen) port.close(() => resolve(spoke));
      else resolve(spoke);
    };
    void clock.sleep(waitMs, over.signal).then(() => {
      if (!over.signal.aborted) end(false);
    });
    port.on("data", (chunk: Buffer) => {
      for (const line of cutter.feed(chunk)) if (parseLine(line).ok) good++;
      if (good >= 2) end(true);
    });
    port.on("error", () => end(false));
    port.open((error) => {
      if (error) end(false);
    });
  });
}

/** Listens to each device at each speed until one speaks NMEA; null when none does. Takes up to 9 s per silent device. */
export async function findReceiver(
  devices: readonly string[],
  clock: Clock,
  waitMs = listenMs,
): Promise<FoundReceiver | null> {
  for (const device of devices)
    for (const baud of speeds) if (await speaks({ device, baud }, clock, waitMs)) return { device, baud };
  return null;
}

/** Whether a gpsd answers there and knows at least one device. */
export function gpsdAnswers(clock: Clock, at = { host: "127.0.0.1", port: 2947 }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at);
    let heard = "";
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    void clock.sleep(listenMs).then(() => end(false));
    socket.on("connect", () => socket.write("?DEVICES;\n"));
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (/"class":"DEVICES","devices":\[/.test(heard)) end(/"devices":\[\{/.test(heard));
      if (heard.length > 65_536) end(false);
    });
    socket.on("error", () => end(false));
    socket.on("close", () => resolve(false));
  });
}
