// The vision process on a 1080p30 H.264 clip made on the spot. One camera runs as fast as it can; several run at 15
// frames per second each.
import { loadPlateTables } from "../../../src/unit/config/plates.js";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configSchema } from "../../../src/unit/config/schema.js";
import type { Faults, Log } from "../../../src/shared/domain/ports.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import type { VisionLink, VisionLinkDeps } from "../../../src/unit/vision/link/link.js";
import type { VisionStatus } from "../../../src/unit/vision/link/link-status.js";
import { makeClip } from "./clip.js";
import { percentiles, round } from "./percentiles.js";
import { groupUsage } from "./usage.js";

export interface Setting {
  readonly cameras: number;
  readonly plates: number;
  readonly seconds: number;
  readonly workers: number;
  /** Threads of the runtime per worker. */
  readonly threads: number;
  /** The camera's `restWhenIdle`. */
  readonly rest?: boolean;
  /** One camera too runs at 15 frames per second. */
  readonly isPaced?: boolean;
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

export type Throughput = ReturnType<typeof figures>;

/** Runs the vision process for `seconds` and returns what it did per frame. */
export async function measureThroughput(setting: Setting): Promise<Throughput> {
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
  const built = (await import(new URL("../../../dist/unit/vision/link/link.js", import.meta.url).href)) as {
    createVisionLink(deps: VisionLinkDeps): VisionLink;
  };
  const one = setting.cameras === 1 && !setting.isPaced;
  const { cameras, vision } = configSchema.parse({
    unit: { id: "bench", kind: "vehicle", name: "bench" },
    vision: { workers: setting.workers, threads: setting.threads },
    cameras: Array.from({ length: setting.cameras }, (_, i) => ({
      id: `camera${i}`,
      source,
      loop: true,
      fps: 15,
      restWhenIdle: setting.rest ?? false,
      pace: one ? "fast" : "real-time",
    })),
  });
  const ports = { clock: createClock(), log: silent, faults, unitMoves: true };
  return built.createVisionLink({
    tables: loadPlateTables(),
    ...ports,
    cameras,
    vision,
    onTrack: (event) => onTrack(event.causeMonoNs),
    onProof: () => undefined,
    onGone: () => undefined,
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
  const elapsedMs = Number(after.atNs - before.atNs) / 1e6;
  const infer = stages.filter(([stage]) => stage.startsWith("infer")).reduce((sum, [, ms]) => sum + ms, 0);
  return {
    fps: round((frames * 1e3) / elapsedMs),
    // Of a core, each camera, without ffmpeg.
    visionCorePercent: round((100 * vision) / elapsedMs / setting.cameras),
    cpuMsPerFrame: perFrame(ffmpeg + vision),
    stagesMs: { ...Object.fromEntries(stages), ffmpeg: perFrame(ffmpeg) },
    latencyMs: percentiles(latencies),
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
    threads: setting.threads,
    freshnessMs: after.status.cameras.map((camera) => camera.freshnessMs),
    fairness: after.status.cameras.map((camera) => camera.processed),
  };
}
