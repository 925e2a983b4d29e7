// Memory of the whole unit over minutes: daemon and vision process as installed, one 1080p camera over RTSP with a plate
// in view, a hotlist, an officer watching, and an outbox that waits for a broker that is not there. ffmpeg is not counted.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClock } from "../../../src/shared/platform/clock.js";
import { startVideoServer } from "../../../test/kit/peers/video-server.js";
import { sendOfficer } from "./officer.js";
import { equipPatrol, officer as who } from "./patrol.js";
import { round } from "./percentiles.js";
import { inventPlates, makeTraffic } from "./traffic.js";
import { pssMb } from "./usage.js";

export interface MemoryResult {
  readonly minutes: number;
  readonly reads: number;
  readonly alerts: number;
  /** Proportional set size of daemon and vision process together: highest seen, and at the end. */
  readonly highestPssMb: number;
  readonly lastPssMb: { readonly daemon: number; readonly vision: number };
  /** Straight line through all samples after the second minute. */
  readonly growthMbPerMinute: number;
  /** The same for each process alone. */
  readonly growth: { readonly daemon: number; readonly vision: number };
  /** One sample a minute. */
  readonly pssMb: { readonly daemon: readonly number[]; readonly vision: readonly number[] };
}

const program = new URL("../../../dist/unit/main.js", import.meta.url).pathname;
const sampleMs = 5_000;
const settledMinutes = 2;
const vehicles = 44;

interface Sample {
  readonly minute: number;
  readonly daemon: number;
  readonly vision: number;
}

/** `clips` is a folder with clips of earlier runs, or where to leave them; null makes them anew. */
export async function measureMemory(minutes: number, clips: string | null): Promise<MemoryResult> {
  const clock = createClock();
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  const plates = inventPlates(vehicles, 100);
  const traffic = await makeTraffic(clips ?? dir, `camera0-${String(vehicles)}`, plates);
  const server = await startVideoServer({ front: traffic.file });
  const config = equipPatrol(dir, [`rtsp://127.0.0.1:${String(server.port)}/front`], traffic.plates);
  const daemon = spawn(process.execPath, [program, "run", "--config", config, "--show-reads"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let reads = 0;
    const page = new Promise<string>((resolve) =>
      createInterface({ input: daemon.stdout }).on("line", (line) => {
        if (/^[\d:.]+ {2}READ /.test(line)) reads++;
        const url = /"page":"([^"]+)"/.exec(line)?.[1];
        if (url) resolve(url);
      }),
    );
    const officer = await sendOfficer(await page, who, () => clock.monoNs());
    const pid = daemon.pid ?? 0;
    const vision = visionOf(pid);
    const startNs = clock.monoNs();
    const samples: Sample[] = [];
    for (let minute = 0; minute < minutes; minute = Number(clock.monoNs() - startNs) / 6e10) {
      samples.push({ minute, daemon: pssMb(pid), vision: pssMb(vision) });
      await clock.sleep(sampleMs);
    }
    const alerts = officer.alerts.length;
    officer.leave();
    return { ...figures(minutes, samples), reads, alerts };
  } finally {
    daemon.kill("SIGTERM");
    if (daemon.exitCode === null) await once(daemon, "exit");
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function figures(minutes: number, samples: readonly Sample[]): Omit<MemoryResult, "reads" | "alerts"> {
  const sum = ({ daemon, vision }: Sample): number => daemon + vision;
  const last = samples[samples.length - 1] ?? { minute: 0, daemon: 0, vision: 0 };
  const settled = samples.filter(({ minute }) => minute >= Math.min(settledMinutes, minutes / 2));
  const growth = (of: (sample: Sample) => number): number =>
    round(slope(settled.map((sample) => [sample.minute, of(sample)])));
  const eachMinute = Array.from(
    { length: Math.floor(minutes) },
    (_, i) => samples.find(({ minute }) => minute >= i) ?? last,
  );
  return {
    minutes,
    highestPssMb: round(Math.max(...samples.map(sum))),
    lastPssMb: { daemon: round(last.daemon), vision: round(last.vision) },
    growthMbPerMinute: growth(sum),
    growth: { daemon: growth(({ daemon }) => daemon), vision: growth(({ vision }) => vision) },
    pssMb: {
      daemon: eachMinute.map(({ daemon }) => round(daemon)),
      vision: eachMinute.map(({ vision }) => round(vision)),
    },
  };
}

/** Slope of the least-squares line through points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const above = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

/** The daemon's child that is the vision process. */
export function visionOf(pid: number): number {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "latin1")
    .trim()
    .split(" ");
  const vision = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, "latin1").includes("vision/child/process"),
  );
  if (vision === undefined) throw new Error("the daemon has no vision process");
  return Number(vision);
}
