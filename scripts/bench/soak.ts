// npm run -s bench -- soak [--minutes 60] [--warm-up 10] [--every 5] [--cameras 2] [--clips DIR] [--snapshots DIR] [--json]
// The whole unit at full rate for an hour: 1080p cameras over RTSP, a hotlist, a real broker, an officer's page. Every
// five minutes each thread is made to collect its garbage; what is left (live heap, and memory outside V8's heap), the
// descriptors, the children and the age of frames are noted. Straight lines with their 95 % interval say what rises;
// pictures of both processes' heaps after the last look (--snapshots) say what it is.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createClock } from "../../src/shared/platform/clock.js";
import { startBroker, type Broker } from "../../test/kit/peers/broker.js";
import { startVideoServer } from "../../test/kit/peers/video-server.js";
import { visionOf } from "./pipeline/memory.js";
import { sendOfficer } from "./pipeline/officer.js";
import { equipPatrol, officer as who } from "./pipeline/patrol.js";
import { soakFigures, type Look, type SoakLine } from "./pipeline/soak-figures.js";
import { inventPlates, makeTraffic } from "./pipeline/traffic.js";
import { descendants } from "./pipeline/usage.js";

const program = new URL("../../dist/unit/main.js", import.meta.url).pathname;
const preload = new URL("./pipeline/live-heap.cjs", import.meta.url).pathname;
const vehicles = 44;
/** The threads have collected by then, and noted their memory for twenty seconds. */
const afterMs = 25_000;
const clock = createClock();

interface Settings {
  readonly minutes: number;
  readonly warmUp: number;
  readonly everyMs: number;
  readonly cameras: number;
  readonly clips: string | null;
  readonly snapshots: string | null;
}

export async function run(args: readonly string[]): Promise<void> {
  const number = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ minutes: number("60"), "warm-up": number("10"), every: number("5"), cameras: number("2") },
      ...{ clips: { type: "string" }, snapshots: { type: "string" } },
      ...{ json: { type: "boolean", default: false } },
    },
  });
  const result = await soak({
    minutes: Number(values.minutes),
    warmUp: Number(values["warm-up"]),
    everyMs: Number(values.every) * 60_000,
    cameras: Number(values.cameras),
    clips: values.clips ?? null,
    snapshots: values.snapshots ?? null,
  });
  console.log(JSON.stringify(result, null, values.json ? 0 : 1));
}

async function soak(settings: Settings): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-soak-"));
  const broker = await startBroker({ acl: "user unit\ntopic readwrite tagwatch/#\n" });
  const closing: (() => unknown)[] = [
    () => rmSync(dir, { recursive: true, force: true }),
    () => broker.stop(),
  ];
  try {
    const { config, lines, stopCameras } = await equip(settings, dir, broker);
    closing.push(stopCameras);
    const { pid, page, reads, stop } = startUnit(config, lines, settings);
    closing.push(stop);
    const officer = await sendOfficer(await page, who, () => clock.monoNs());
    closing.push(() => officer.leave());
    const looks = await watch(pid, settings);
    if (settings.snapshots !== null) await pictureHeaps([pid, visionOf(pid)]);
    const said = readFileSync(lines, "utf8").trim().split("\n");
    const parsed = said.map((line) => JSON.parse(line) as SoakLine);
    const counted = {
      reads: reads(),
      alerts: officer.alerts.length,
      load: loadavg().map((x) => Math.round(x * 10) / 10),
    };
    return { ...soakFigures(looks, parsed, settings), ...counted };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function equip(settings: Settings, dir: string, broker: Broker) {
  const clips = settings.clips ?? dir;
  mkdirSync(clips, { recursive: true });
  const names = Array.from({ length: settings.cameras }, (_, i) => `camera${String(i)}`);
  const traffic = await Promise.all(
    names.map((name, i) =>
      makeTraffic(clips, `${name}-${String(vehicles)}`, inventPlates(vehicles, 100 + i)),
    ),
  );
  const server = await startVideoServer(
    Object.fromEntries(names.map((name, i) => [name, traffic[i]?.file ?? ""])),
  );
  const password = join(dir, "broker.password");
  writeFileSync(password, broker.users["unit"] ?? "", { mode: 0o600 });
  const upload = { url: broker.url, username: "unit", password, ca: broker.authority.caFile };
  const config = equipPatrol(
    dir,
    names.map((name) => server.address(name)),
    traffic.flatMap(({ plates }) => plates),
    upload,
  );
  return { config, lines: join(dir, "soak.jsonl"), stopCameras: () => server.stop() };
}

function startUnit(config: string, lines: string, { everyMs, snapshots }: Settings) {
  writeFileSync(lines, "");
  if (snapshots !== null) mkdirSync(snapshots, { recursive: true });
  // The young generation and the arenas as systemd/tagwatch.service has them.
  const options = `--max-semi-space-size=2 --require ${preload}`;
  const daemon = spawn(process.execPath, [program, "run", "--config", config, "--show-reads"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...{ ...process.env, NODE_OPTIONS: options, MALLOC_ARENA_MAX: "2" },
      ...{ SOAK_FILE: lines, SOAK_EVERY_MS: String(everyMs) },
      ...(snapshots !== null && { SOAK_SNAPSHOTS: snapshots }),
    },
  });
  let reads = 0;
  const page = new Promise<string>((resolve, reject) => {
    daemon.once("exit", (status) => reject(new Error(`the daemon ended with status ${String(status)}`)));
    createInterface({ input: daemon.stdout }).on("line", (line) => {
      if (/^[\d:.]+ {2}READ /.test(line)) reads++;
      const url = /"page":"([^"]+)"/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  page.catch(() => undefined);
  const stop = async (): Promise<void> => {
    daemon.kill("SIGTERM");
    if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, "exit");
  };
  return { pid: daemon.pid ?? 0, page, reads: () => reads, stop };
}

/** Looks at both processes from outside, right after each collection, until the time is over. */
async function watch(daemon: number, { minutes, warmUp, everyMs }: Settings): Promise<readonly Look[]> {
  const vision = visionOf(daemon);
  const looks: Look[] = [];
  const wanted = Math.floor(((minutes + warmUp) * 60_000) / everyMs) + 1;
  while (looks.length < wanted) {
    await clock.sleep(everyMs - (Date.now() % everyMs) + afterMs);
    const look = { at: Date.now(), load: loadavg()[0] ?? 0, daemon: lookAt(daemon), vision: lookAt(vision) };
    looks.push(look);
    console.error(JSON.stringify(look));
  }
  return looks;
}

/** Each main thread stands still while it writes; nothing is measured any more. */
async function pictureHeaps(pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, "SIGUSR2");
  await clock.sleep(30_000);
}

function lookAt(pid: number): Look["daemon"] {
  const descriptors = readdirSync(`/proc/${String(pid)}/fd`).length;
  return { pid, descriptors, children: descendants(pid) };
}
