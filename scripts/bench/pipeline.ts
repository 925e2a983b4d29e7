// npm run -s bench -- pipeline [--cameras 1] [--plates 1] [--seconds 20] [--workers 1] [--json]: the vision process on a
// 1080p30 H.264 clip made on the spot. One camera runs as fast as it can; several run at 15 frames per second each.
// Needs a build.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { configSchema } from "../../src/config/schema.js";
import type { Faults, Log } from "../../src/core/ports.js";
import { createClock } from "../../src/os/clock.js";
import type { VisionLink, VisionLinkOptions, VisionStatus } from "../../src/vision/link.js";
import { makeClip } from "./pipeline/clip.js";
import { groupUsage } from "./pipeline/usage.js";

interface Setting {
  readonly cameras: number;
  readonly plates: number;
  readonly seconds: number;
  readonly workers: number;
}

const warmUpMs = 5_000;
const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: console.error,
  error: console.error,
  child: () => silent,
};
const faults: Faults = {
  raise: (fault) => console.error(fault.text),
  clear: () => undefined,
  list: () => [],
};

export async function run(args: readonly string[]): Promise<void> {
  const number = (value: string) => ({ type: "string", default: value }) as const;
  const options = { cameras: number("1"), plates: number("1"), seconds: number("20"), workers: number("1") };
  const { values } = parseArgs({
    args: [...args],
    options: { ...options, json: { type: "boolean", default: false } },
  });
  const setting: Setting = {
    cameras: Number(values.cameras),
    plates: Number(values.plates),
    seconds: Number(values.seconds),
    workers: Number(values.workers),
  };
  const result = await measure(setting);
  if (values.json) console.log(JSON.stringify(result));
  else
    console.table({
      ...result,
      stagesMs: JSON.stringify(result.stagesMs),
      latencyMs: JSON.stringify(result.latencyMs),
    });
}

async function measure(setting: Setting) {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  process.env["TAGWATCH_CPU_TIMES"] = "1";
  const stop = new AbortController();
  const clock = createClock();
  const latencies: number[] = [];
  try {
    const source = await makeClip(dir, setting.plates);
    const link = await openLink(source, setting, (causeNs) =>
      latencies.push(Number(clock.monoNs() - causeNs) / 1e6),
    );
    const running = link.run(stop.signal);
    await link.ready();
    await clock.sleep(warmUpMs);
    const pid = link.status().pid!;
    const before = { status: link.status(), usage: groupUsage(pid), atNs: clock.monoNs() };
    latencies.length = 0;
    await clock.sleep(setting.seconds * 1_000);
    const after = { status: link.status(), usage: groupUsage(pid), atNs: clock.monoNs() };
    stop.abort();
    await running;
    return figures(setting, before, after, latencies);
  } finally {
    stop.abort();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function openLink(
  source: string,
  setting: Setting,
  onTrack: (causeNs: bigint) => void,
): Promise<VisionLink> {
  const built = (await import(new URL("../../dist/vision/link.js", import.meta.url).href)) as {
    createVisionLink(options: VisionLinkOptions): VisionLink;
  };
  const one = setting.cameras === 1;
  const { cameras, vision } = configSchema.parse({
    unit: { id: "bench", kind: "vehicle", name: "bench" },
    vision: { workers: setting.workers },
    cameras: Array.from({ length: setting.cameras }, (_, i) => ({
      id: `camera${i}`,
      source,
      loop: true,
      fps: 15,
      pace: one ? "fast" : "real-time",
    })),
  });
  const ports = { clock: createClock(), log: silent, faults, unitMoves: true };
  return built.createVisionLink({
    ...ports,
    cameras,
    vision,
    onTrack: (event) => onTrack(event.causeMonoNs),
  });
}

interface Moment {
  readonly status: VisionStatus;
  readonly usage: ReturnType<typeof groupUsage>;
  readonly atNs: bigint;
}

function figures(setting: Setting, before: Moment, after: Moment, latencies: readonly number[]) {
  const processed = ({ status }: Moment) => status.cameras.reduce((sum, camera) => sum + camera.processed, 0);
  const frames = processed(after) - processed(before);
  const perFrame = (value: number) => round(value / frames);
  const stages = Object.entries(after.status.stageMs).map(
    ([stage, ms]) => [stage, perFrame(ms - (before.status.stageMs[stage] ?? 0))] as const,
  );
  const ffmpeg = after.usage.othersCpuMs - before.usage.othersCpuMs;
  const vision = after.usage.leaderCpuMs - before.usage.leaderCpuMs;
  const infer = stages.filter(([stage]) => stage.startsWith("infer")).reduce((sum, [, ms]) => sum + ms, 0);
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length === 0 ? null : round(sorted[Math.floor(share * (sorted.length - 1))]);
  return {
    fps: round((frames * 1e9) / Number(after.atNs - before.atNs)),
    cpuMsPerFrame: perFrame(ffmpeg + vision),
    stagesMs: { ...Object.fromEntries(stages), ffmpeg: perFrame(ffmpeg) },
    latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    rssMb: round(after.usage.leaderRssMb),
    cameras: setting.cameras,
    plates: setting.plates,
    inferCpuMsPerFrame: round(infer),
    otherCpuMsPerFrame: round((ffmpeg + vision) / frames - infer),
    pssMb: round(after.usage.leaderPssMb),
    rssGrowthMbPerMinute: round(
      ((after.usage.leaderRssMb - before.usage.leaderRssMb) * 60) / setting.seconds,
    ),
    workers: setting.workers,
    freshnessMs: after.status.cameras.map((camera) => camera.freshnessMs),
    fairness: after.status.cameras.map((camera) => camera.processed),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
