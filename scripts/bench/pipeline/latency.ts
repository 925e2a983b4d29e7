// Latency of alerts, measured from outside: RTSP server > tap > the whole daemon > server-sent event at an officer's page.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cameraSchema } from "../../../src/unit/config/schema.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { startVideoServer } from "../../../test/kit/peers/video-server.js";
import { sendOfficer, type Officer } from "./officer.js";
import { equipPatrol, officer as who } from "./patrol.js";
import { percentiles, type Percentiles } from "./percentiles.js";
import { openTap, type Tap } from "./tap.js";
import { fps, frameAtHeight, framesEach, inventPlates, makeTraffic, plateWidthAt } from "./traffic.js";
import type { AlertedRead, UnitNews } from "./unit.js";

export interface LatencySettings {
  readonly cameras: number;
  /** Vehicles that drive past each camera. */
  readonly vehicles: number;
  /** Folder with clips of earlier runs, or where to leave them; null makes them anew. */
  readonly clips: string | null;
}

export interface LatencyResult {
  readonly cameras: number;
  readonly vehicles: number;
  /** Vehicles whose alert came. */
  readonly alerts: number;
  /** From the last byte of the frame that settled the track, as it came over the network. */
  readonly settledToAlertMs: Percentiles;
  /** The same from the last raw byte of the decoded frame. */
  readonly decodedToAlertMs: Percentiles;
  /** From the last byte of the first frame whose plate is as wide as the configuration asks (40 pixels). */
  readonly legibleToAlertMs: Percentiles;
  /** Width of the plate in the frame that settled the track, pixels. */
  readonly settledAtPx: Percentiles;
  /** Alerts whose frame could not be told from the plate's place. */
  readonly unplaced: number;
}

const clock = createClock();
const ms = (fromNs: bigint, toNs: bigint): number => Number(toNs - fromNs) / 1e6;

export async function measureLatency(settings: LatencySettings): Promise<LatencyResult> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  const closing: (() => void | Promise<void>)[] = [];
  try {
    const clips = settings.clips ?? dir;
    mkdirSync(clips, { recursive: true });
    const lanes = await openLanes(settings, clips, closing);
    const plates = lanes.flatMap((lane) => lane.plates);
    const sources = lanes.map(({ tap }, i) => `rtsp://127.0.0.1:${String(tap.port)}/camera${String(i)}`);
    const config = equipPatrol(dir, sources, plates);
    const { child, reads, page } = startUnit(config);
    closing.push(() => stopUnit(child));
    const officer = await sendOfficer(await page, who, () => clock.monoNs());
    closing.push(() => officer.leave());
    const seconds = ((settings.vehicles + 1) * framesEach) / fps;
    // The last vehicle's track may settle a little after it was first seen.
    while (lanes.some(({ tap }) => tap.frames().length < seconds * fps)) await clock.sleep(500);
    await clock.sleep(2_000);
    return judge(settings, lanes, reads, officer);
  } finally {
    for (const close of closing.reverse()) await close();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Lane {
  readonly camera: string;
  readonly plates: readonly string[];
  readonly tap: Tap;
}

async function openLanes(
  { cameras, vehicles }: LatencySettings,
  clips: string,
  closing: (() => void | Promise<void>)[],
): Promise<Lane[]> {
  const names = Array.from({ length: cameras }, (_, i) => `camera${String(i)}`);
  const traffic = await Promise.all(
    names.map((name, i) =>
      makeTraffic(clips, `${name}-${String(vehicles)}`, inventPlates(vehicles, 100 + i)),
    ),
  );
  const files = Object.fromEntries(names.map((name, i) => [name, traffic[i]?.file ?? ""]));
  const server = await startVideoServer(files);
  closing.push(() => server.stop());
  return Promise.all(
    names.map(async (camera, i) => {
      const tap = await openTap(server.port, () => clock.monoNs());
      closing.push(() => tap.close());
      return { camera, plates: traffic[i]?.plates ?? [], tap };
    }),
  );
}

interface Unit {
  readonly child: ChildProcess;
  readonly reads: readonly AlertedRead[];
  readonly page: Promise<string>;
}

function startUnit(config: string): Unit {
  const child = fork(new URL("./unit.ts", import.meta.url), [config], {
    execArgv: ["--import", "tsx"],
    serialization: "advanced",
  });
  const reads: AlertedRead[] = [];
  const page = new Promise<string>((resolve, reject) => {
    child.on("message", (news: UnitNews) => {
      if (news.kind === "ready") resolve(news.page);
      else reads.push(news.read);
    });
    child.once("exit", (status) => reject(new Error(`the daemon ended with status ${String(status)}`)));
  });
  page.catch(() => undefined);
  return { child, reads, page };
}

async function stopUnit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.send("stop");
  await ended;
}

/** One alert with all its times in milliseconds. */
interface Course {
  readonly decodedToAlert: number;
  readonly settledToAlert: number;
  readonly legibleToAlert: number;
  readonly settledAtPx: number;
}

function judge(
  { cameras, vehicles }: LatencySettings,
  lanes: readonly Lane[],
  reads: readonly AlertedRead[],
  officer: Officer,
): LatencyResult {
  const decoded: number[] = [];
  const courses: Course[] = [];
  const seen = new Set<string>();
  for (const read of reads) {
    const alert = officer.alerts.find(({ readId, kind }) => readId === read.readId && kind === "new");
    const lane = lanes.find(({ camera }) => camera === read.camera);
    if (!alert || !lane || !lane.plates.includes(read.text) || seen.has(read.text)) continue;
    seen.add(read.text);
    decoded.push(ms(read.causeNs, alert.monoNs));
    const course = courseOf(read, lane, alert.monoNs);
    if (course) courses.push(course);
  }
  return {
    cameras,
    vehicles: vehicles * cameras,
    alerts: seen.size,
    settledToAlertMs: percentiles(courses.map((course) => course.settledToAlert)),
    decodedToAlertMs: percentiles(decoded),
    legibleToAlertMs: percentiles(courses.map((course) => course.legibleToAlert)),
    settledAtPx: percentiles(courses.map((course) => course.settledAtPx)),
    unplaced: decoded.length - courses.length,
  };
}

const minPlateWidth = cameraSchema.parse({ id: "any", source: "any" }).minPlateWidth;
const firstLegible = Array.from({ length: framesEach }, (_, i) => i).findIndex(
  (i) => plateWidthAt(i) >= minPlateWidth,
);
/** ffmpeg has handed out every frame long before this. */
const longestTransitMs = 1_000;

/** Tells the frames of the network from the place of the plate; null when they do not fit together. */
function courseOf(read: AlertedRead, { plates, tap }: Lane, alertNs: bigint): Course | null {
  const first = (plates.indexOf(read.text) + 1) * framesEach;
  const best = frameAtHeight(read.centreY);
  const bestSent = tap.frames()[first + best];
  const legibleSent = tap.frames()[first + firstLegible];
  if (bestSent === undefined || legibleSent === undefined) return null;
  const transit = ms(bestSent, read.bestNs);
  if (transit < 0 || transit > longestTransitMs) return null;
  const settled = best + Math.round((ms(read.bestNs, read.causeNs) * fps) / 1_000);
  const settledSent = tap.frames()[first + settled];
  if (settledSent === undefined) return null;
  return {
    decodedToAlert: ms(read.causeNs, alertNs),
    settledToAlert: ms(settledSent, alertNs),
    legibleToAlert: ms(legibleSent, alertNs),
    settledAtPx: plateWidthAt(settled),
  };
}
