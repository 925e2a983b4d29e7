// The receiver against real peers: a pseudo terminal that is unplugged, gpsd's protocol over TCP, and gpsd itself.
import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { GpsConfig } from "../../../src/unit/config/schema.js";
import { createGpsReceiver } from "../../../src/unit/gps/receiver.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { burst } from "../../kit/samples/nmea.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import type { Clock } from "../../../src/shared/domain/ports.js";
import { FakeClock } from "../../kit/doubles/clock.js";

const startedAt = Date.now();
const patience = { timeout: 15_000, interval: 50 };

function open(config: GpsConfig, clock: Clock = createClock()) {
  const faults = memoryFaults();
  const log = memoryLog();
  const notBefore = Date.UTC(2026, 0, 1);
  const receiver = createGpsReceiver({ config, clock, log, faults, notBefore, random: () => 1 });
  const stop = new AbortController();
  const running = receiver.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  return { receiver, faults, log, stop, running };
}

function start(command: string, args: readonly string[]): ChildProcess {
  // A group of its own, so that what the child starts (gpsfake starts gpsd) goes with it.
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
    }
  });
  return child;
}

/** A pair of pseudo terminals: what is written to `far` arrives at `device`, until it is unplugged. */
async function plugIn(folder: string) {
  const [device, far] = [join(folder, "gps"), join(folder, "far")];
  const socat = start("socat", [`pty,raw,echo=0,link=${device}`, `pty,raw,echo=0,link=${far}`]);
  await vi.waitFor(() => expect(existsSync(device) && existsSync(far)).toBe(true), patience);
  const writer = createWriteStream(far, { flags: "a" });
  writer.on("error", () => undefined);
  // At the pace of a real receiver: one whose time runs ahead is not believed.
  const send = (): void => void writer.write(burst(Math.floor((Date.now() - startedAt) / 1_000)));
  send();
  const timer = setInterval(send, 1_000);
  const unplug = (): void => {
    clearInterval(timer);
    writer.destroy();
    socat.kill("SIGKILL");
  };
  onTestFinished(unplug);
  return { device, unplug };
}

describe("serial receiver", () => {
  it("is read, noticed when unplugged, and read again when plugged in", async () => {
    const folder = scratchFolder();
    const first = await plugIn(folder);
    const { receiver, faults } = open({
      kind: "serial",
      device: first.device,
      baud: 4800,
      staleAfter: 2_500,
    });
    await vi.waitFor(() => expect(receiver.status().state).toBe("live"), patience);
    expect(receiver.latest()).toMatchObject({ quality: "3d", satellites: 9 });
    // Ten seconds without a break make it the receiver's word.
    expect(receiver.timeOffset()).toBeNull();
    await vi.waitFor(() => expect(receiver.timeOffset()).not.toBeNull(), patience);

    first.unplug();
    await vi.waitFor(() => expect(faults.list()).toHaveLength(1), patience);
    expect(faults.list()[0].text).toContain(first.device);
    expect(receiver.latest()!.quality).toBe("stale");

    await plugIn(folder);
    await vi.waitFor(() => expect(receiver.status().state).toBe("live"), patience);
    await vi.waitFor(() => expect(faults.list()).toEqual([]), patience);
    expect(receiver.status().reopened).toBeGreaterThan(0);
  });

  it("that does not exist is a fault that names it", async () => {
    const device = join(scratchFolder(), "ttyGPS");
    const { faults, stop, running } = open({ kind: "serial", device, baud: 4800, staleAfter: 500 });
    await vi.waitFor(() => expect(faults.list()[0]?.text).toContain(device), patience);
    stop.abort();
    await running;
  });

  it("stops at once when asked", async () => {
    const { device } = await plugIn(scratchFolder());
    // On a clock that stands: whatever still waited for a time would wait for ever.
    const config = { kind: "serial", device, baud: 4800, staleAfter: 1_000 } as const;
    const { receiver, stop, running } = open(config, new FakeClock());
    await vi.waitFor(() => expect(receiver.status().state).toBe("live"), patience);
    stop.abort();
    await running;
  });
});

describe("gpsd over TCP", () => {
  const tpv = {
    class: "TPV",
    mode: 3,
    time: "2026-01-15T14:30:00.000Z",
    lat: 38.88,
    lon: -94.82,
    speed: 9.9,
  };

  /** A server that speaks as gpsd does once it is asked to watch. */
  async function listen(onWatch: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.write('{"class":"VERSION","release":"3.22"}\r\n');
      socket.on("data", (data) => {
        if (data.toString().startsWith('?WATCH={"enable":true,"json":true}')) onWatch(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const close = (): void => {
      for (const socket of sockets) socket.destroy();
      server.close();
    };
    onTestFinished(close);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return { port: address.port, drop: () => sockets.forEach((socket) => socket.destroy()) };
  }

  it("gives positions, survives a first report without one, garbage, and a dropped connection", async () => {
    let watched = 0;
    const server = await listen((socket) => {
      watched++;
      socket.write('{"class":"TPV","mode":3}\r\nnot json\r\n');
      socket.write(JSON.stringify(tpv) + "\r\n");
    });
    const config: GpsConfig = { kind: "gpsd", host: "127.0.0.1", port: server.port, staleAfter: 60_000 };
    const { receiver } = open(config);
    await vi.waitFor(() => expect(receiver.latest()).toMatchObject({ lat: 38.88, speedMps: 9.9 }), patience);
    expect(receiver.status().refused).toEqual({ form: 1 });
    server.drop();
    await vi.waitFor(() => expect(watched).toBe(2), patience);
    expect(receiver.status().reopened).toBe(1);
  });

  it("that is not there is a fault with its address", async () => {
    const { port, drop } = await listen(() => undefined);
    drop();
    const { faults } = open({ kind: "gpsd", host: "127.0.0.1", port: port === 1 ? 2 : 1, staleAfter: 500 });
    await vi.waitFor(() => expect(faults.list()[0]?.text).toContain("127.0.0.1:1"), patience);
  });

  it("that falls silent, as it does when the fix is lost, is a fault", async () => {
    const server = await listen((socket) => void socket.write(JSON.stringify(tpv) + "\r\n"));
    const { receiver, faults } = open({
      kind: "gpsd",
      host: "127.0.0.1",
      port: server.port,
      staleAfter: 500,
    });
    await vi.waitFor(() => expect(receiver.latest()).not.toBeNull(), patience);
    await vi.waitFor(() => expect(faults.list()).toHaveLength(1), patience);
    expect(receiver.latest()!.quality).toBe("stale");
  });
});

describe.runIf(existsSync("/usr/bin/gpsfake"))("gpsd itself", () => {
  it("plays the demo drive to the receiver", { timeout: 60_000 }, async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    });
    const drive = new URL("../../../fixtures/nmea/drive.nmea", import.meta.url).pathname;
    start("gpsfake", ["-q", "-c", "0.05", "-P", String(port), "-l", drive]);
    const { receiver } = open({ kind: "gpsd", host: "127.0.0.1", port, staleAfter: 5_000 });
    // gpsd tells of the first position before it knows the altitude.
    await vi.waitFor(() => expect(receiver.latest()?.quality).toBe("3d"), { timeout: 45_000, interval: 100 });
    expect(receiver.status().state).toBe("live");
    const fix = receiver.latest()!;
    expect(Math.abs(fix.lat - 38.885)).toBeLessThan(0.02);
    expect(Math.abs(fix.lon + 94.82)).toBeLessThan(0.03);
  });
});
